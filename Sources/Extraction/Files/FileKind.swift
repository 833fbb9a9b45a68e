/// What a file is, told from its first bytes where that is cheap, else from what it is declared to be.
struct FileKind: Hashable {
  enum Family: Hashable {
    case text, html, calendar, delimited, xml
    /// A message in a file, and many of them (RFC 5322, RFC 4155).
    case mail, mailbox
    /// Read by the reader of its format.
    case document(DocumentFormat)
    /// A coat of a secure-mail service, which only its recipient opens.
    case sealed
    case unreadable(UnreadableKind)
    /// Signatures and the like, in which nobody writes.
    case machine
  }

  var family: Family
  /// In plain English, without article: "Word document".
  var words: String
  /// The media type of what it is.
  var mediaType: String

  init(_ family: Family, _ words: String = "text", _ mediaType: String = "text/plain") {
    self.family = family
    self.words = words
    self.mediaType = mediaType
  }

  /// Looks at bytes, declared type (lower case) and name.
  init(_ bytes: UnsafeRawBufferPointer, type: String, name: String?) {
    let ending = Self.ending(of: name)
    if Self.isMachine(type) {
      self.init(.machine, "signature", type)
    } else if let kind = Self.magic(bytes, type: type, ending: ending) {
      self = kind
    } else if type.hasPrefix("text/") || Self.looksLikeText(bytes) {
      self = Self.text(bytes, type: type, ending: ending)
    } else {
      self = Self.declared(type: type, ending: ending)
    }
  }

  /// What follows the last dot of a file name, in lower case.
  static func ending(of name: String?) -> String {
    guard let name, let dot = name.lastIndex(of: ".") else { return "" }
    return name[name.index(after: dot)...].lowercased()
  }

  /// Detached signatures and control parts (RFC 1847, RFC 3156, RFC 8551).
  private static func isMachine(_ type: String) -> Bool {
    [
      "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature",
      "application/pgp-keys", "application/pgp-encrypted",
    ].contains(type)
  }

  /// Text has few control characters: none but line ends, tabs, escapes and form feeds.
  static func looksLikeText(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let sample = bytes.prefix(32768)
    if sample.isEmpty { return true }
    if sample.starts(with: [0xFF, 0xFE]) || sample.starts(with: [0xFE, 0xFF]) { return true }
    var controls = 0
    var zeros = 0
    for byte in sample {
      if byte == 0 {
        zeros += 1
      } else if byte < 0x20, byte != 0x09, byte != 0x0A, byte != 0x0D, byte != 0x0C, byte != 0x1B {
        controls += 1
      }
    }
    // UTF-16 without a mark has a zero in nearly every pair.
    if zeros * 10 > sample.count * 4, zeros * 10 < sample.count * 6, controls * 100 < sample.count { return true }
    return (controls + zeros) * 200 <= sample.count
  }

  private static func declared(type: String, ending: String) -> FileKind {
    // Packages of Egress Switch have no mark of their own; only what is nothing else gets here.
    if ending == "switch" { return FileKind(.sealed, "package of Egress Switch", "application/octet-stream") }
    if type.hasPrefix("image/") { return FileKind(.unreadable(.picture), "picture", type) }
    if type.hasPrefix("audio/") { return FileKind(.unreadable(.audio), "sound recording", type) }
    if type.hasPrefix("video/") { return FileKind(.unreadable(.audio), "film", type) }
    if type.hasPrefix("font/") { return FileKind(.unreadable(.other), "font", type) }
    if type.contains("pdf") || ending == "pdf" { return FileKind(.unreadable(.pdf), "PDF document", "application/pdf") }
    if let words = officeWords(type: type, ending: ending) { return FileKind(.unreadable(.office), words, type) }
    if ["zip", "7z", "rar", "gz", "tgz", "tar", "bz2", "xz", "zst", "cab", "lzh", "lha"].contains(ending) {
      return FileKind(.unreadable(.archive), "archive", type)
    }
    return FileKind(.unreadable(.other), "file of an unknown kind", "application/octet-stream")
  }

  /// Which Office document a type or name speaks of.
  static func officeWords(type: String, ending: String) -> String? {
    switch ending {
    case "doc", "docx", "docm", "dot", "dotx", "dotm": return "Word document"
    case "xls", "xlsx", "xlsm", "xlsb", "xlt", "xltx", "xltm": return "Excel workbook"
    case "ppt", "pptx", "pptm", "pps", "ppsx", "ppsm", "pot", "potx", "potm": return "PowerPoint presentation"
    case "odt", "ott", "fodt": return "OpenDocument text"
    case "ods", "ots", "fods": return "OpenDocument spreadsheet"
    case "odp", "otp", "fodp": return "OpenDocument presentation"
    case "msg": return "Outlook message file"
    case "pub": return "Publisher document"
    case "vsd", "vsdx": return "Visio drawing"
    case "mdb", "accdb": return "Access database"
    case "pages", "numbers", "key": return "Apple iWork document"
    default: break
    }
    if type.contains("wordprocessingml") || type.contains("msword") { return "Word document" }
    if type.contains("spreadsheetml") || type.contains("ms-excel") { return "Excel workbook" }
    if type.contains("presentationml") || type.contains("ms-powerpoint") { return "PowerPoint presentation" }
    if type.contains("opendocument") { return "OpenDocument file" }
    if type.contains("ms-outlook") { return "Outlook message file" }
    return nil
  }
}
