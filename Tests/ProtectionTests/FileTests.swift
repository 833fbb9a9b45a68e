import Extraction
import Foundation
import MIME
import PosternKit
import Testing

@testable import Protection

@Suite("Files under a password")
struct FileTests {
  static let passwords = [
    "velvet-anchor-maple-tunnel-orbit-candle", "cr\u{E8}me br\u{FB}l\u{E9}e \u{65E5}\u{672C} \u{1F600}",
  ]

  @Test(
    "an Office document opens with its password alone, by another program, to the same bytes",
    arguments: ["hidden.docx", "rich.xlsx", "slides.pptx", "edit-only.xlsx"], passwords)
  func office(name: String, password: String) throws {
    let document = try Sample.document(name)
    let result = try Sample.protect(document, name, password)
    #expect(result.outcome == .office)
    #expect((try OtherPrograms.openOffice(result.bytes, password)) == document)
    #expect(try OtherPrograms.openOffice(result.bytes, password + "x") == nil)
    #expect(!result.bytes.containsRun(Array(document.prefix(64))))
  }

  @Test("Office's own reader in Postern takes it for locked, and opens it with the password")
  func readBack() throws {
    let result = try Sample.protect(try Sample.document("hidden.docx"), "a.docx", "lantern")
    #expect(result.bytes.withUnsafeBytes { Lockability($0, type: "", name: "a.docx") } == .locked)
    let extracted = result.bytes.withUnsafeBytes { Extractor.extract(file: $0, name: "a.docx") }
    #expect(extracted.parts.first?.protection == .openPassword)
  }

  @Test("two runs over one document share nothing: salts and keys are fresh")
  func fresh() throws {
    let document = try Sample.document("hidden.docx")
    let one = try Sample.protect(document, "a.docx", "lantern").bytes
    let other = try Sample.protect(document, "a.docx", "lantern").bytes
    let same = zip(one, other).reduce(0) { $0 + ($1.0 == $1.1 ? 1 : 0) }
    // OLE's own tables and the fixed words of the description are alike, ciphertext is by chance.
    #expect(same < one.count / 2)
    #expect(one != other)
  }

  @Test(
    "a PDF document opens with its password alone, by two other programs, with the same text",
    arguments: ["marks.pdf", "cjk.pdf", "scan.pdf"], passwords)
  func pdf(name: String, password: String) throws {
    let document = try Sample.document(name)
    let result = try Sample.protect(document, name, password)
    #expect(result.outcome == .pdf)
    let opened = try #require(try OtherPrograms.openPDF(result.bytes, password))
    #expect(try OtherPrograms.openPDF(result.bytes, password + "x") == nil)
    #expect(try OtherPrograms.openPDF(result.bytes, "") == nil)
    #expect(try OtherPrograms.text(ofPDF: opened, nil) == OtherPrograms.text(ofPDF: document, nil))
    #expect(try OtherPrograms.text(ofPDF: result.bytes, nil) == nil)
  }

  @Test(
    "any other file becomes an archive under AES-256, with a name that says nothing and no checksum in clear",
    arguments: ["utf8.csv", "letter.rtf", "note.jpg", "list.xls", "files.zip", "text.odt"], passwords)
  func archive(name: String, password: String) throws {
    let file = try Sample.document(name)
    let result = try Sample.protect(file, "EHCP of Jane Roe." + (name.split(separator: ".").last ?? ""), password)
    #expect(result.outcome == .archive(reason: nil))
    let files = try #require(try OtherPrograms.unzip(result.bytes, password))
    #expect(Array(files.values) == [file])
    #expect(files.keys.first?.hasPrefix("file.") == true)
    #expect(try OtherPrograms.unzip(result.bytes, password + "x") == nil)
    #expect(try OtherPrograms.methods(ofZip: result.bytes).allSatisfy { $0.hasPrefix("AES-256") })
    let checksum = ZipBuilder.four(Int(ZipBuilder.checksum(.stored(file))))
    #expect(!result.bytes.containsRun(checksum))
    #expect(!result.bytes.containsRun(Array("Jane Roe".utf8)))
    #expect(result.bytes.withUnsafeBytes { Lockability($0, type: "", name: "a.zip") } == .locked)
  }

  @Test(
    "what needs a password already is left alone",
    arguments: [
      "password.docx", "password.pdf", "password.doc", "password.odt", "files.aes.zip",
      "locked.lzma2.7z",
      "locked.names.7z", "four.locked.rar", "five.locked.rar", "five.sealed.rar",
    ])
  func locked(name: String) throws {
    let file = try Sample.document(name)
    let result = try Sample.protect(file, name, "lantern")
    #expect(result.outcome == .alreadyLocked)
    #expect((result.bytes == file))
  }

