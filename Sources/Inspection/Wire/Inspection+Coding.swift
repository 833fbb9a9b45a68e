import Detection
import Extraction
import MIME
import People

extension Inspection {
  func encode(to writer: inout ByteWriter) {
    headers.encode(to: &writer)
    writer.list(parts) { $1.encode(to: &$0) }
    writer.list(texts) { $1.encode(to: &$0) }
    writer.list(findings) { $1.encode(to: &$0) }
    writer.list(ambiguities) { writer, ambiguity in
      writer.choice(ambiguity.kind)
      writer.optional(ambiguity.part) { $0.integer($1) }
    }
    writer.list(shareLinks) { writer, link in
      writer.choice(link.service)
      writer.optional(link.place.part) { $0.integer($1) }
      writer.string(link.place.words)
    }
    writer.list(guests) { $0.string($1) }
    writer.list(greeted) { $0.string($1) }
    writer.list(threadAddresses) { $0.string($1) }
    writer.bool(isRetraction)
    writer.bool(mayHoldSecret)
    writer.list(limitsReached) { $0.string($1) }
    writer.list(refusedCalls) { $0.string($1) }
    writer.optional(likeness) { $0.number($1) }
    writer.integer(microseconds)
  }

  /// Whatever points at something must point at something that is there.
  init(from reader: inout ByteReader) throws(CodecError) {
    self.init()
    headers = try HeaderFacts(from: &reader)
    parts = try reader.list(ofAtLeast: 35, atMost: WireBounds.parts) { reader throws(CodecError) in
      try PartSummary(from: &reader)
    }
    let partCount = parts.count
    texts = try reader.list(ofAtLeast: 8, atMost: WireBounds.texts) { reader throws(CodecError) in
      try TextSummary(from: &reader, parts: partCount)
    }
    let textCount = texts.count
    findings = try reader.list(ofAtLeast: 50, atMost: WireBounds.findings) { reader throws(CodecError) in
      try Finding(from: &reader, texts: textCount)
    }
    ambiguities = try reader.list(ofAtLeast: 2) { reader throws(CodecError) in
      Ambiguity(
        try reader.choice(),
        part: try reader.optional { reader throws(CodecError) in try reader.index(below: partCount) })
    }
    shareLinks = try reader.list(ofAtLeast: 6, atMost: 1_000) { reader throws(CodecError) in
      let service: ShareLink.Service = try reader.choice()
      let part = try reader.optional { reader throws(CodecError) in try reader.index(below: partCount) }
      return ShareLink(service, place: Place(part: part, words: try reader.string(atMost: WireBounds.text)))
    }
    guests = try reader.list(ofAtLeast: 4, atMost: WireBounds.guests) { reader throws(CodecError) in
      try reader.string(atMost: WireBounds.words)
    }
    greeted = try reader.list(ofAtLeast: 4, atMost: WireBounds.greeted) { reader throws(CodecError) in
      try reader.string(atMost: WireBounds.words)
    }
    threadAddresses = try reader.list(ofAtLeast: 4, atMost: WireBounds.threadAddresses) { reader throws(CodecError) in
      try reader.string(atMost: WireBounds.text)
    }
    isRetraction = try reader.bool()
    mayHoldSecret = try reader.bool()
    limitsReached = try reader.list(ofAtLeast: 4, atMost: 1_000) { reader throws(CodecError) in
      try reader.string(atMost: WireBounds.words)
    }
    refusedCalls = try reader.list(ofAtLeast: 4, atMost: 1_024) { reader throws(CodecError) in try reader.callName() }
    likeness = try reader.optional { reader throws(CodecError) in try reader.number64() }
    microseconds = try reader.integer(in: 0...(Int.max >> 20))
  }
}

/// The most of each that an answer may hold.
enum WireBounds {
  static let parts = 1_000_000
  static let texts = 2_000_000
  static let findings = 1_000_000
  static let guests = 5_000
  static let greeted = 100
  static let threadAddresses = 1_000
  /// Bytes of what a sender may have written at any length: an address, subject or file name.
  static let text = FrameSocket.longestAnswer
  /// Bytes of words that Postern's own code made up.
  static let words = 4 << 10
}

extension ByteWriter {
  /// A case by its number in the order of declaration: both sides are one build.
  mutating func choice<T: CaseIterable & Equatable>(_ value: T) {
    byte(UInt8(clamping: T.allCases.enumerated().first { $0.element == value }?.offset ?? 255))
  }
}

extension ByteReader {
  mutating func choice<T: CaseIterable>() throws(CodecError) -> T {
    let number = Int(try byte())
    guard let value = T.allCases.dropFirst(number).first else { throw CodecError("an unknown \(T.self)") }
    return value
  }

  mutating func index(below count: Int) throws(CodecError) -> Int {
    guard count > 0 else { throw CodecError("a number points at nothing") }
    return try integer(in: 0...(count - 1))
  }

  mutating func optionalString(atMost limit: Int) throws(CodecError) -> String? {
    try optional { reader throws(CodecError) in try reader.string(atMost: limit) }
  }
}
