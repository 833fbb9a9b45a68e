extension FileKind {
  /// What the first bytes say, whatever is declared; nil when they say nothing.
  static func magic(_ bytes: UnsafeRawBufferPointer, type: String, ending: String) -> FileKind? {
    guard bytes.count >= 4 else { return nil }
    func starts(_ prefix: [UInt8], at offset: Int = 0) -> Bool { bytes.dropFirst(offset).starts(with: prefix) }
    func ascii(_ prefix: String, at offset: Int = 0) -> Bool { starts(Array(prefix.utf8), at: offset) }

    if bytes.prefix(1024).containsRun(Array("%PDF-".utf8)),
      ascii("%PDF-") || !looksLikeText(bytes) || type.contains("pdf")
    {
      return FileKind(.unreadable(.pdf), "PDF document")
    }
    if ascii("PK\u{3}\u{4}") || ascii("PK\u{5}\u{6}") || ascii("PK\u{7}\u{8}") {
      return zip(bytes, type: type, ending: ending)
    }
    if starts([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
      return FileKind(.unreadable(.office), officeWords(type: type, ending: ending) ?? "Office document")
    }
    if ascii("{\\rtf") { return FileKind(.unreadable(.office), "RTF document") }
    if starts([0x78, 0x9F, 0x3E, 0x22]) {
      return FileKind(.unreadable(.other), "Outlook attachment bundle (winmail.dat)")
    }
    if let kind = picture(starts, ascii, type: type) { return kind }
    if let kind = archive(starts, ascii) { return kind }
    if let kind = recording(bytes, starts, ascii, type: type) { return kind }
    if ascii("MZ"), !looksLikeText(bytes) { return FileKind(.unreadable(.other), "Windows program") }
    if starts([0x7F, 0x45, 0x4C, 0x46]) { return FileKind(.unreadable(.other), "program") }
    if ascii("SQLite format 3\0") { return FileKind(.unreadable(.other), "database") }
    if starts([0x00, 0x01, 0x00, 0x00]), ascii("Standard ", at: 4) {
      return FileKind(.unreadable(.office), "Access database")
    }
    return nil
  }

  private static func picture(_ starts: ([UInt8], Int) -> Bool, _ ascii: (String, Int) -> Bool, type: String)
    -> FileKind?
  {
    let isPicture =
      starts([0x89, 0x50, 0x4E, 0x47], 0) || starts([0xFF, 0xD8, 0xFF], 0) || ascii("GIF8", 0)
      || starts([0x49, 0x49, 0x2A, 0x00], 0) || starts([0x4D, 0x4D, 0x00, 0x2A], 0)
      || (ascii("RIFF", 0) && ascii("WEBP", 8)) || (ascii("BM", 0) && starts([0, 0, 0, 0], 6))
      || (starts([0x00, 0x00, 0x01, 0x00], 0) && type.contains("icon"))
      || (ascii("ftyp", 4) && ["heic", "heix", "mif1", "msf1", "avif", "hevc"].contains { ascii($0, 8) })
      || (starts([0x01, 0x00, 0x00, 0x00], 0) && ascii(" EMF", 40)) || starts([0xD7, 0xCD, 0xC6, 0x9A], 0)
      || ascii("8BPS", 0) || (ascii("AT&TFORM", 0))
    return isPicture ? FileKind(.unreadable(.picture), "picture") : nil
  }

  private static func archive(_ starts: ([UInt8], Int) -> Bool, _ ascii: (String, Int) -> Bool) -> FileKind? {
    let words: String? =
      starts([0x1F, 0x8B], 0)
      ? "gzip archive"
      : starts([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], 0)
        ? "7-Zip archive"
        : ascii("Rar!\u{1A}\u{7}", 0)
          ? "RAR archive"
          : ascii("BZh", 0) && starts([0x31, 0x41, 0x59, 0x26], 4)
            ? "bzip2 archive"
            : starts([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], 0)
              ? "xz archive"
              : starts([0x28, 0xB5, 0x2F, 0xFD], 0)
                ? "zstd archive"
                : ascii("MSCF", 0) && starts([0, 0, 0, 0], 4)
                  ? "cabinet archive" : ascii("ustar", 257) ? "tar archive" : ascii("-lh", 2) ? "LHA archive" : nil
    return words.map { FileKind(.unreadable(.archive), $0) }
  }

  private static func recording(
    _ bytes: UnsafeRawBufferPointer, _ starts: ([UInt8], Int) -> Bool, _ ascii: (String, Int) -> Bool, type: String
  ) -> FileKind? {
    let isSound =
      (ascii("ID3", 0) && bytes[3] < 0x10) || ascii("OggS", 0) || ascii("fLaC", 0)
      || (ascii("RIFF", 0) && ascii("WAVE", 8))
      || (ascii("ftyp", 4) && ascii("M4A", 8)) || ascii("#!AMR", 0) || ascii("MThd", 0)
      || (bytes[0] == 0xFF && bytes[1] & 0xE0 == 0xE0 && type.hasPrefix("audio/"))
    if isSound { return FileKind(.unreadable(.audio), "sound recording") }
    let isFilm =
      ascii("ftyp", 4) || starts([0x1A, 0x45, 0xDF, 0xA3], 0) || (ascii("RIFF", 0) && ascii("AVI ", 8))
      || ascii("FLV\u{1}", 0)
      || starts([0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11], 0)
    return isFilm ? FileKind(.unreadable(.audio), "film") : nil
  }

  /// A zip file is an archive, or the coat of an Office, OpenDocument or other document.
  private static func zip(_ bytes: UnsafeRawBufferPointer, type: String, ending: String) -> FileKind {
    // Names stand in clear in the central directory, at the end.
    let directory = bytes.suffix(65536)
    func has(_ name: String) -> Bool {
      directory.containsRun(Array(name.utf8)) || bytes.prefix(4096).containsRun(Array(name.utf8))
    }
    if has("word/document") { return FileKind(.unreadable(.office), "Word document") }
    if has("xl/workbook") { return FileKind(.unreadable(.office), "Excel workbook") }
    if has("ppt/presentation") { return FileKind(.unreadable(.office), "PowerPoint presentation") }
    if has("mimetypeapplication/vnd.oasis.opendocument") || has("mimetypeapplication/vnd.sun.xml") {
      return FileKind(.unreadable(.office), officeWords(type: type, ending: ending) ?? "OpenDocument file")
    }
    if has("[Content_Types].xml") {
      return FileKind(.unreadable(.office), officeWords(type: type, ending: ending) ?? "Office document")
    }
    if has("mimetypeapplication/epub") { return FileKind(.unreadable(.other), "e-book") }
    return FileKind(.unreadable(.archive), "zip archive")
  }
}

extension Collection where Element == UInt8 {
  /// Whether a run of bytes stands anywhere in here.
  func containsRun(_ run: [UInt8]) -> Bool {
    guard let first = run.first else { return true }
    var rest = self[...]
    while let hit = rest.firstIndex(of: first) {
      rest = rest[hit...]
      if rest.starts(with: run) { return true }
      rest = rest.dropFirst()
    }
    return false
  }
}
