import Extraction
import MIME
import Testing

@Suite("Charsets")
struct CharsetTests {
  private func text(_ charset: String?, _ bytes: [UInt8]) -> [String] {
    Extracted(type: "text/plain" + (charset.map { "; charset=\($0)" } ?? ""), bytes: bytes).prose()
  }

  @Test("the declared one is used")
  func declared() {
    #expect(text("iso-8859-2", [0xA3, 0xF3, 0x64, 0xBC]) == ["Łódź"])
    #expect(text("koi8-r", [0xD4, 0xCF, 0xCD]) == ["том"])
    #expect(text("windows-1252", [0x93, 0x54, 0x6F, 0x6D, 0x94]) == ["“Tom”"])
    #expect(text("gb18030", [0xC4, 0xE3, 0xBA, 0xC3]) == ["你好"])
    #expect(text("iso-2022-jp", [0x1B, 0x24, 0x42, 0x24, 0x22, 0x1B, 0x28, 0x42]).first == "あ")
    #expect(text("utf-16le", [0x54, 0x00, 0x6F, 0x00, 0x6D, 0x00]).first == "Tom")
    #expect(text("utf-7", Array("Caf+AOk-".utf8)).first == "Café")
  }

  @Test("without one: mark, well-formed UTF-8, else windows-1252")
  func undeclared() {
    #expect(text(nil, [0xFF, 0xFE, 0x54, 0x00, 0x6F, 0x00, 0x6D, 0x00]) == ["Tom"])
    #expect(text(nil, Array("Café".utf8)) == ["Café"])
    #expect(text(nil, [0x43, 0x61, 0x66, 0xE9]) == ["Café"])
    #expect(text(nil, "Tom has autism".utf8.reduce(into: [UInt8]()) { $0 += [$1, 0] }) == ["Tom has autism"])
  }

  @Test("a wrong one does not hide the text: the other reading is delivered, too")
  func wrong() {
    #expect(text("koi8-r", Array("Café".utf8)).contains("Café"))
    #expect(text("utf-8", [0x43, 0x61, 0x66, 0xE9]).contains("Café"))
    #expect(text("utf-16", Array("plain words here".utf8)).contains("plain words here"))
  }

  @Test("an unknown one is said, and the text still read")
  func unknown() {
    let extracted = Extracted(type: "text/plain; charset=x-nobody-knows", bytes: [0x43, 0x61, 0x66, 0xE9])
    #expect(extracted.message.ambiguities.map(\.kind) == [.unknownCharset])
    #expect(extracted.prose() == ["Café"])
  }

  @Test("an HTML page may name its own")
  func html() {
    let page = Array("<meta charset=\"iso-8859-2\"><p>".utf8) + [0xA3, 0xF3, 0x64, 0xBC]
    #expect(Extracted(type: "text/html", bytes: page).prose() == ["Łódź"])
  }
}
