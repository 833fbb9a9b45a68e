/// What may still be decoded of one file, its inner files included. Reaching a bound is told, never silent.
struct DocumentBudget {
  /// A bound, and what is said when it is reached.
  enum Bound: CaseIterable {
    case bytes, expansion, entries, pages, cells, pixels, depth

    var words: String {
      switch self {
      case .bytes: "unpacked it is larger than what is read"
      case .expansion: "unpacked it is many hundred times larger than packed"
      case .entries: "it holds more files than are read"
      case .pages: "it has more pages than are read"
      case .cells: "its tables have more cells than are read"
      case .pixels: "its pictures are larger than what is read"
      case .depth: "files lie deeper inside one another than is read"
      }
    }
  }

  /// Decoded bytes of all files together.
  var bytes: Int
  /// Files inside files.
  var entries: Int
  /// Pages of paged documents, cells of tables.
  var pages: Int
  var cells: Int
  /// Picture points that may be recognised (OCR).
  var pixels: Int
  /// Milliseconds that recognising pictures may still take.
  var recognition: Int
  /// How deep files may lie in files, from here.
  var depth: Int
  /// How many times larger than packed one entry may be unpacked, once it is larger than `freeExpansion` bytes.
  var expansion: Int
  static let freeExpansion = 16 << 20
  /// Bytes of files inside one file that are held at once.
  static let heldBytes = 96 << 20

  /// Takes some of the bytes.
  /// - Returns: false, and takes nothing, when so many are not left.
  mutating func take(bytes count: Int) -> Bool { Self.take(count, of: &bytes) }
  mutating func take(entries count: Int) -> Bool { Self.take(count, of: &entries) }
  mutating func take(pages count: Int) -> Bool { Self.take(count, of: &pages) }
  mutating func take(cells count: Int) -> Bool { Self.take(count, of: &cells) }
  mutating func take(pixels count: Int) -> Bool { Self.take(count, of: &pixels) }

  /// Whether `unpacked` bytes out of `packed` are more than honest files make.
  func isBomb(packed: Int, unpacked: Int) -> Bool {
    unpacked > Self.freeExpansion && unpacked / max(packed, 1) > expansion
  }

  private static func take(_ count: Int, of stock: inout Int) -> Bool {
    guard count <= stock else { return false }
    stock -= count
    return true
  }
}

extension DocumentBudget {
  /// A whole message's.
  init(_ limits: ExtractionLimits) {
    self.init(
      bytes: limits.decodedBytes, entries: limits.files, pages: limits.pages, cells: limits.tableCells,
      pixels: limits.pixels, recognition: limits.recognitionMilliseconds, depth: limits.fileDepth,
      expansion: limits.expansion)
  }

  /// One part's share: as much as is left, but no more than one part may have.
  func share(_ limits: ExtractionLimits) -> DocumentBudget {
    var share = self
    share.bytes = min(bytes, limits.partDecodedBytes)
    return share
  }

  /// Takes what of a share was used.
  mutating func spend(from before: DocumentBudget, to after: DocumentBudget) {
    bytes -= before.bytes - after.bytes
    entries -= before.entries - after.entries
    pages -= before.pages - after.pages
    cells -= before.cells - after.cells
    pixels -= before.pixels - after.pixels
    recognition -= before.recognition - after.recognition
  }
}
