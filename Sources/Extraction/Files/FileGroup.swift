/// Coarse kinds of files, to tell when a name or a declared type speaks of something else than the content is.
enum FileGroup: Hashable {
  case text, word, excel, powerPoint, openDocument, anyOffice, pdf, picture, archive, sound, outlook, program

  /// What the content is; nil where that does not show.
  init?(_ kind: FileKind) {
    switch kind.family {
    case .text, .html, .calendar, .delimited, .xml, .mail, .mailbox: self = .text
    case .document(let format):
      switch format {
      case .archive: self = .archive
      case .wordXML, .oldWord, .rtf: self = .word
      case .excelXML, .excelBinary, .oldExcel: self = .excel
      case .powerPointXML, .oldPowerPoint: self = .powerPoint
      case .openDocument: self = .openDocument
      case .lockedOffice, .oleObject: self = .anyOffice
      case .outlookMessage, .tnef: self = .outlook
      case .pdf: self = .pdf
      case .picture: self = .picture
      case .signedMail: return nil
      }
    case .unreadable(.audio): self = .sound
    case .unreadable where kind.words.hasSuffix("program"): self = .program
    case .sealed, .machine, .unreadable: return nil
    }
  }

  /// What the end of a file's name says; nil for one that is not known.
  init?(ending: String) {
    switch ending {
    case "txt", "csv", "tsv", "html", "htm", "xml", "ics", "vcf", "eml", "mht", "mhtml", "mbox", "json", "log", "md":
      self = .text
    case "doc", "docx", "docm", "dot", "dotx", "dotm", "rtf": self = .word
    case "xls", "xlsx", "xlsm", "xlsb", "xlt", "xltx", "xltm": self = .excel
    case "ppt", "pptx", "pptm", "pps", "ppsx", "ppsm", "pot", "potx", "potm": self = .powerPoint
    case "odt", "ods", "odp", "ott", "ots", "otp", "fodt", "fods", "fodp": self = .openDocument
    case "pdf": self = .pdf
    case "png", "jpg", "jpeg", "gif", "tif", "tiff", "bmp", "webp", "heic": self = .picture
    case "zip", "7z", "rar", "gz", "tgz", "tar", "bz2", "xz", "zst", "cab": self = .archive
    case "mp3", "m4a", "wav", "mp4", "mov", "avi", "wmv": self = .sound
    case "msg": self = .outlook
    case "exe", "dll", "scr": self = .program
    default: return nil
    }
  }

  /// What a declared media type says; nil for one that says nothing.
  init?(type: String) {
    if type.hasPrefix("text/") || type == "message/rfc822" {
      self = .text
    } else if type == "application/pdf" {
      self = .pdf
    } else if type.hasPrefix("image/"), !type.contains("svg") {
      self = .picture
    } else if type.hasPrefix("audio/") || type.hasPrefix("video/") {
      self = .sound
    } else if type.contains("wordprocessingml") || type == "application/msword" || type == "application/rtf" {
      self = .word
    } else if type.contains("spreadsheetml") {
      self = .excel
    } else if type.contains("presentationml") {
      self = .powerPoint
    } else if type.contains("opendocument") {
      self = .openDocument
    } else if type == "application/zip" {
      self = .archive
    } else {
      return nil
    }
  }

  /// Whether a name or a declared type speaks of something else than `kind`.
  static func isMismatch(_ kind: FileKind, type: String, name: String?) -> Bool {
    guard let actual = FileGroup(kind) else { return false }
    let claims = [FileGroup(ending: FileKind.ending(of: name)), FileGroup(type: type)].compactMap { $0 }
    return claims.contains { claim in
      if claim == actual { return false }
      if actual == .anyOffice { return ![.word, .excel, .powerPoint, .openDocument, .outlook].contains(claim) }
      return true
    }
  }
}
