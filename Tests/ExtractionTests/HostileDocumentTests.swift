import Extraction
import PosternKit
import Testing

@Suite("Documents that mean harm")
struct HostileDocumentTests {
  private func read(_ bytes: [UInt8], _ name: String, _ limits: ExtractionLimits = ExtractionLimits())
    -> ExtractedMessage
  {
    bytes.withUnsafeBytes { Extractor.extract(file: $0, name: name, limits: limits) }
  }

  @Test("one that unpacks to a hundred times its size is given up, and says so")
  func bomb() {
    let bomb = ZipBuilder([("zeros.txt", .bomb(megabytes: 64))]).bytes
    #expect(bomb.count < 500_000)
    var limits = ExtractionLimits()
    limits.expansion = 100
    let part = read(bomb, "a.zip", limits).parts.first
    #expect(part?.unreadableKind == .tooLarge)
    #expect(part?.unreadable?.contains("many hundred times larger") == true)
  }

  @Test("what is nested, or overlaps, costs no more than the budget")
  func nested() {
    var inner = ZipBuilder([("zeros.txt", .bomb(megabytes: 10))]).bytes
    for _ in 0..<3 { inner = ZipBuilder((0..<8).map { ("\($0).zip", .stored(inner)) }).bytes }
    var limits = ExtractionLimits()
    limits.decodedBytes = 40 << 20
    limits.partDecodedBytes = 40 << 20
    #expect(read(inner, "a.zip", limits).parts.first?.unreadableKind == .tooLarge)
    // A thousand names for the same bytes.
    let overlapping = ZipBuilder([("a.txt", .bomb(megabytes: 64))], copies: 1000).bytes
    #expect(overlapping.count < 600_000)
    #expect(read(overlapping, "a.zip", limits).parts.first?.unreadableKind == .tooLarge)
  }

  @Test("fifty thousand entries are too many, and the first are read")
  func entries() {
    let many = ZipBuilder((0..<50_000).map { ("\($0).txt", .stored(Array("words".utf8))) }).bytes
    let message = read(many, "a.zip")
    #expect(message.parts.first?.unreadableKind == .tooLarge)
    #expect(message.parts.first?.unreadable?.contains("more files than are read") == true)
    #expect(message.texts.contains { $0.place.words.hasSuffix("17.txt") })
  }

  @Test("files nested deeper than is read are told, with their place")
  func depth() {
    var inner = Array("the bottom".utf8)
    for level in 0..<14 { inner = ZipBuilder([(level == 0 ? "a.txt" : "a.zip", .stored(inner))]).bytes }
    let message = read(inner, "a.zip")
    #expect(message.parts.first?.unreadable?.contains("deeper") == true)
    #expect(!message.texts.contains { $0.plain == "the bottom" })
  }

  @Test(
    "entities, document types and endless depth in Office's XML are refused",
    arguments: [
      "<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><w:document><w:p>&b;</w:p></w:document>",
      String(repeating: "<a>", count: 100_000),
      "<w:document " + (0..<5000).map { "a\($0)=\"\" " }.joined() + "/>",
    ])
  func xml(content: String) {
    let file = ZipBuilder([
      ("[Content_Types].xml", .stored(Array("<Types/>".utf8))), ("word/document.xml", .stored(Array(content.utf8))),
    ]).bytes
    let message = read(file, "a.docx")
    #expect(message.parts.first?.unreadableKind == .damaged)
    #expect(!message.texts.contains { $0.plain.contains("aaaaaaaaaa") })
  }

  @Test("a sheet that claims cells in every corner makes no table of a billion cells")
  func corners() {
    let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
    let rows = (1...2000).map { row in
      "<row r=\"\(row)\"><c r=\"\(letters(row * 8))\(row)\" t=\"str\"><v>corner \(row)</v></c></row>"
    }
    let file = ZipBuilder([
      ("xl/workbook.xml", .stored(Array("<workbook \(main)/>".utf8))),
      (
        "xl/worksheets/sheet1.xml",
        .stored(Array("<worksheet \(main)><sheetData>\(rows.joined())</sheetData></worksheet>".utf8))
      ),
    ]).bytes
    let message = read(file, "a.xlsx")
    #expect(message.texts.contains { $0.plain.contains("corner 2000") })
    for text in message.texts {
      if case .table(let table) = text.content { #expect(table.rows.reduce(0) { $0 + $1.count } < 4_000_000) }
    }
  }

  private func letters(_ column: Int) -> String {
    var (rest, text) = (column, "")
    while rest > 0 {
      text = String(UnicodeScalar(UInt8(65 + (rest - 1) % 26))) + text
      rest = (rest - 1) / 26
    }
    return text
  }

  @Test("truncated files come to an end, and say that they are damaged", arguments: Fixture.files)
  func truncated(name: String) throws {
    let bytes = try Fixture.bytes(name)
    for part in [1, 2, 3] {
      let message = read(Array(bytes.prefix(bytes.count * part / 4)), name)
      let reading = try #require(message.parts.first)
      // Text files have no end that could be missing; what is locked may stay so.
      if !name.hasSuffix(".csv"), !name.hasSuffix(".html"), reading.protection == .none {
        #expect(reading.unreadable != nil || message.texts.contains { $0.kind != .fileName }, "\(part)/4")
      }
    }
  }

  @Test("bit-flipped files come to an end", arguments: Fixture.files)
  func flipped(name: String) throws {
    let bytes = try Fixture.bytes(name)
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    for _ in 0..<24 {
      var copy = bytes
      for _ in 0..<8 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        copy[Int(state >> 33) % copy.count] ^= UInt8(1 << (state >> 20 & 7))
      }
      #expect(read(copy, name).parts.count == 1)
    }
  }
}
