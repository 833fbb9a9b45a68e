import CGMime
import Glibc

/// Reads raw bytes into a tree of parts (RFC 5322, RFC 2045-2049, RFC 2231, RFC 6532).
public enum MessageReader {
  /// Loads and warms what reading needs, but for charsets of iconv, which are loaded when first used. Call it once in the
  /// process, before files become unreachable.
  public static func prepare() {
    _ = GMimeLibrary.options
    let sample = Array("Subject: =?iso-8859-1?Q?caf=E9?=\r\nTo: a@b.example\r\n\r\ntext\r\n".utf8)
    sample.withUnsafeBytes { _ = read($0) }
  }

  /// Reads a message. Never throws: damage is told in `ambiguities`, and what cannot be structured is delivered as raw bytes.
  ///
  /// - Parameters:
  ///   - bytes: the message as it went over the wire, any line ends. Must stay valid as long as the result is used.
  ///   - limits: what bounds time and memory.
  public static func read(_ bytes: UnsafeRawBufferPointer, limits: ReadingLimits = ReadingLimits()) -> ParsedMessage {
    let builder = TreeBuilder(limits: limits)
    let source = PartSource(rawMail: bytes)
    let slot = TreeBuilder.Slot(
      parent: nil, number: "", prefix: "", depth: 0, reading: nil, source: source, end: bytes.count)
    var header = builder.message(in: source, slot: slot)
    let ends = LineEnds(bytes)
    if bytes.index(of: 0, from: 0) != nil { builder.note(.nulBytes) }
    if ends.isMixed { builder.note(.bareLineFeeds) }
    if ends.bareReturns > 0 { readReturnsAsLineEnds(source, ends, slot, builder, &header) }
    return ParsedMessage(header: header, parts: builder.parts, ambiguities: builder.ambiguities)
  }

  /// Some programs end a line at a bare carriage return. Where that gives another tree, both are delivered.
  private static func readReturnsAsLineEnds(
    _ source: PartSource, _ ends: LineEnds, _ slot: TreeBuilder.Slot, _ builder: TreeBuilder,
    _ header: inout MessageHeader
  ) {
    guard source.bytes.count <= builder.readingBytesLeft else { return builder.note(.bareLineFeeds) }
    let partCount = builder.parts.count
    let shape = builder.parts.map { $0.type + ($0.name ?? "") }
    let ambiguities = builder.ambiguities
    var other = slot
    other.source = ends.normalised(source.bytes)
    other.end = other.source.bytes.count
    other.reading = .otherHeader
    builder.readingBytesLeft -= other.end
    let otherHeader = builder.message(in: other.source, slot: other)
    if builder.parts[partCount...].map({ $0.type + ($0.name ?? "") }) == shape, otherHeader == header {
      builder.parts.removeSubrange(partCount...)
      builder.ambiguities = ambiguities
      return
    }
    builder.note(.bareLineFeeds)
    for text in otherHeader.texts where !header.texts.contains(text) { header.texts.append(text) }
  }
}

/// The line ends that a message uses.
struct LineEnds {
  var pairs = 0
  var bareFeeds = 0
  var bareReturns = 0

  init(_ bytes: UnsafeRawBufferPointer) {
    var place = 0
    // Header lines are joined by the mail server, so only the body tells.
    let body = HeaderFields.end(in: bytes, from: 0)
    while let feed = bytes.index(of: 0x0A, from: place) {
      if feed > 0, bytes[feed - 1] == 0x0D { pairs += 1 } else if feed >= body { bareFeeds += 1 }
      place = feed + 1
    }
    place = 0
    while let hit = bytes.index(of: 0x0D, from: place) {
      if hit + 1 >= bytes.count || bytes[hit + 1] != 0x0A { bareReturns += 1 }
      place = hit + 1
    }
  }

  var isMixed: Bool { pairs > 0 && bareFeeds > 0 }

  /// A copy in which each bare carriage return is a line end.
  func normalised(_ bytes: UnsafeRawBufferPointer) -> PartSource {
    var copy: [UInt8] = []
    copy.reserveCapacity(bytes.count + bareReturns)
    for place in 0..<bytes.count {
      copy.append(bytes[place])
      if bytes[place] == 0x0D, place + 1 >= bytes.count || bytes[place + 1] != 0x0A { copy.append(0x0A) }
    }
    return copy.withUnsafeBytes { PartSource(copying: [$0]) }
  }
}
