/// Bytes that parts are read from: the caller's, or a copy made for another reading of them.
final class PartSource {
  let bytes: UnsafeRawBufferPointer
  /// Set when an offset in here is an offset into the raw mail.
  let isRawMail: Bool
  private let owned: UnsafeMutableRawBufferPointer?

  /// The raw mail, which the caller keeps.
  init(rawMail bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
    isRawMail = true
    owned = nil
  }

  /// A copy: one piece after another.
  init(copying pieces: [UnsafeRawBufferPointer]) {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: pieces.reduce(0) { $0 + $1.count }, alignment: 16)
    var offset = 0
    for piece in pieces where piece.count > 0 {
      UnsafeMutableRawBufferPointer(rebasing: memory[offset..<offset + piece.count]).copyMemory(from: piece)
      offset += piece.count
    }
    owned = memory
    bytes = UnsafeRawBufferPointer(memory)
    isRawMail = false
  }

  deinit { owned?.deallocate() }

  func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: bytes[range.clamped(to: 0..<bytes.count)])
  }
}
