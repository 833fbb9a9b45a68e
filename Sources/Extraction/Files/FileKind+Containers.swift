/// Zip and OLE files, which are coats of many formats.
extension FileKind {
  /// A zip file is an archive, or the coat of an Office, OpenDocument or other document.
  static func zip(_ bytes: UnsafeRawBufferPointer, type: String, ending: String) -> FileKind {
    // A damaged file may have lost its directory, at the end; then its first entries tell.
    let names = ZipDirectory(bytes)?.names ?? []
    let start = bytes.prefix(4096)
    func has(_ name: String) -> Bool {
      names.isEmpty ? start.containsRun(Array(name.utf8)) : names.contains { $0.hasPrefix(name) }
    }
    // OpenDocument's first entry, stored as it is (part 2 §3.3).
    let mimetype = bytes.prefix(200)
    func isOpenDocument(_ kind: String) -> Bool {
      mimetype.containsRun(Array("mimetypeapplication/vnd.oasis.opendocument.\(kind)".utf8))
    }
    func office(_ format: DocumentFormat, _ words: String, _ kind: String) -> FileKind {
      FileKind(.document(format), words, "application/vnd.openxmlformats-officedocument." + kind)
    }
    if has("word/document") || has("word/_rels/") {
      return office(.wordXML, "Word document", "wordprocessingml.document")
    }
    if has("xl/workbook.bin") {
      return FileKind(
        .document(.excelBinary), "Excel workbook", "application/vnd.ms-excel.sheet.binary.macroenabled.12")
    }
    if has("xl/workbook") || has("xl/worksheets/") { return office(.excelXML, "Excel workbook", "spreadsheetml.sheet") }
    if has("ppt/presentation") || has("ppt/slides/") {
      return office(.powerPointXML, "PowerPoint presentation", "presentationml.presentation")
    }
    for (kind, words) in [("text", "text"), ("spreadsheet", "spreadsheet"), ("presentation", "presentation")]
    where isOpenDocument(kind) {
      return FileKind(
        .document(.openDocument), "OpenDocument \(words)", "application/vnd.oasis.opendocument.\(kind)")
    }
    if isOpenDocument("") || mimetype.containsRun(Array("mimetypeapplication/vnd.sun.xml".utf8))
      || (has("content.xml") && has("meta-inf/manifest.xml"))
    {
      return FileKind(
        .document(.openDocument), officeWords(type: type, ending: ending) ?? "OpenDocument file",
        "application/vnd.oasis.opendocument.text")
    }
    return FileKind(.document(.archive), "zip archive", "application/zip")
  }

  /// An OLE file is what the streams at its top say ([MS-CFB], [MS-DOC] §2.1, [MS-XLS] §2.1.2, [MS-PPT] §2.1,
  /// [MS-OXMSG] §2, [MS-OFFCRYPTO] §2.3.4).
  static func ole(_ bytes: UnsafeRawBufferPointer, type: String, ending: String) -> FileKind {
    guard let names = OLEFile(bytes)?.names else {
      return FileKind(
        .unreadable(.damaged), officeWords(type: type, ending: ending) ?? "Office document", "application/x-ole-storage"
      )
    }
    func has(_ name: String) -> Bool { names.contains { $0.caseInsensitivelyEquals(name) } }
    if has("EncryptedPackage") {
      return FileKind(
        .document(.lockedOffice), officeWords(type: type, ending: ending) ?? "Office document",
        "application/x-ole-storage")
    }
    if has("WordDocument") { return FileKind(.document(.oldWord), "Word document", "application/msword") }
    if has("Workbook") || has("Book") {
      return FileKind(.document(.oldExcel), "Excel workbook", "application/vnd.ms-excel")
    }
    if has("PowerPoint Document") || has("PP97_DUALSTORAGE") {
      return FileKind(.document(.oldPowerPoint), "PowerPoint presentation", "application/vnd.ms-powerpoint")
    }
    if names.contains(where: { $0.hasPrefix("__properties_version1.0") || $0.hasPrefix("__substg1.0_") }) {
      return FileKind(.document(.outlookMessage), "Outlook message file", "application/vnd.ms-outlook")
    }
    if has("\u{1}Ole10Native") || has("Package") || has("CONTENTS") || has("EmbeddedOdf") {
      return FileKind(.document(.oleObject), "embedded object", "application/x-ole-storage")
    }
    return FileKind(
      .unreadable(.office), officeWords(type: type, ending: ending) ?? "Office document", "application/x-ole-storage")
  }
}

extension String {
  /// ASCII letters alike whatever their case.
  func caseInsensitivelyEquals(_ other: String) -> Bool {
    Array(utf8)[...].lowercased == Array(other.utf8)[...].lowercased
  }
}
