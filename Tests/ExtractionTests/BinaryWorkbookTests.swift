import Extraction
import PosternKit
import Testing

@Suite("Excel's binary workbooks")
struct BinaryWorkbookTests {
  /// A record of [MS-XLSB] §2.1.4.
  private func record(_ type: Int, _ fields: [UInt8]) -> [UInt8] {
    let number = type < 128 ? [UInt8(type)] : [UInt8(type & 0x7F | 0x80), UInt8(type >> 7)]
    return number + [UInt8(fields.count)] + fields
  }

  private func number(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> (8 * $0) & 0xFF) } }
  private func text(_ text: String) -> [UInt8] {
    number(text.utf16.count) + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
  }
  private func cell(_ column: Int, style: Int = 0) -> [UInt8] { number(column) + number(style) }
  private func row(_ index: Int, isHidden: Bool = false) -> [UInt8] {
    record(0, number(index) + number(0) + [0, 0, 0, isHidden ? 0x10 : 0, 0])
  }

  private func read(_ sheet: [UInt8], state: Int) -> ExtractedMessage {
    let links =
      "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.bin\"/></Relationships>"
    // A format of two digits in three groups, and a date.
    let styles =
      record(44, [164, 0] + text("00-00-00")) + record(617, number(3)) + record(47, [0, 0, 0, 0])
      + record(47, [0, 0, 164, 0]) + record(47, [0, 0, 14, 0]) + record(618, [])
    let file = ZipBuilder([
      ("xl/workbook.bin", .stored(record(156, number(state) + number(1) + text("rId1") + text("Data")))),
      ("xl/_rels/workbook.bin.rels", .stored(Array(links.utf8))), ("xl/styles.bin", .stored(styles)),
      ("xl/sharedStrings.bin", .stored(record(19, [0] + text("Tom Exemplar")))),
      ("xl/worksheets/sheet1.bin", .stored(sheet)),
    ]).bytes
    return file.withUnsafeBytes { Extractor.extract(file: $0, name: "a.xlsb") }
  }

  private var sheet: [UInt8] {
    row(0) + record(6, cell(0) + text("Name")) + record(6, cell(1) + text("Code")) + record(6, cell(2) + text("Born"))
      + row(1) + record(7, cell(0) + number(0)) + record(2, cell(1, style: 1) + number(123_456 << 2 | 2))
      + record(5, cell(2, style: 2) + withUnsafeBytes(of: 41_673.0.bitPattern.littleEndian) { Array($0) })
      + row(2, isHidden: true) + record(6, cell(0) + text("Ann Sample")) + record(4, cell(1) + [1])
  }

  @Test("are read cell by cell, with formats, hidden rows and hidden sheets")
  func cells() {
    let open = read(sheet, state: 0)
    #expect(open.parts.first?.unreadable == nil)
    #expect(open.texts.first { $0.kind == .visible }?.plain == "Name\tCode\tBorn\nTom Exemplar\t12-34-56\t03/02/2014")
    #expect(open.texts.first { $0.kind == .hiddenRows }?.plain == "Name\tCode\tBorn\nAnn Sample\tTRUE\t")
    let hidden = read(sheet, state: 2)
    #expect(hidden.texts.first { $0.kind == .hiddenSheet }?.place.words == "a.xlsb › sheet Data (very hidden)")
    #expect(hidden.parts.first?.notes.first?.hasPrefix("sheet 'Data' is hidden") == true)
  }

  @Test("whose records lie come to an end")
  func lies() {
    for count in 0..<sheet.count { #expect(read(Array(sheet.prefix(count)), state: 0).parts.count == 1) }
    let absurd =
      record(156, number(0) + number(-1)) + record(7, cell(-1) + number(-1)) + record(6, cell(0) + number(-1))
    #expect(read(row(-1) + absurd, state: 0).parts.count == 1)
  }
}
