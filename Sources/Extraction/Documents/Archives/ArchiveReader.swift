/// Archives: zip, 7z, rar, tar, cab, lha, and single files packed by gzip, bzip2, xz or zstd.
enum ArchiveReader: DocumentReader {
  static func read(_ file: DocumentFile, budget: inout DocumentBudget) -> DocumentReading {
    var unpacking = Unpacking(file, budget)
    unpacking.run()
    budget = unpacking.budget
    return unpacking.reading
  }

  private struct Unpacking {
    let file: DocumentFile
    var budget: DocumentBudget
    var reading = DocumentReading()
    private var files = 0
    /// Entries that are files, empty ones too.
    private var seen = 0
    private var locked = 0
    private var opened = 0
    private var unpacked = 0
    /// A 7z archive with locked files is made over before it is read.
    private var sevenZip: SevenZipLock?
    private var rar: RARHeaders?

    init(_ file: DocumentFile, _ budget: DocumentBudget) {
      self.file = file
      self.budget = budget
      reading.isContainer = true
    }

    mutating func run() {
      rar = file.bytes.starts(with: Array("Rar!".utf8)) ? RARHeaders(file.bytes) : nil
      if let rar, rar.areNamesLocked {
        reading.protection = .openPassword
        return
      }
      sevenZip = SevenZipLock(file.bytes, passwords: file.passwords)
      if let sevenZip {
        sevenZip.bytes.withUnsafeBytes { all($0) }
        if sevenZip.areNamesLocked, locked == 0 { opened = max(opened, 1) }
        if sevenZip.isOpened, !sevenZip.isWhole { opened += max(0, sevenZip.files - locked) }
      } else {
        all(file.bytes)
      }
      if files == 0, locked == 0, reading.names.isEmpty, Self.isPackedAlone(file.bytes) {
        // No archive inside: a single packed file.
        (reading.unreadable, reading.unreadableKind) = (nil, nil)
        if let archive = Archive(file.bytes, .bare) { single(archive) } else { reading.fail("damaged", .damaged) }
      }
      if let rar, rar.locked.count > locked {
        // What libarchive gave up on is not damaged but locked.
        locked = rar.locked.count
        files = max(files, rar.names.count)
        reading.names += rar.names.filter { !reading.names.contains($0) }
        if reading.unreadableKind != .tooLarge { (reading.unreadable, reading.unreadableKind) = (nil, nil) }
      }
      // libarchive takes the end of the bytes for the end of the archive.
      if rar?.isCut ?? false { reading.fail("damaged", .damaged) }
      protection()
    }

    private mutating func all(_ bytes: UnsafeRawBufferPointer) {
      if let archive = Archive(bytes, .any, passwords: file.passwords) {
        entries(archive)
      } else {
        reading.fail("damaged", .damaged)
      }
    }

    private mutating func entries(_ archive: Archive) {
      while true {
        switch archive.next() {
        case .end: return
        case .namesLocked:
          locked += 1
          files = max(files, locked)
          return
        case .damaged: return reading.fail("damaged", .damaged)
        case .entry(let entry):
          guard reading.names.count < max(budget.entries, 1) else { return reading.fail(.entries) }
          reading.names.append(entry.name)
          if entry.isFolder { continue }
          files += 1
          seen += 1
          if let rar, entry.isEncrypted || rar.locked.contains(seen - 1) {
            // libarchive gives the cipher's bytes for the content, where these are merely stored.
            locked += 1
            continue
          }
          guard take(archive, entry, name: entry.name) else { return }
        }
      }
    }

    /// One file without a name of its own.
    private mutating func single(_ archive: Archive) {
      guard case .entry(let entry) = archive.next() else { return reading.fail("damaged", .damaged) }
      files += 1
      _ = take(archive, entry, name: Self.unpackedName(file.name))
      // A stream that is cut off early gives nothing, and no error.
      if unpacked == 0, locked == 0, !Self.packsNothing(file.bytes) { reading.fail("damaged", .damaged) }
    }

    /// - Returns: false when nothing more is to be read.
    private mutating func take(_ archive: Archive, _ entry: Archive.Entry, name: String) -> Bool {
      var bytes: [UInt8] = []
      var reached: DocumentBudget.Bound?
      let outcome = archive.data { piece in
        if budget.isBomb(packed: file.bytes.count, unpacked: unpacked + bytes.count + piece.count) {
          reached = .expansion
        }
        if unpacked + bytes.count + piece.count > DocumentBudget.heldBytes || !budget.take(bytes: piece.count) {
          reached = reached ?? .bytes
        }
        guard reached == nil else { return false }
        bytes.append(contentsOf: piece)
        return true
      }
      unpacked += bytes.count
      switch outcome {
      case .whole:
        if bytes.isEmpty, !entry.isEncrypted {
          // Nothing that could be protected.
          files -= 1
        } else if entry.isEncrypted || sevenZip?.isWhole ?? false {
          opened += 1
        }
      case .stopped: if let reached { reading.fail(reached) }
      case .locked:
        locked += 1
        return true
      case .failed where locked < sevenZip?.files ?? 0:
        // Locked, or with another password than the rest.
        locked += 1
        return true
      case .failed: reading.fail("\(name): packed in a way that is not known, or damaged", .archive)
      }
      if !bytes.isEmpty { reading.inner.append(DocumentReading.Inner(name: name, bytes: bytes, place: "")) }
      return reached == nil
    }

    /// Protected is an archive in which every file needs a password; else the locked ones are counted.
    private mutating func protection() {
      let directory = file.bytes.starts(with: [0x50, 0x4B]) ? ZipDirectory(file.bytes) : nil
      let needing = locked + opened
      guard needing > 0 else { return }
      if needing >= files {
        reading.protection = (directory?.weak ?? 0) > 0 ? .weakPassword : .openPassword
        reading.isOpened = opened > 0 && locked == 0
      } else {
        reading.lockedEntries = locked
      }
    }

    /// gzip, bzip2, xz and zstd pack one stream of bytes, whatever it is.
    private static func isPackedAlone(_ bytes: UnsafeRawBufferPointer) -> Bool {
      [[0x1F, 0x8B], [0x42, 0x5A, 0x68], [0xFD, 0x37, 0x7A, 0x58, 0x5A], [0x28, 0xB5, 0x2F, 0xFD]].contains {
        bytes.starts(with: $0)
      }
    }

    /// An empty file, packed: gzip ends with its checksum and size, both zero (RFC 1952 §2.3.1); bzip2 and xz have one form.
    private static func packsNothing(_ bytes: UnsafeRawBufferPointer) -> Bool {
      if bytes.starts(with: [0x1F, 0x8B]) { return bytes.count >= 18 && bytes.suffix(8).allSatisfy { $0 == 0 } }
      return bytes.count == 14 || bytes.count == 32
    }

    /// "letter.pdf.gz" holds "letter.pdf", "backup.tgz" a tar file.
    private static func unpackedName(_ name: String?) -> String {
      guard let name else { return "packed file" }
      let lower = name.lowercased()
      for ending in [".gz", ".bz2", ".xz", ".zst", ".lzma", ".z"] where lower.hasSuffix(ending) {
        return String(name.dropLast(ending.count))
      }
      return name
    }
  }
}
