import Foundation
import PosternKit
import Spool
import Testing

@testable import Inspection

@Suite("The memory that a worker needs", .serialized)
struct WorkerMemoryTests {
  /// docs/memory.md.
  private static let most = 512 << 20

  /// Reads a file behind the wall, with room for much more than it may take.
  /// - Returns: the most memory that the worker held, and why it could not read all.
  private func read(_ bytes: [UInt8], _ name: String) throws -> (peak: Int, unreadable: String?) {
    try Inspectors.withPool(Inspectors.limits(workers: 1, memory: 8 << 30)) { (pool) throws in
      let file = MemoryFile()
      try file.append(bytes)
      let read = try pool.extract(file, name: name, milliseconds: 300_000)
      #expect(pool.statistics.died == 0)
      return (pool.statistics.peakMemory, read.part.unreadable)
    }
  }

  private func expectLittle(_ bytes: [UInt8], _ name: String, says words: String?) throws {
    let (peak, unreadable) = try read(bytes, name)
    // A worker that has read anything holds more than this, so that the measure is known to measure.
    #expect(peak > 8 << 20)
    #expect(peak < Self.most, "\(peak >> 20) MB")
    if let words { #expect(unreadable?.contains(words) == true, "\(unreadable ?? "read in full")") }
  }

  private static let folder = URL(filePath: #filePath).appending(path: "../../Fixtures/documents").standardized

  @Test("every document of the corpus stays far below the bound")
  func corpus() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { !$0.hasSuffix("jsonl") }
    #expect(names.count > 70)
    try Inspectors.withPool(Inspectors.limits(workers: 1, memory: 8 << 30)) { (pool) throws in
      for name in names.sorted() {
        let file = MemoryFile()
        try file.append(Array(try Data(contentsOf: Self.folder.appending(path: name))))
        _ = try pool.extract(file, name: name, milliseconds: 120_000)
      }
      #expect(pool.statistics.died == 0)
      #expect(pool.statistics.peakMemory > 8 << 20)
      #expect(pool.statistics.peakMemory < Self.most / 2, "\(pool.statistics.peakMemory >> 20) MB")
    }
  }

  @Test("zip files that unpack to much, side by side and in one another")
  func archives() throws {
    let large = ZipBuilder([("a.bin", .bomb(megabytes: 90)), ("b.txt", .bomb(megabytes: 90))])
    var inner = ZipBuilder((0..<20).map { ("\($0).txt", .bomb(megabytes: 15)) }).bytes
    for _ in 0..<3 { inner = ZipBuilder([("a.zip", .stored(inner)), ("b.zip", .stored(inner))]).bytes }
    try expectLittle(large.bytes, "a.zip", says: "packed")
    try expectLittle(inner, "a.zip", says: "packed")
  }

  @Test("workbooks of a million and of four million cells", arguments: [(50_000, 20), (100_000, 39)])
  func workbook(rows: Int, columns: Int) throws {
    let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
    var sheet = Array("<worksheet \(main)><sheetData>".utf8)
    for row in 1...rows {
      sheet += Array("<row>".utf8)
      for column in 0..<columns { sheet += Array("<c t=\"str\"><v>w\(row * column % 9973)</v></c>".utf8) }
      sheet += Array("</row>".utf8)
    }
    sheet += Array("</sheetData></worksheet>".utf8)
    let file = ZipBuilder([
      ("xl/workbook.xml", .stored(Array("<workbook \(main)/>".utf8))), ("xl/worksheets/sheet1.xml", .stored(sheet)),
    ])
    try expectLittle(file.bytes, "a.xlsx", says: nil)
  }

  @Test("a list of four million short cells")
  func list() throws {
    let line = Array(((0..<40).map { "v\($0)" }.joined(separator: ",") + "\n").utf8)
    try expectLittle([UInt8]((0..<99_000).lazy.flatMap { _ in line }), "a.csv", says: nil)
  }

  /// A picture of zeros: black, and transparent where it has an alpha channel (PNG, W3C third edition).
  private func png(side: Int, colour: UInt8, samples: Int) -> [UInt8] {
    func large(_ value: Int) -> [UInt8] { ZipBuilder.four(value).reversed() }
    func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
      let body = Array(type.utf8) + data
      return large(data.count) + body + large(Int(ZipBuilder.checksum(.stored(body))))
    }
    let megabytes = side * (side * samples + 1) >> 20 + 1
    let unpacked = 1 + megabytes * (1 << 20) / 258 * 258
    // Adler-32 of so many zeros (RFC 1950 §8).
    let stream = [0x78, 0x01] + ZipBuilder.zeros(megabytes: megabytes) + large(unpacked % 65_521 << 16 | 1)
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + chunk("IHDR", large(side) + large(side) + [8, colour, 0, 0, 0]) + chunk("IDAT", stream) + chunk("IEND", [])
  }

