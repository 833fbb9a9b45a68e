import Detection
import Extraction
import Testing

@Suite("Whom a letter greets")
struct GreetingTests {
  private func names(_ text: String, isQuoted: Bool = false) -> [String] {
    Greeting.names(in: [
      ExtractedText(place: Place(words: "message"), kind: .visible, isQuoted: isQuoted, content: .prose(text))
    ])
  }

  @Test(
    "by title and surname",
    arguments: [
      ("Dear Mrs Khan,\n\nyour son", ["Khan"]), ("DEAR MRS KHAN\n", ["KHAN"]), ("dear mrs khan, thanks", ["khan"]),
      ("Good morning Dr. Amy O'Brien-Łukasz,", ["Amy O'Brien-Łukasz"]), ("Hi Mr & Mrs Okafor,", ["Okafor"]),
      ("Dear Mr and Mrs Okafor", ["Okafor"]), ("Dear Mrs Khan and Mr Ali,", ["Khan", "Ali"]),
      ("Dear Mr/Mrs Poole,", ["Poole"]), ("Dear Mrs Khan, Mr Ali and Ms Poole,", ["Khan", "Ali", "Poole"]),
      ("5 November 2026\n\nDear Ms Hope:\n", ["Hope"]), ("Hi Mr Ash can you come", ["Ash"]),
      ("Dear Miss Poole,\nthe trip", ["Poole"]), ("Dear Miss Amy Poole", ["Amy Poole"]), ("dear miss poole", ["poole"]),
    ])
  func titles(_ text: String, _ names: [String]) { #expect(self.names(text) == names) }

  @Test(
    "nobody by first name, form, role or blank, nor further down, nor in what is quoted",
    arguments: [
      "Hi Priya,", "Dear all,", "Dear Sir or Madam", "Dear Mr/Mrs/Miss", "Dear Parents and Carers", "Dear Headteacher",
      "Mrs Khan will come", "One\ntwo\nthree\nDear Mrs Khan", "Dear Mr X,", "",
      "Dear Sir Please find attached", "Hi Miss just to say", "Dear Sir thank you", "Dear Mr please find attached",
      "Dear Mrs K" + String(repeating: "\u{301}", count: 3_000),
    ])
  func nobody(_ text: String) { #expect(names(text) == []) }

  @Test("nobody in what is quoted")
  func quoted() { #expect(names("Dear Mrs Khan,", isQuoted: true) == []) }

  @Test("nobody in a letter that is attached or handed on")
  func attached() {
    for place in ["forwarded message › body", "attachment Letter.docx"] {
      let text = ExtractedText(
        place: Place(words: place), kind: .visible, isQuoted: false, content: .prose("Dear Mrs Khan,"))
      #expect(Greeting.names(in: [text]) == [])
    }
  }
}
