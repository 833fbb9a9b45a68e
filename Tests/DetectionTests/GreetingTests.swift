import Extraction
import Testing

@testable import Detection

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

  @Test("is read from the first lines, byte by byte where they are ASCII")
  func firstLines() {
    let pieces = [
      "Dear Mrs Khan,", "\n", "\r\n", "\r", "\n\n", " ", "\t", "\u{0B}", "Hello", "\u{2028}", "é", "e\u{301}",
      String(repeating: "long line ", count: 40), "\u{85}", "x",
    ]
    var plain = 0
    var state: UInt64 = 3
    for _ in 0..<20_000 {
      var text = ""
      for _ in 0..<9 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += pieces[Int(state >> 33) % pieces.count]
      }
      guard let lines = Greeting.firstPlainLines(of: text) else { continue }
      plain += 1
      #expect(lines == Greeting.firstLines(of: text), "\(text.debugDescription)")
    }
    #expect(plain > 1_000)
  }
}
