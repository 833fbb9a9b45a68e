import Normalisation
import Testing

@testable import Detection

@Suite("A letter's layout")
struct TextLayoutTests {
  private func read(_ text: String) -> [(Zone, String)] {
    let searched = SearchedText(Array(text.utf8), codePointsBefore: 0)
    var layout = TextLayout()
    var survey = TextSurvey()
    searched.normalised.bytes.withUnsafeBufferPointer {
      survey.read($0, SoughtWords(LetterZones.disclaimers.map { .init(bytes: $0, isOpen: true) }))
      let disclaimers = survey.reports.map { Int($0.end) - LetterZones.disclaimers[Int($0.number)].count }
      layout.read($0, searched: searched, disclaimers: disclaimers)
    }
    return layout.sentences.map { ($0.zone, searched.written($0.start..<$0.end)) }
  }

  private func zone(_ zone: Zone, _ text: String) -> [String] { read(text).filter { $0.0 == zone }.map(\.1) }

  @Test("parts sentences, but not behind titles, initials and abbreviations")
  func sentences() {
    let text = "Mrs. Khan met Dr. A. Price at 3 p.m. today. They agreed! \"Really?\" Yes e.g. by post."
    #expect(
      zone(.body, text) == [
        "Mrs. Khan met Dr. A. Price at 3 p.m. today.", "They agreed!", "\"Really?\"", "Yes e.g. by post.",
      ])
  }

  @Test("joins wrapped lines and keeps bullets apart")
  func bullets() {
    let text =
      "This is a long sentence that the mail program wrapped after\nseventy characters or so. And one more.\n\n- Aisha: asthma\n- Tom: none\n  of these"
    #expect(zone(.body, text).count == 4)
    #expect(zone(.body, text).last == "Tom: none\n  of these")
  }

  @Test(
    "knows a greeting and what follows it on the line",
    arguments: ["Dear Mrs Khan,", "Hi Tom", "Good morning all,", "Dear Sir or Madam"])
  func greetings(_ line: String) {
    #expect(zone(.greeting, line + "\n\nAisha was absent.").count == 1)
    #expect(zone(.body, line + "\n\nAisha was absent.") == ["Aisha was absent."])
  }

  @Test("keeps what stands behind a greeting on its line")
  func greetingLine() {
    #expect(zone(.body, "Dear Mrs Khan, Aisha was absent.") == ["Aisha was absent."])
    #expect(zone(.greeting, "Hidden costs are a problem.").isEmpty)
    #expect(zone(.greeting, "HELLO@EXAMPLE.COM is her address").isEmpty)
    #expect(zone(.greeting, "Hi can you take the deposit for Tahlia, please") == ["Hi"])
  }

  @Test("knows a signature, and where it ends")
  func signatures() {
    let text =
      "See you.\n\nKind regards,\nJane Patel\nSENCO\nTel: 01234 567890\n\nFrom: Tom\nSent: Monday\n\nAisha has asthma and needs an inhaler at all times today."
    #expect(zone(.signature, text) == ["Kind regards,", "Jane Patel", "SENCO", "Tel: 01234 567890"])
    #expect(zone(.header, text).count == 2)
    #expect(zone(.body, text).last?.hasPrefix("Aisha has asthma") == true)
    #expect(zone(.signature, "Thanks for the forms about Aisha.").isEmpty)
  }

  @Test("knows a disclaimer, and a reply's introduction")
  func disclaimers() {
    #expect(zone(.disclaimer, "Hello.\n\nThis email and any attachments are confidential.").count == 1)
    #expect(zone(.header, "On Tue, 3 Jun 2025 at 10:12, Tom <tom@x.example> wrote:\n> Hi").count == 1)
  }
}