  @Test("pictures with as many points as are decoded, in colour and transparent")
  func points() throws {
    try expectLittle(png(side: 7_050, colour: 2, samples: 3), "a.png", says: nil)
    try expectLittle(png(side: 4_890, colour: 6, samples: 4), "a.png", says: nil)
    try expectLittle(png(side: 7_050, colour: 6, samples: 4), "a.png", says: "too many points")
    try expectLittle(png(side: 7_100, colour: 2, samples: 3), "a.png", says: "too many points")
  }

  private static let words = "BT /F 12 Tf 50 700 Td (Kai has severe epilepsy) Tj ET "
  /// Four hundred megabytes of spaces.
  private static let spaces = PDFBuilder.zlib(ZipBuilder.zeros(megabytes: 400, of: 0x20))

  /// A page whose font brings these streams along.
  private func font(_ keys: String, _ descendant: String = "") -> [UInt8] {
    PDFBuilder.document(["/G 12 Tf \(Self.words.replacing("/F", with: "/G"))"], resources: "/Font<</G 1 0 R>>") { pdf in
      pdf.add("<</Type/Font/Subtype/Type0/BaseFont/A\(keys)/DescendantFonts[3 0 R]>>")
      pdf.add("/Type/CMap/CMapName/X/Filter/FlateDecode", stream: Self.spaces)
      pdf.add(
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/A/CIDSystemInfo<</Registry(A)/Ordering(B)/Supplement 0>>\(descendant)/FontDescriptor 4 0 R>>"
      )
      pdf.add("<</Type/FontDescriptor/FontName/A/Flags 4/FontFile2 2 0 R>>")
    }
  }

  @Test("fonts of a page whose tables unpack to hundreds of megabytes")
  func fonts() throws {
    for bytes in [
      font("/Encoding/Identity-H/ToUnicode 2 0 R"), font("/Encoding 2 0 R"),
      font("/Encoding/Identity-H", "/CIDToGIDMap 2 0 R"), font("/Encoding/Identity-H"),
    ] {
      try expectLittle(bytes, "a.pdf", says: "page 1: unpacked it is")
    }
  }

  @Test("scanned pages whose pictures have as many points as are drawn, and masks of as many")
  func pictures() throws {
    let about = "/Subtype/Image/Width 8400/Height 8400/BitsPerComponent 8/Filter/FlateDecode/ColorSpace"
    let bytes = PDFBuilder.document(
      Array(repeating: "q 600 0 0 800 0 0 cm /I Do /J Do Q", count: 3), resources: "/XObject<</I 1 0 R/J 2 0 R>>"
    ) { pdf in
      let colours = PDFBuilder.zlib(ZipBuilder.zeros(megabytes: 202, of: 0x80))
      let greys = PDFBuilder.zlib(ZipBuilder.zeros(megabytes: 68, of: 0x60))
      pdf.add("\(about)/DeviceRGB/SMask 3 0 R", stream: colours)
      pdf.add("\(about)/DeviceGray/SMask 3 0 R", stream: greys)
      pdf.add("\(about)/DeviceGray", stream: greys)
    }
    try expectLittle(bytes, "a.pdf", says: nil)
  }

  @Test("two hundred pages, each with white letters, so that each is drawn")
  func book() throws {
    let page = "1 1 1 rg " + String(repeating: Self.words, count: 40)
    try expectLittle(PDFBuilder.document(Array(repeating: page, count: 200)), "a.pdf", says: nil)
  }
}
