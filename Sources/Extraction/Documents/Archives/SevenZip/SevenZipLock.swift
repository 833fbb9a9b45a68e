/// A 7z archive with locked files, made over for libarchive, which knows everything of the format but its cipher, and stops
/// where it meets it: opened with a password, or with nothing where the locked files were.
struct SevenZipLock {
  /// The archive without the cipher, in memory.
  let bytes: [UInt8]
  /// Whether a password fitted.
  let isOpened: Bool
  /// Files that needed the password, in a folder or because the list of names did.
  let files: Int
  /// The list of names needed it.
  let areNamesLocked: Bool
  /// Every file that is not empty needed it.
  let isWhole: Bool

  /// Larger ones stay closed: the clear copy stands beside the archive.
  private static let mostBytes = 64 << 20
  private static let mostHeaderBytes = 16 << 20

  /// Nil when nothing in it needs a password, when the list of names itself needs one that is not there, or when it is
  /// damaged: then libarchive says the rest.
  init?(_ archive: UnsafeRawBufferPointer, passwords: [String]) {
    guard archive.count <= Self.mostBytes, archive.starts(with: SevenZipFile.signature) else { return nil }
    var attempt = Attempt(archive)
    for password in passwords {
      do {
        self = try attempt.open(password)
        return
      } catch {
        if error == .nothingLocked { return nil }
      }
    }
    guard let closed = try? attempt.open(nil) else { return nil }
    self = closed
  }

  private init(bytes: [UInt8], isOpened: Bool, files: Int, areNamesLocked: Bool, isWhole: Bool) {
    self.areNamesLocked = areNamesLocked
    self.bytes = bytes
    self.isOpened = isOpened
    self.files = files
    self.isWhole = isWhole
  }

  private struct Attempt {
    let archive: UnsafeRawBufferPointer
    /// Bytes that may still be hashed.
    var allowance = SevenZipKey.hashedBytes
    private var keys: [SevenZipCipherSettings: SevenZipKey] = [:]

    init(_ archive: UnsafeRawBufferPointer) { self.archive = archive }

    /// - Parameter password: nil to leave out what is locked.
    mutating func open(_ password: String?) throws(SevenZipFault) -> SevenZipLock {
      keys = [:]
      var header = try SevenZipFile.header(of: archive)
      var areNamesLocked = false
      var layers = 0
      // A header that is packed like a file, and may be encrypted like one.
      while header.first == 0x17 {
        layers += 1
        guard layers <= 4 else { throw .unknown }
        var reader = SevenZipReader(Array(header.dropFirst()))
        let streams = try SevenZipStreams(&reader)
        areNamesLocked = areNamesLocked || streams.folders.contains { $0.isLocked }
        header = try unpackedHeader(streams, password)
      }
      return try content(header, password, areNamesLocked: areNamesLocked)
    }

    private mutating func unpackedHeader(_ streams: SevenZipStreams, _ password: String?) throws(SevenZipFault)
      -> [UInt8]
    {
      guard streams.folders.count == 1, let size = streams.folders[0].size, size <= mostHeaderBytes else {
        throw .unknown
      }
      guard password != nil || !streams.folders[0].isLocked else { throw .refused }
      let (clear, packed) = try decrypted(streams, password)
      let alone = SevenZipStreams(packedSizes: clear.packedSizes, folder: clear.folders[0])
      return try SevenZipFile.only(alone, packed: packed, size: size)
    }

    private mutating func content(
      _ header: [UInt8], _ password: String?, areNamesLocked: Bool
    ) throws(SevenZipFault) -> SevenZipLock {
      var reader = SevenZipReader(header)
      try reader.expect(0x01)
      var id = try reader.byte()
      if id == 0x02 {
        // Properties of the archive, none of which is known.
        while try reader.byte() != 0 { _ = try reader.take(reader.number()) }
        id = try reader.byte()
      }
      guard id == 0x04 else {
        // Names of folders and empty files alone.
        guard areNamesLocked else { throw .nothingLocked }
        return SevenZipLock(
          bytes: SevenZipFile.assemble(packed: [], header: header), isOpened: true, files: 0, areNamesLocked: true,
          isWhole: true)
      }
      let streams = try SevenZipStreams(&reader)
      var (locked, all) = (0, 0)
      for folder in streams.folders {
        all += folder.files.count
        if folder.isLocked { locked += folder.files.count }
      }
      guard locked > 0 || areNamesLocked else { throw .nothingLocked }
      let (clear, packed) = try decrypted(streams, password)
      let rest = header[reader.place...]
      let bytes = SevenZipFile.assemble(packed: packed, header: [0x01, 0x04] + clear.encoded + rest)
      let lock = SevenZipLock(
        bytes: bytes, isOpened: password != nil, files: areNamesLocked ? all : locked, areNamesLocked: areNamesLocked,
        isWhole: areNamesLocked || locked == all)
      // The list of names has a checksum of its own, and was read; else a file must unpack.
      guard areNamesLocked || password == nil || lock.fits else { throw .refused }
      return lock
    }

    /// The packed streams without their cipher, one after another.
    private mutating func decrypted(_ streams: SevenZipStreams, _ password: String?) throws(SevenZipFault)
      -> (SevenZipStreams, packed: [UInt8])
    {
      var clear = streams
      var packed: [UInt8] = []
      packed.reserveCapacity(min(archive.count, streams.packedSizes.reduce(0, +)))
      var place = SevenZipFile.startHeader + streams.start
      var sizes = streams.packedSizes[...]
      clear.packedSizes = []
      for index in clear.folders.indices {
        let ciphers = try clear.folders[index].withoutCiphers()
        let isLocked = ciphers.contains { $0 != nil }
        for cipher in ciphers {
          guard let size = sizes.popFirst(), place <= archive.count, size <= archive.count - place else {
            throw .damaged
          }
          let bytes = UnsafeRawBufferPointer(rebasing: archive[place..<place + size])
          place += size
          if password == nil, isLocked { continue }
          clear.packedSizes.append(cipher?.size ?? size)
          if let cipher, let password {
            let (settings, vector) = try SevenZipCipherSettings.read(cipher.properties)
            try key(password, settings).decrypt(bytes, vector: vector, size: cipher.size, to: &packed)
          } else {
            packed += bytes
          }
        }
        if password == nil, isLocked {
          clear.folders[index].close()
          let count = clear.folders[index].files.count
          clear.packedSizes.append(count)
          packed += [UInt8](repeating: 0, count: count)
        }
      }
      clear.start = 0
      return (clear, packed)
    }

    private mutating func key(
      _ password: String, _ settings: SevenZipCipherSettings
    ) throws(SevenZipFault) -> SevenZipKey {
      if let known = keys[settings] { return known }
      let key = try SevenZipKey(password, settings, allowance: &allowance)
      keys[settings] = key
      return key
    }
  }

  /// Whether its first file unpacks to what its checksum says; where others needed no password, every file.
  private var fits: Bool {
    bytes.withUnsafeBytes { bytes in
      guard let archive = Archive(bytes, .any) else { return false }
      var read = 0
      while true {
        guard case .entry(let entry) = archive.next() else { return read > 0 }
        if entry.isFolder { continue }
        var size = 0
        let outcome = archive.data { piece in
          size += piece.count
          return read + size <= DocumentBudget.heldBytes
        }
        read += size
        if outcome == .stopped { return true }
        guard outcome == .whole else { return false }
        if isWhole, size > 0 { return true }
      }
    }
  }
}
