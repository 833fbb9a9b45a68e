import Glibc
import Spool

/// Puts a message together out of the original and what a worker has made. The worker's word is taken for nothing but the
/// bytes of the parts that it was to replace.
struct Rebuilding {
  let plan: ProtectionPlan
  let original: UnsafeRawBufferPointer
  private(set) var file = MemoryFile(label: "postern-protected")
  private var number = 0
  /// Where in the original the next stretch begins that stays.
  private var place = 0
  /// What is still to come for the replacement under way.
  private var left = 0
  private var header: [UInt8] = []

  /// How much more a message may become: base64 in the place of bare bytes, an archive's and a document's own coat.
  static func longestPayload(for size: Int) -> Int { size * 2 + (4 << 20) }

  /// - Parameter isMessage: its header is looked after; false for a bare file.
  /// - Throws: where a replacement lies outside the original, or touches what no protection may.
  init(_ plan: ProtectionPlan, of original: UnsafeRawBufferPointer, isMessage: Bool) throws(CodecError) {
    self.plan = plan
    self.original = original
    guard plan.payload <= Self.longestPayload(for: original.count) else { throw CodecError("it grows too much") }
    var end = 0
    let headerEnd = isMessage ? Self.headerEnd(original) : -1
    for replacement in plan.replacements {
      guard replacement.range.lowerBound >= end, replacement.range.upperBound <= original.count else {
        throw CodecError("a replacement lies outside the message")
      }
      end = replacement.range.upperBound
      // In the message's own header only fields about its content may change, whole ones; new ones stand at its end.
      if replacement.range.lowerBound <= headerEnd {
        guard replacement.range.upperBound <= headerEnd, replacement.count <= 4_096,
          Self.areWholeFields(replacement.range, original),
          Self.areContentFields(UnsafeRawBufferPointer(rebasing: original[replacement.range]))
        else { throw CodecError("a replacement touches the message's header") }
      }
    }
    self.headerEnd = headerEnd
    try advance()
  }

  /// Where the empty line begins that ends the message's header.
  private let headerEnd: Int

  private func isInHeader(_ range: Range<Int>) -> Bool { range.lowerBound <= headerEnd }

  /// What is still missing.
  var missing: Int { left + plan.replacements.dropFirst(number + 1).reduce(0) { $0 + $1.count } }

  /// Takes the next bytes that the worker sent, at most `missing`.
  mutating func take(_ bytes: UnsafeRawBufferPointer) throws(CodecError) {
    var rest = bytes
    while !rest.isEmpty {
      guard number < plan.replacements.count, left > 0 else { throw CodecError("more bytes follow than belong to it") }
      let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(left))
      if isInHeader(plan.replacements[number].range) { header += piece }
      try append(piece)
      left -= piece.count
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
      if left == 0 { try endReplacement() }
    }
  }

  /// The whole message, sealed.
  mutating func finish() throws(CodecError) -> MemoryFile {
    guard number == plan.replacements.count else { throw CodecError("ends too early") }
    try append(UnsafeRawBufferPointer(rebasing: original[place...]))
    do throws(SpoolError) { try file.seal() } catch { throw CodecError(error.description) }
    return file
  }

  /// Goes on to the next replacement that has bytes.
  private mutating func advance() throws(CodecError) {
    while number < plan.replacements.count {
      let replacement = plan.replacements[number]
      try append(UnsafeRawBufferPointer(rebasing: original[place..<replacement.range.lowerBound]))
      place = replacement.range.upperBound
      left = replacement.count
      if left > 0 { return }
      number += 1
    }
  }

  private mutating func endReplacement() throws(CodecError) {
    if isInHeader(plan.replacements[number].range) {
      let isFine = header.withUnsafeBytes { Self.areContentFields($0) }
      guard isFine else { throw CodecError("a replacement would change the message's header") }
      header = []
    }
    number += 1
    try advance()
  }

  private func append(_ bytes: UnsafeRawBufferPointer) throws(CodecError) {
    guard !bytes.isEmpty else { return }
    do throws(SpoolError) { try file.append(bytes) } catch { throw CodecError(error.description) }
  }

  /// Whether each line begins a field "Content-…" or "MIME-Version", or is the fold of one.
  private static func areContentFields(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard let last = bytes.last else { return true }
    guard last == 0x0A else { return false }
    var place = 0
    while place < bytes.count {
      let next = (bytes[place...].firstIndex(of: 0x0A) ?? bytes.count - 1) + 1
      let line = bytes[place..<next]
      let isFold = place > 0 && (line.first == 0x20 || line.first == 0x09)
      let start = String(decoding: line.prefix(13), as: UTF8.self).lowercased()
      guard isFold || start.hasPrefix("content-") || start.hasPrefix("mime-version:") else { return false }
      place = next
    }
    return true
  }

  /// Whether a range begins where a field does, and ends where one does.
  private static func areWholeFields(_ range: Range<Int>, _ bytes: UnsafeRawBufferPointer) -> Bool {
    guard range.lowerBound == 0 || bytes[range.lowerBound - 1] == 0x0A else { return false }
    return range.upperBound == bytes.count || (bytes[range.upperBound] != 0x20 && bytes[range.upperBound] != 0x09)
  }

  private static func headerEnd(_ bytes: UnsafeRawBufferPointer) -> Int {
    var place = 0
    while place < bytes.count {
      let next = (bytes[place...].firstIndex(of: 0x0A) ?? bytes.count - 1) + 1
      let line = bytes[place..<next]
      if line.elementsEqual([0x0A]) || line.elementsEqual([0x0D, 0x0A]) { return place }
      place = next
    }
    return bytes.count
  }
}
