import Testing

@testable import Extraction

@Suite("Names and numbers of XML")
struct XMLNameTests {
  /// What is told about an element.
  private final class Listener: XMLHandler {
    var seen: [String] = []

    func start(_ name: XMLName, _ attributes: XMLAttributes) {
      switch name {
      case "row": seen.append("row \(attributes.number("r").map(String.init) ?? "none")")
      case "r": seen.append("r")
      default: seen.append("other \(name.string)")
      }
      if let word = attributes.bytes("t") { seen.append(String(decoding: word, as: UTF8.self)) }
    }

    func end(_ name: XMLName) { if name == "row" { seen.append("end") } }
    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
  }

  private func read(_ text: String) -> [String] {
    let listener = Listener()
    Array(text.utf8).withUnsafeBytes { #expect(XMLParsing.read($0, listener) == .whole) }
    return listener.seen
  }

  @Test("a name is the whole name, not what it begins with, and goes without its prefix")
  func names() {
    #expect(
      read("<x:row xmlns:x='a'><r/><rows/><ro/><rœw/></x:row>")
        == ["row none", "r", "other rows", "other ro", "other rœw", "end"])
  }

  @Test(
    "a number is one in digits",
    arguments: [
      ("17", "17"), ("0", "0"), ("+5", "5"), ("-3", "-3"), ("", "none"), ("1.5", "none"), ("1e3", "none"),
      (" 7", "none"),
      ("000000000000000000000000000042", "42"), ("9223372036854775807", "9223372036854775807"),
      ("9223372036854775808", "none"), ("٣", "none"),
    ])
  func numbers(text: String, number: String) { #expect(read("<row r='\(text)'/>") == ["row \(number)", "end"]) }

  @Test("an attribute without a prefix comes before one of the same name with one")
  func attributes() {
    #expect(read("<a xmlns:x='b' x:t='later' t='own'/>") == ["other a", "own"])
    #expect(read("<a xmlns:x='b' x:t='later'/>") == ["other a", "later"])
  }
}
