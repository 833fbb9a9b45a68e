import Extraction
import Testing

@testable import Inspection

@Suite("Whose addresses a conversation shows")
struct ThreadAddressesTests {
  private func addresses(_ text: String, isQuoted: Bool = true) -> [String] {
    ThreadAddresses.of(
      [ExtractedText(place: Place(words: "message"), kind: .visible, isQuoted: isQuoted, content: .prose(text))], [])
  }

  @Test("those in quoted text, lower case, each once")
  func quoted() {
    #expect(
      addresses(
        "On Tue Ann Lee <A.Lee+x@centre.example> wrote:\n> To: mailto:zoë@häuser.example, a.lee+x@centre.example.")
        == ["a.lee+x@centre.example", "zoë@häuser.example"])
  }

  @Test("none in the message's own words, none without a name, none past a bound")
  func none() {
    #expect(addresses("Write to a.lee@centre.example", isQuoted: false).isEmpty)
    #expect(addresses("meet @ noon, @home, x@ y").isEmpty)
    #expect(addresses((0..<900).map { "a\($0)@b.example" }.joined(separator: " ")).count == 500)
  }
}
