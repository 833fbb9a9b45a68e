import Quarantine
import Spool

/// Takes parts out of a message by their places, without reading it: all other bytes stay as they are.
enum PartSplicing {
  /// What stands in the place of a part; it says nothing of what was there. Without a line end of its own: the one before
  /// the next delimiter line belongs to that (RFC 2046 §5.1.1).
  static let replacement = [
    "Content-Type: text/plain; charset=us-ascii", "Content-Transfer-Encoding: 7bit", "Content-Disposition: inline", "",
    "[An attachment was taken out of this email before it was sent.]",
  ].joined(separator: "\r\n")

  /// - Parameter cuts: in the order of their places.
  /// - Throws: `damaged` where a place is none at which a part begins and ends.
  static func without(_ cuts: [PartCut], _ message: MemoryFile) throws -> MemoryFile {
    let file = MemoryFile(label: "postern-without")
    try message.withBytes { bytes in
      var from = 0
      for cut in cuts {
        guard isPart(cut.range, of: bytes), cut.range.lowerBound >= from else {
          throw QuarantineError(
            .damaged, "a part that is to be taken out is not where it was", remedy: "look at the message again")
        }
        try file.append(UnsafeRawBufferPointer(rebasing: bytes[from..<cut.range.lowerBound]))
        try file.append(Array(replacement.utf8))
        from = cut.range.upperBound
      }
      try file.append(UnsafeRawBufferPointer(rebasing: bytes[from...]))
    }
    try file.seal()
    return file
  }

  /// Between two delimiter lines, as far as bytes tell.
  private static func isPart(_ range: Range<Int>, of bytes: UnsafeRawBufferPointer) -> Bool {
    guard range.lowerBound > 0, range.upperBound < bytes.count, bytes[range.lowerBound - 1] == 0x0A else {
      return false
    }
    var end = range.upperBound
    if bytes[end] == 0x0D, end + 1 < bytes.count { end += 1 }
    return bytes[end] == 0x0A && end + 2 < bytes.count && bytes[end + 1] == 0x2D && bytes[end + 2] == 0x2D
  }
}
