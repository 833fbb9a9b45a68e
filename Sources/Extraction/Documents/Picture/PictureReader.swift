import CTesseract
import MIME

/// Pictures: PNG, JPEG, TIFF, GIF, BMP and WebP are decoded by Leptonica, and read by Tesseract.
enum PictureReader: DocumentReader {
  /// What a file says of itself before it is decoded.
  private struct Facts {
    var format: Int32 = 0
    var width: Int32 = 0
    var height: Int32 = 0
    /// It has an alpha channel, or a colour map with one.
    var isTransparent = false

    var points: Int { Int(width) * Int(height) }
    /// Logos, icons, lines and tracking points: no sentence fits into them.
    var isTiny: Bool { points < 100 * 40 || min(width, height) < 10 || max(width, height) < 50 }
  }

  /// Points of one picture: a 50-megapixel photograph takes 200 MB decoded.
  private static let most = 50_000_000
  /// Where something shines through, Leptonica lays a copy of the picture on white.
  private static let mostTransparent = 24_000_000
  /// The longer side to which larger pictures are made smaller: A4 at 200 dpi.
  private static let side: Int32 = 2_400
  private static let pages: Int32 = 200
  static let words = "picture not read"

  static func read(_ file: DocumentFile, budget: inout DocumentBudget) -> DocumentReading {
    var reading = DocumentReading()
    guard let start = file.bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), let facts = facts(file.bytes) else {
      reading.fail("\(words): its format is not known, or it is damaged", .picture)
      return reading
    }
    if [IFF_TIFF, IFF_TIFF_PACKBITS, IFF_TIFF_RLE, IFF_TIFF_G3, IFF_TIFF_G4, IFF_TIFF_LZW, IFF_TIFF_ZIP, IFF_TIFF_JPEG]
      .contains(where: { Int32($0) == facts.format })
    {
      pages(file.bytes, start, &reading, &budget)
    } else {
      let quarters = facts.format == IFF_JFIF_JPEG ? PictureOrientation.quarters(of: file.bytes) : 0
      read(facts, "", quarters, &reading, &budget) { pixReadMem(start, file.bytes.count) }
    }
    return reading
  }

  private static func facts(_ bytes: UnsafeRawBufferPointer) -> Facts? {
    guard let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return nil }
    var facts = Facts()
    var depth: Int32 = 0
    var samples: Int32 = 0
    var hasMap: Int32 = 0
    let code = pixReadHeaderMem(
      start, bytes.count, &facts.format, &facts.width, &facts.height, &depth, &samples, &hasMap)
    facts.isTransparent =
      samples == 4 || samples == 2 || (hasMap != 0 && bytes.prefix(8192).containsRun(Array("tRNS".utf8)))
    return code == 0 && facts.width > 0 && facts.height > 0 ? facts : nil
  }

  /// A fax or scan in TIFF has many pages.
  private static func pages(
    _ bytes: UnsafeRawBufferPointer, _ start: UnsafePointer<UInt8>, _ reading: inout DocumentReading,
    _ budget: inout DocumentBudget
  ) {
    var offset = 0
    for page in 0..<pages {
      var facts = Facts()
      var depth: Int32 = 0
      var samples: Int32 = 0
      var resolution: Int32 = 0
      var hasMap: Int32 = 0
      var format: Int32 = 0
      guard
        readHeaderMemTiff(
          start, bytes.count, page, &facts.width, &facts.height, &depth, &samples, &resolution, &hasMap, &format) == 0
      else { return reading.fail("\(words): damaged", .picture) }
      guard budget.take(pages: 1) else { return reading.fail(.pages) }
      let place = page == 0 ? "" : "page \(page + 1)"
      read(facts, place, 0, &reading, &budget) { pixReadMemFromMultipageTiff(start, bytes.count, &offset) }
      // Zero after the last page; it does not move where a page was not decoded.
      guard offset > 0, reading.unreadable == nil else { return }
    }
    reading.fail(.pages)
  }

  private static func read(
    _ facts: Facts, _ place: String, _ quarters: Int32, _ reading: inout DocumentReading,
    _ budget: inout DocumentBudget,
    decode: () -> UnsafeMutablePointer<Pix>?
  ) {
    guard !facts.isTiny else { return }
    guard facts.points <= (facts.isTransparent ? mostTransparent : most) else {
      return reading.fail("\(words): it has too many points", .picture)
    }
    guard budget.recognition > 0 else {
      return reading.fail("\(words): the time for reading pictures was used up", .picture)
    }
    guard let picture = decode() else { return reading.fail("\(words): damaged", .picture) }
    defer { destroy(picture) }
    guard let grey = prepared(picture, quarters: quarters) else {
      return reading.fail("\(words): its colours are not known", .picture)
    }
    defer { destroy(grey) }
    switch TextRecogniser.recognise(grey, budget: &budget) {
    case .text(let text): reading.add(text.trimmedLines, kind: .recognised, place: place)
    case .unread(let reason): reading.fail("\(words): \(reason)", .picture)
    }
  }

  /// The picture upright, in grey on white, and no larger than reading needs.
  /// - Parameter quarters: quarter turns clockwise that a viewer makes.
  private static func prepared(_ picture: UnsafeMutablePointer<Pix>, quarters: Int32) -> UnsafeMutablePointer<Pix>? {
    var steps: [UnsafeMutablePointer<Pix>] = []
    var isDone = false
    defer { for step in isDone ? steps.dropLast() : steps[...] { destroy(step) } }
    func take(_ next: UnsafeMutablePointer<Pix>?) -> UnsafeMutablePointer<Pix>? {
      if let next { steps.append(next) }
      return next
    }
    // A copy of the handle at least, so that the caller frees one more than it made.
    guard var current = take(pixRemoveAlpha(picture)) else { return nil }
    let longest = max(pixGetWidth(current), pixGetHeight(current))
    if longest > side {
      let isWide = pixGetWidth(current) >= pixGetHeight(current)
      guard let next = take(pixScaleToSize(current, isWide ? side : 0, isWide ? 0 : side)) else { return nil }
      current = next
    }
    if pixGetDepth(current) > 1 {
      guard let next = take(pixConvertTo8(current, 0)) else { return nil }
      current = next
    }
    if quarters != 0 {
      guard let next = take(pixRotateOrth(current, quarters)) else { return nil }
      current = next
    }
    isDone = true
    return current
  }

  private static func destroy(_ picture: UnsafeMutablePointer<Pix>) {
    var picture: UnsafeMutablePointer<Pix>? = picture
    pixDestroy(&picture)
  }
}
