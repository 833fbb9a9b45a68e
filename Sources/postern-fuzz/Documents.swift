import Extraction
import MIME

/// The readers of attachments, and of mail with attachments in it.
enum Documents {
  static let readers: [String: Reader] = [
    "csv": { read($0, "a.csv") },
    "html": { read($0, "a.html") },
    "shown-html": { show($0) },
    "calendar": { read($0, "a.ics") },
    "mail": { message($0) },
    "mailbox": { read(Array("From a@b Mon\n".utf8) + $0, "a.mbox") },
    "rtf": { read(Array("{\\rtf1".utf8) + $0, "a.rtf") },
    "ole": { read($0, "a.doc") },
    "tnef": { read([0x78, 0x9F, 0x3E, 0x22] + $0, "winmail.dat") },
    "signed": { read($0, "a.p7m") },
    "pdf": { read($0, "a.pdf") },
    "archive": { read($0, "a.zip") },
    "locked": { locked($0) },
    "locked-7z": { locked(SevenZipFrame($0).bytes) },
    "word": { package([("word/document.xml", $0)], "a.docx") },
    "sheet": { package([("xl/workbook.xml", workbook), ("xl/worksheets/sheet1.xml", $0)], "a.xlsx") },
    "strings": { package([("xl/workbook.xml", workbook), ("xl/sharedStrings.xml", $0)], "a.xlsx") },
    "workbook": { package([("xl/workbook.xml", $0)], "a.xlsx") },
    "binary-sheet": { package([("xl/workbook.bin", []), ("xl/worksheets/sheet1.bin", $0)], "a.xlsb") },
    "slide": { package([("ppt/presentation.xml", []), ("ppt/slides/slide1.xml", $0)], "a.pptx") },
    "text-document": { openDocument("text", $0) },
    "table-document": { openDocument("spreadsheet", $0) },
  ]

  private static let workbook = Array(
    "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"/>".utf8)

  /// Small enough that an input is read in a moment; no time for pictures.
  private static let limits = {
    var limits = ExtractionLimits()
    limits.decodedBytes = 8 << 20
    limits.partDecodedBytes = 8 << 20
    limits.textBytes = 4 << 20
    limits.totalTextBytes = 4 << 20
    limits.tableCells = 100_000
    limits.files = 50
    limits.pages = 10
    limits.recognitionMilliseconds = 0
    return limits
  }()

  private static func read(_ bytes: [UInt8], _ name: String) {
    let read = bytes.withUnsafeBytes { Extractor.extract(file: $0, name: name, limits: limits) }
    precondition(read.parts.count == 1, "a file is one part")
    precondition((read.parts[0].unreadable == nil) == (read.parts[0].unreadableKind == nil), "a reason has a kind")
  }

  /// What a person is shown of an HTML page, whatever it is.
  private static func show(_ bytes: [UInt8]) {
    guard let page = Extractor.page(html: String(decoding: bytes, as: UTF8.self)) else { return }
    precondition(page.isWellFormed, "a page is what a page may be")
    let tags = page.html.utf8.lazy.filter { $0 == 0x3C }.count
    // Each thing that is opened is closed, and a table has a body; nothing else begins a tag.
    precondition(tags <= 4 * page.items.count, "text is text")
    precondition(
      page.stylesheet.utf8.allSatisfy { $0 != 0x3C && $0 != 0x40 }, "a stylesheet is made of numbers and words")
  }

  private static func message(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { raw in
      let message = MessageReader.read(raw)
      let read = Extractor.extract(message, limits: limits)
      precondition(read.parts.count == message.parts.count, "each part has its reading")
    }
  }

  /// Attached to a message that gives the password.
  private static func locked(_ bytes: [UInt8]) {
    let head =
      "Subject: s\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nThe password is \"Blue-Heron 7\"\r\n--b\r\n"
      + "Content-Type: application/octet-stream; name=a\r\nContent-Disposition: attachment\r\n"
      + "Content-Transfer-Encoding: binary\r\n\r\n"
    message(Array(head.utf8) + bytes + Array("\r\n--b--\r\n".utf8))
  }

  private static func package(_ parts: [(name: String, bytes: [UInt8])], _ name: String) {
    read(StoredZip([("[Content_Types].xml", Array("<Types/>".utf8))] + parts).bytes, name)
  }

  private static func openDocument(_ kind: String, _ content: [UInt8]) {
    let type = Array("application/vnd.oasis.opendocument.\(kind)".utf8)
    read(StoredZip([("mimetype", type), ("content.xml", content)]).bytes, kind == "text" ? "a.odt" : "a.ods")
  }
}
