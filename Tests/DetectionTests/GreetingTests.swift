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
    ])
  func titles(_ text: String, _ names: [String]) { #expect(self.names(text) == names) }

  @Test(
    "nobody by first name, form, role or blank, nor further down, nor in what is quoted",
    arguments: [
      "Hi Priya,", "Dear all,", "Dear Sir or Madam", "Dear Mr/Mrs/Miss", "Dear Parents and Carers", "Dear Headteacher",
      "Mrs Khan will come", "One\ntwo\nthree\nDear Mrs Khan", "Dear Mr X,", "",
    ])
  func nobody(_ text: String) { #expect(names(text) == []) }

  @Test("nobody in what is quoted")
  func quoted() { #expect(names("Dear Mrs Khan,", isQuoted: true) == []) }
}
