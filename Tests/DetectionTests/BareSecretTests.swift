import Extraction
import Testing

@testable import Detection

@Suite("A short message may hold a password that nothing calls one")
struct BareSecretTests {
  private func may(_ words: String, _ kind: TextKind = .visible, isQuoted: Bool = false) -> Bool {
    BareSecret.mayBe(in: [
      ExtractedText(place: Place(words: "message"), kind: kind, isQuoted: isQuoted, content: .prose(words))
    ])
  }

  @Test(
    "as these do",
    arguments: ["As promised: Oak2024", "It's \"Heron!Copper42\".", "use marmalade-77x for the plan", "Kx9#mmT2"])
  func told(words: String) { #expect(may(words)) }

  @Test(
    "as these do not",
    arguments: [
      "See you at 10.30am in the hall.", "Form 7C and KS3 are in room B12.", "Write to t.ash2024@oakfield.example.",
      "https://oakfield.example/2024abc", "Invoice 20240117 is paid.", "The plan is attached.",
    ])
  func spared(words: String) { #expect(!may(words)) }

  @Test("as in mail that says the same plainly and as HTML")
  func twice() {
    let words = String(repeating: "word ", count: 40) + "Oak2024"
    #expect(
      BareSecret.mayBe(
        in: (0..<2).map { part in
          ExtractedText(
            place: Place(part: part, words: "message"), kind: .visible, isQuoted: false, content: .prose(words))
        }))
  }

  @Test("in its own words or its subject, while it is short")
  func places() {
    #expect(may("Oak2024", .subject))
    #expect(!may("Oak2024", isQuoted: true))
    #expect(!may("Oak2024 " + String(repeating: "word ", count: 80)))
  }
}
