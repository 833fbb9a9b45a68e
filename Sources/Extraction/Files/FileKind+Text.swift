/// Text files of all kinds.
extension FileKind {
  static func text(_ bytes: UnsafeRawBufferPointer, type: String, ending: String) -> FileKind {
    let html = FileKind(.html, "web page", "text/html")
    let delimited = FileKind(.delimited, "table", "text/csv")
    switch type {
    case "text/html", "application/xhtml+xml": return html
    case "text/calendar", "text/vcard", "text/x-vcard", "text/directory", "text/x-vcalendar":
      return FileKind(.calendar, "calendar or contact", type)
    case "text/csv", "text/tab-separated-values", "text/comma-separated-values", "application/csv", "text/x-csv":
      return delimited
    default: break
    }
    switch ending {
    case "html", "htm", "xhtml", "shtml": return html
    case "ics", "ifb": return FileKind(.calendar, "calendar", "text/calendar")
    case "vcf", "vcs": return FileKind(.calendar, "contact", "text/vcard")
    case "csv", "tsv", "tab": return delimited
    case "eml", "mht", "mhtml", "emlx": return FileKind(.mail, "message file", "message/rfc822")
    case "mbox", "mbx": return FileKind(.mailbox, "mailbox", "application/mbox")
    default: break
    }
    guard type != "text/plain" else { return FileKind(.text) }
    let start = String(decoding: bytes.prefix(1024), as: UTF8.self).lowercased().drop {
      $0.isWhitespace || $0 == "\u{FEFF}"
    }
    if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") { return html }
    if start.hasPrefix("<?xml") {
      if start.contains("<office:document") || bytes.prefix(4096).containsRun(Array("<office:document".utf8)) {
        return FileKind(
          .document(.openDocument), officeWords(type: type, ending: ending) ?? "OpenDocument file",
          "application/vnd.oasis.opendocument.text-flat-xml")
      }
      return FileKind(.xml, officeWords(type: type, ending: ending) ?? "XML file", "text/xml")
    }
    if isMail(start) { return FileKind(.mail, "message file", "message/rfc822") }
    if start.hasPrefix("from "), bytes.prefix(1024).containsRun(Array("\nFrom:".utf8)) {
      return FileKind(.mailbox, "mailbox", "application/mbox")
    }
    return FileKind(.text)
  }

  /// Whether a text begins like a message: two header fields that every mail has.
  private static func isMail(_ start: some StringProtocol) -> Bool {
    let lines = start.split(whereSeparator: \.isNewline).prefix(12)
    guard let first = lines.first,
      ["return-path:", "received:", "from:", "mime-version:", "delivered-to:", "message-id:", "date:", "subject:"]
        .contains(where: first.hasPrefix)
    else { return false }
    let marks = ["from:", "message-id:", "mime-version:", "received:", "content-type:"]
    return lines.count { line in marks.contains(where: line.hasPrefix) } >= 2
  }
}
