import Glibc

extension FileKind {
  /// What the first bytes say, whatever is declared; nil when they say nothing.
  static func magic(_ bytes: UnsafeRawBufferPointer, type: String, ending: String) -> FileKind? {
    guard bytes.count >= 4 else { return nil }
    func starts(_ prefix: [UInt8], at offset: Int = 0) -> Bool { bytes.dropFirst(offset).starts(with: prefix) }
    func ascii(_ prefix: String, at offset: Int = 0) -> Bool { starts(Array(prefix.utf8), at: offset) }

    if bytes.prefix(1024).containsRun(Array("%PDF-".utf8)),
      ascii("%PDF-") || !looksLikeText(bytes) || type.contains("pdf")
    {
      return FileKind(.document(.pdf), "PDF document", "application/pdf")
    }
    if ascii("PK\u{3}\u{4}") || ascii("PK\u{5}\u{6}") || ascii("PK\u{7}\u{8}") {
      return zip(bytes, type: type, ending: ending)
    }
    if starts([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) { return ole(bytes, type: type, ending: ending) }
    if ascii("{\\rt") { return FileKind(.document(.rtf), "RTF document", "application/rtf") }
    if starts([0x78, 0x9F, 0x3E, 0x22]) {
      return FileKind(.document(.tnef), "Outlook attachment bundle (winmail.dat)", "application/ms-tnef")
    }
    // [MS-OXORMMS] §2.1.1: rights-managed mail (Purview message encryption).
    if starts([0x76, 0xE8, 0x04, 0x60, 0xC4, 0x11, 0xE3, 0x86]) {
      return FileKind(.sealed, "rights-managed message", "application/x-microsoft-rpmsg-message")
    }
    if SignedMailReader.begins(bytes) {
      return FileKind(.document(.signedMail), "signed mail (S/MIME)", "application/pkcs7-mime")
    }
    // Excel 2 to 4, and later ones without an OLE file around them: the first record.
    if starts([0x09, 0x00, 0x04, 0x00]) || starts([0x09, 0x02, 0x06, 0x00]) || starts([0x09, 0x04, 0x06, 0x00])
      || (starts([0x09, 0x08]) && bytes[3] == 0 && (bytes[2] == 8 || bytes[2] == 16))
    {
      return FileKind(.document(.oldExcel), "Excel workbook", "application/vnd.ms-excel")
    }
    if let kind = picture(starts, ascii, type: type) { return kind }
    if let kind = archive(starts, ascii) { return kind }
    if let kind = recording(bytes, starts, ascii, type: type) { return kind }
    if ascii("MZ"), !looksLikeText(bytes) {
      return FileKind(.unreadable(.other), "Windows program", "application/x-msdownload")
    }
    if starts([0x7F, 0x45, 0x4C, 0x46]) { return FileKind(.unreadable(.other), "program", "application/x-executable") }
    if ascii("SQLite format 3\0") { return FileKind(.unreadable(.other), "database", "application/vnd.sqlite3") }
    if starts([0x00, 0x01, 0x00, 0x00]), ascii("Standard ", at: 4) {
      return FileKind(.unreadable(.office), "Access database", "application/vnd.ms-access")
    }
    return nil
  }

  private static func picture(_ starts: ([UInt8], Int) -> Bool, _ ascii: (String, Int) -> Bool, type: String)
    -> FileKind?
  {
    let mediaType: String? =
      if starts([0x89, 0x50, 0x4E, 0x47], 0) {
        "image/png"
      } else if starts([0xFF, 0xD8, 0xFF], 0) {
        "image/jpeg"
      } else if ascii("GIF8", 0) {
        "image/gif"
      } else if starts([0x49, 0x49, 0x2A, 0x00], 0) || starts([0x4D, 0x4D, 0x00, 0x2A], 0) {
        "image/tiff"
      } else if ascii("RIFF", 0) && ascii("WEBP", 8) {
        "image/webp"
      } else if ascii("BM", 0) && starts([0, 0, 0, 0], 6) {
        "image/bmp"
      } else if starts([0x00, 0x00, 0x01, 0x00], 0) && type.contains("icon") {
        "image/x-icon"
      } else if ascii("ftyp", 4) && ["heic", "heix", "mif1", "msf1", "avif", "hevc"].contains(where: { ascii($0, 8) }) {
        "image/heic"
      } else if (starts([0x01, 0x00, 0x00, 0x00], 0) && ascii(" EMF", 40)) || starts([0xD7, 0xCD, 0xC6, 0x9A], 0) {
        "image/x-metafile"
      } else if ascii("8BPS", 0) {
        "image/vnd.adobe.photoshop"
      } else if ascii("AT&TFORM", 0) {
        "image/vnd.djvu"
      } else {
        nil
      }
    return mediaType.map { FileKind(.document(.picture), "picture", $0) }
  }

  private static func archive(_ starts: ([UInt8], Int) -> Bool, _ ascii: (String, Int) -> Bool) -> FileKind? {
    func kind(_ words: String, _ mediaType: String) -> FileKind { FileKind(.document(.archive), words, mediaType) }
    if starts([0x1F, 0x8B], 0) { return kind("gzip archive", "application/gzip") }
    if starts([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], 0) { return kind("7-Zip archive", "application/x-7z-compressed") }
    if ascii("Rar!\u{1A}\u{7}", 0) { return kind("RAR archive", "application/vnd.rar") }
    if ascii("BZh", 0), starts([0x31, 0x41, 0x59, 0x26], 4) { return kind("bzip2 archive", "application/x-bzip2") }
    if starts([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], 0) { return kind("xz archive", "application/x-xz") }
    if starts([0x28, 0xB5, 0x2F, 0xFD], 0) { return kind("zstd archive", "application/zstd") }
    if ascii("MSCF", 0), starts([0, 0, 0, 0], 4) {
      return kind("cabinet archive", "application/vnd.ms-cab-compressed")
    }
    if ascii("ustar", 257) { return kind("tar archive", "application/x-tar") }
    if ascii("-lh", 2) { return kind("LHA archive", "application/x-lzh-compressed") }
    return nil
  }

  private static func recording(
    _ bytes: UnsafeRawBufferPointer, _ starts: ([UInt8], Int) -> Bool, _ ascii: (String, Int) -> Bool, type: String
  ) -> FileKind? {
    let isSound =
      (ascii("ID3", 0) && bytes[3] < 0x10) || ascii("OggS", 0) || ascii("fLaC", 0)
      || (ascii("RIFF", 0) && ascii("WAVE", 8))
      || (ascii("ftyp", 4) && ascii("M4A", 8)) || ascii("#!AMR", 0) || ascii("MThd", 0)
      || (bytes[0] == 0xFF && bytes[1] & 0xE0 == 0xE0 && type.hasPrefix("audio/"))
    if isSound { return FileKind(.unreadable(.audio), "sound recording", "audio/basic") }
    let isFilm =
      ascii("ftyp", 4) || starts([0x1A, 0x45, 0xDF, 0xA3], 0) || (ascii("RIFF", 0) && ascii("AVI ", 8))
      || ascii("FLV\u{1}", 0)
      || starts([0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11], 0)
    return isFilm ? FileKind(.unreadable(.audio), "film", "video/mp4") : nil
  }
}

extension Collection where Element == UInt8 {
  /// Whether a run of bytes stands anywhere in here.
  public func containsRun(_ run: [UInt8]) -> Bool {
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

extension UnsafeRawBufferPointer {
  /// The first place of a run of bytes at or after `start`, at the speed of the C library.
  func firstPlace(of run: [UInt8], from start: Int = 0) -> Int? {
    guard let first = run.first, let base = baseAddress else { return nil }
    var place = start
    while place + run.count <= count, let hit = memchr(base + place, Int32(first), count - run.count - place + 1) {
      if memcmp(hit, run, run.count) == 0 { return UnsafeRawPointer(hit) - base }
      place = UnsafeRawPointer(hit) - base + 1
    }
    return nil
  }
}