  @Test(
    "what cannot be locked in place goes into an archive, and the reason is told",
    arguments: [
      ("owner.pdf", Lockability.Reason.restricted), ("files.weak.zip", .weak),
    ])
  func reasons(name: String, reason: Lockability.Reason) throws {
    let file = try Sample.document(name)
    let result = try Sample.protect(file, name, "lantern")
    #expect(result.outcome == .archive(reason: reason))
    #expect(try OtherPrograms.unzip(result.bytes, "lantern").map { Array($0.values) } == [file])
  }

  @Test(
    "an archive of which one file stands open is not taken for a locked one",
    arguments: ["mixed.zip", "half.7z", "five.half.rar"])
  func half(name: String) throws {
    let result = try Sample.protect(try Sample.document(name), name, "lantern")
    #expect(result.outcome == .archive(reason: nil))
  }

  @Test(
    "a document that is cut off goes into an archive as it is", arguments: ["hidden.docx", "marks.pdf", "rich.xlsx"])
  func damaged(name: String) throws {
    let file = Array(try Sample.document(name).prefix(2_000))
    let result = try Sample.protect(file, name, "lantern")
    guard case .archive = result.outcome else {
      Issue.record("\(result.outcome)")
      return
    }
    #expect(try OtherPrograms.unzip(result.bytes, "lantern").map { Array($0.values) } == [file])
  }

  @Test("a digitally signed PDF goes into an archive, so that its signature holds")
  func signed() throws {
    var builder = PDFBuilder()
    let signature = builder.add("<</Type/Sig/Filter/Adobe.PPKLite/ByteRange[0 10 20 30]/Contents<00>>>")
    let pages = builder.add("<</Type/Pages/Kids[]/Count 0>>")
    let root = builder.add("<</Type/Catalog/Pages \(pages) 0 R/AcroForm<</SigFlags 3/Fields[\(signature) 0 R]>>>>")
    let result = try Sample.protect(builder.bytes(root: root), "contract.pdf", "lantern")
    #expect(result.outcome == .archive(reason: .signed))
  }

  @Test("a document with macros keeps them, in place", arguments: ["report.docm", "marks.xlsm", "lesson.pptm"])
  func macros(name: String) throws {
    let folder = ["docm": "word", "xlsm": "xl", "pptm": "ppt"][String(name.suffix(4))] ?? ""
    let main = ["word": "document", "xl": "workbook", "ppt": "presentation"][folder] ?? ""
    let file = ZipBuilder([
      ("[Content_Types].xml", .stored(Array("<Types/>".utf8))), ("\(folder)/\(main).xml", .stored(Array("<w/>".utf8))),
      ("\(folder)/vbaProject.bin", .stored(Array("Sub AutoOpen()".utf8))),
    ]).bytes
    let result = try Sample.protect(file, name, "lantern")
    #expect(result.outcome == .office)
    #expect((try OtherPrograms.openOffice(result.bytes, "lantern")) == file)
    #expect(try OtherPrograms.openOffice(result.bytes, "orbit") == nil)
  }

  @Test("an empty file and one of a single byte are protected, too", arguments: [0, 1])
  func small(count: Int) throws {
    let file = [UInt8](repeating: 0x41, count: count)
    let result = try Sample.protect(file, nil, "lantern")
    #expect(try OtherPrograms.unzip(result.bytes, "lantern") == ["file.bin": file])
  }
}

@Suite("LibreOffice as the recipient", .enabled(if: OtherPrograms.hasLibreOffice), .serialized)
struct LibreOfficeTests {
  @Test("a text document opens with its password alone")
  func text() throws {
    let document = try Sample.document("hidden.docx")
    let locked = try Sample.protect(document, "a.docx", "velvet-anchor-\u{E9}").bytes
    let open = try OtherPrograms.openByLibreOffice(document, name: "b.docx", "", to: "Text (encoded)")
    #expect(open?.isEmpty == false)
    #expect(
      try OtherPrograms.openByLibreOffice(locked, name: "a.docx", "velvet-anchor-\u{E9}", to: "Text (encoded)") == open)
    #expect(try OtherPrograms.openByLibreOffice(locked, name: "a.docx", "velvet-anchor-e", to: "Text (encoded)") == nil)
  }

  @Test("a workbook opens with its password alone")
  func workbook() throws {
    let document = try Sample.document("rich.xlsx")
    let locked = try Sample.protect(document, "a.xlsx", "velvet-anchor").bytes
    let csv = "Text - txt - csv (StarCalc)"
    let open = try OtherPrograms.openByLibreOffice(document, name: "b.xlsx", "", to: csv)
    #expect(open?.isEmpty == false)
    #expect(try OtherPrograms.openByLibreOffice(locked, name: "a.xlsx", "velvet-anchor", to: csv) == open)
    #expect(try OtherPrograms.openByLibreOffice(locked, name: "a.xlsx", "velvet", to: csv) == nil)
  }
}
