import CGMime

/// The bytes of one part, decoded when they are first asked for and then kept.
public final class PartContent {
  /// True for a multipart or an embedded message: text is read from the parts below it, not from these bytes.
  public let isContainer: Bool
  /// True when a limit cut the bytes.
  public let isCut: Bool
  private let source: PartSource?
  private let range: Range<Int>
  private let encoding: TransferEncoding
  private var decoded: [UInt8]?

  /// A stretch of a source, still encoded.
  init(
    _ source: PartSource, _ range: Range<Int>, _ encoding: TransferEncoding, isContainer: Bool = false,
    isCut: Bool = false
  ) {
    self.source = source
    self.range = range
    self.encoding = encoding
    self.isContainer = isContainer
    self.isCut = isCut
  }

  /// Bytes that are decoded already; none for a multipart.
  init(_ bytes: [UInt8], isContainer: Bool = false, isCut: Bool = false) {
    source = nil
    range = 0..<0
    encoding = .identity
    decoded = bytes
    self.isContainer = isContainer
    self.isCut = isCut
  }

  /// The same bytes, as something whose text stands in other parts.
  func asContainer() -> PartContent {
    if let source { return PartContent(source, range, encoding, isContainer: true, isCut: isCut) }
    return PartContent(decoded ?? [], isContainer: true, isCut: isCut)
  }

  /// The bytes before decoding.
  var encoded: UnsafeRawBufferPointer? { source?.slice(range) }

  /// Size of the decoded bytes; decodes them.
  public var count: Int { withBytes(\.count) }

  /// Runs `body` over the decoded bytes, without a copy. The pointer is valid for the call only.
  public func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    if let decoded { return try decoded.withUnsafeBytes(body) }
    guard let source else { return try body(UnsafeRawBufferPointer(start: nil, count: 0)) }
    if encoding == .identity {
      return try withExtendedLifetime(source) { try body(source.slice(range)) }
    }
    let bytes = Self.decode(source.slice(range), encoding)
    decoded = bytes
    return try bytes.withUnsafeBytes(body)
  }

  /// The decoded bytes in an array of their own, at most `limit` of them.
  public func bytes(limit: Int = .max) -> [UInt8] { withBytes { Array($0.prefix(max(0, limit))) } }

  static func decode(_ input: UnsafeRawBufferPointer, _ encoding: TransferEncoding) -> [UInt8] {
    switch encoding {
    case .identity: Array(input)
    case .base64: Base64Decoding(input).bytes
    case .quotedPrintable: byGMime(input, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE)
    case .uuencode: byGMime(input, GMIME_CONTENT_ENCODING_UUENCODE)
    case .yEnc: YEncDecoding.decode(input)
    }
  }

  private static func byGMime(_ input: UnsafeRawBufferPointer, _ encoding: GMimeContentEncoding) -> [UInt8] {
    guard let start = input.baseAddress?.assumingMemoryBound(to: CChar.self) else { return [] }
    var state = GMimeEncoding()
    g_mime_encoding_init_decode(&state, encoding)
    let room = g_mime_encoding_outlen(&state, input.count) + 64
    return [UInt8](unsafeUninitializedCapacity: room) { output, count in
      output.withMemoryRebound(to: CChar.self) { output in
        count = g_mime_encoding_flush(&state, start, input.count, output.baseAddress)
      }
    }
  }
}
