/// What a 7z header says of packed streams and the folders that they belong to (7zFormat.txt: "Streams Info").
struct SevenZipStreams {
  /// From the end of the signature header.
  var start = 0
  /// Bytes of each packed stream, one after another in the archive.
  var packedSizes: [Int] = []
  var folders: [SevenZipFolder] = []

  private enum Property {
    static let end: UInt8 = 0x00
    static let packInfo: UInt8 = 0x06
    static let unpackInfo: UInt8 = 0x07
    static let subStreams: UInt8 = 0x08
    static let size: UInt8 = 0x09
    static let digest: UInt8 = 0x0A
    static let folder: UInt8 = 0x0B
    static let unpackSize: UInt8 = 0x0C
    static let numberOfFiles: UInt8 = 0x0D
  }

  /// Streams and folders that are read, and files.
  private static let limit = 20_000
  private static let mostFiles = 200_000

  init(_ reader: inout SevenZipReader) throws(SevenZipFault) {
    var property = try reader.byte()
    if property == Property.packInfo {
      try packed(&reader)
      property = try reader.byte()
    }
    if property == Property.unpackInfo {
      try unpacked(&reader)
      property = try reader.byte()
    }
    if property == Property.subStreams {
      try subStreams(&reader)
      property = try reader.byte()
    } else {
      for index in folders.indices { try folders[index].takeFiles(sizes: []) }
    }
    guard property == Property.end else { throw .unknown }
    guard folders.reduce(0, { $0 + $1.packed.count }) == packedSizes.count else { throw .damaged }
  }

  /// One folder alone, which yields one file.
  init(packedSizes: [Int], folder: SevenZipFolder) {
    self.packedSizes = packedSizes
    folders = [folder]
  }

  private mutating func packed(_ reader: inout SevenZipReader) throws(SevenZipFault) {
    start = try reader.number()
    let count = try reader.number(upTo: Self.limit)
    var property = try reader.byte()
    if property == Property.size {
      for _ in 0..<count { packedSizes.append(try reader.number()) }
      property = try reader.byte()
    }
    if property == Property.digest {
      _ = try reader.digests(of: count)
      property = try reader.byte()
    }
    guard property == Property.end else { throw .unknown }
  }

  private mutating func unpacked(_ reader: inout SevenZipReader) throws(SevenZipFault) {
    try reader.expect(Property.folder)
    let count = try reader.number(upTo: Self.limit)
    // Folders described in a stream of their own were never written.
    try reader.expect(0)
    for _ in 0..<count { folders.append(try SevenZipFolder(&reader)) }
    try reader.expect(Property.unpackSize)
    for index in folders.indices {
      for _ in 0..<folders[index].outputs { folders[index].sizes.append(try reader.number()) }
    }
    var property = try reader.byte()
    if property == Property.digest {
      for (index, digest) in try reader.digests(of: count).enumerated() { folders[index].digest = digest }
      property = try reader.byte()
    }
    guard property == Property.end else { throw .unknown }
  }

  private mutating func subStreams(_ reader: inout SevenZipReader) throws(SevenZipFault) {
    var property = try reader.byte()
    var counts = [Int](repeating: 1, count: folders.count)
    if property == Property.numberOfFiles {
      for index in counts.indices { counts[index] = try reader.number(upTo: Self.mostFiles) }
      property = try reader.byte()
    }
    guard counts.reduce(0, +) <= Self.mostFiles else { throw .unknown }
    let hasSizes = property == Property.size
    for (index, count) in counts.enumerated() {
      if count == 0 { continue }
      var sizes: [Int] = []
      if count > 1 {
        guard hasSizes else { throw .damaged }
        for _ in 1..<count { sizes.append(try reader.number()) }
      }
      // The last one's is what is left of the folder's.
      try folders[index].takeFiles(sizes: sizes)
    }
    if hasSizes { property = try reader.byte() }
    if property == Property.digest {
      var digests = try reader.digests(of: missingDigests)[...]
      for index in folders.indices where folders[index].needsDigests {
        for file in folders[index].files.indices { folders[index].files[file].digest = digests.popFirst() ?? nil }
      }
      property = try reader.byte()
    }
    guard property == Property.end else { throw .unknown }
  }

  /// Files whose checksum is not their folder's.
  private var missingDigests: Int { folders.reduce(0) { $0 + ($1.needsDigests ? $1.files.count : 0) } }

  /// As a header has it, with the packed streams at the archive's begin.
  var encoded: [UInt8] {
    var all = [Property.packInfo, 0] + SevenZipNumbers.number(packedSizes.count) + [Property.size]
    for size in packedSizes { all += SevenZipNumbers.number(size) }
    all += [Property.end, Property.unpackInfo, Property.folder] + SevenZipNumbers.number(folders.count) + [0]
    for folder in folders { all += folder.description }
    all.append(Property.unpackSize)
    for folder in folders { for size in folder.sizes { all += SevenZipNumbers.number(size) } }
    all += [Property.digest] + SevenZipNumbers.digests(folders.map(\.digest)) + [Property.end]
    all += [Property.subStreams, Property.numberOfFiles]
    for folder in folders { all += SevenZipNumbers.number(folder.files.count) }
    all.append(Property.size)
    for folder in folders { for file in folder.files.dropLast() { all += SevenZipNumbers.number(file.size) } }
    let missing = folders.filter(\.needsDigests).flatMap { $0.files.map(\.digest) }
    if !missing.isEmpty { all += [Property.digest] + SevenZipNumbers.digests(missing) }
    return all + [Property.end, Property.end]
  }
}

extension SevenZipFolder {
  fileprivate var needsDigests: Bool { files.count != 1 || digest == nil }

  /// - Parameter sizes: of all files but the last.
  fileprivate mutating func takeFiles(sizes: [Int]) throws(SevenZipFault) {
    guard let size else { throw .damaged }
    let rest = size - sizes.reduce(0, +)
    guard rest >= 0 else { throw .damaged }
    files = sizes.map { File(size: $0) } + [File(size: rest)]
  }
}
