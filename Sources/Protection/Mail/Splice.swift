import Glibc

/// Bytes in the place of others. What no splice names stays as it is.
public struct Splice {
  /// In the original, from its first byte.
  public var range: Range<Int>
  var pieces: [Piece]

  enum Piece {
    case bytes([UInt8])
    /// In lines of 76 letters (RFC 2045 §6.8), the last one without its end.
    case base64([UInt8], lineEnd: [UInt8])
  }

  init(_ range: Range<Int>, _ pieces: [Piece] = []) {
    self.range = range
    self.pieces = pieces
  }

  init(_ range: Range<Int>, _ text: String) { self.init(range, [.bytes(Array(text.utf8))]) }

  /// Bytes that are put in.
  public var count: Int {
    pieces.reduce(0) { count, piece in
      switch piece {
      case .bytes(let bytes): count + bytes.count
      case .base64(let bytes, let lineEnd): count + Base64Lines.count(bytes.count, lineEnd: lineEnd.count)
      }
    }
  }

  /// Hands over what is put in, piece by piece, as long as `take` says yes.
  public func write(to take: (UnsafeRawBufferPointer) -> Bool) -> Bool {
    for piece in pieces {
      switch piece {
      case .bytes(let bytes): guard bytes.withUnsafeBytes(take) else { return false }
      case .base64(let bytes, let lineEnd):
        guard bytes.withUnsafeBytes({ Base64Lines.write($0, lineEnd: lineEnd, to: take) }) else { return false }
      }
    }
    return true
  }
}

/// base64 in lines (RFC 2045 §6.8), made as it is sent, so that no second copy of a large file is held.
enum Base64Lines {
  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  /// Bytes that fill a line.
  private static let line = 57
  private static let linesAtOnce = 4_096

  static func count(_ bytes: Int, lineEnd: Int) -> Int {
    (bytes + 2) / 3 * 4 + max(0, (bytes + line - 1) / line - 1) * lineEnd
  }

  static func write(
    _ bytes: UnsafeRawBufferPointer, lineEnd: [UInt8], to take: (UnsafeRawBufferPointer) -> Bool
  ) -> Bool {
    var place = 0
    while place < bytes.count {
      let end = min(place + line * linesAtOnce, bytes.count)
      let piece = UnsafeRawBufferPointer(rebasing: bytes[place..<end])
      let text = lines(piece, lineEnd: lineEnd, endsInLineEnd: end < bytes.count)
      guard text.withUnsafeBytes(take) else { return false }
      place = end
    }
    return true
  }

  private static func lines(_ bytes: UnsafeRawBufferPointer, lineEnd: [UInt8], endsInLineEnd: Bool) -> [UInt8] {
    let room = count(bytes.count, lineEnd: lineEnd.count) + lineEnd.count
    return [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
      letters.withUnsafeBufferPointer { letters in
        var place = 0
        while place < bytes.count {
          let end = min(place + line, bytes.count)
          while place < end {
            let left = end - place
            let (one, two, three) = (
              Int(bytes[place]), left > 1 ? Int(bytes[place + 1]) : 0, left > 2 ? Int(bytes[place + 2]) : 0
            )
            buffer[count] = letters[one >> 2]
            buffer[count + 1] = letters[(one & 3) << 4 | two >> 4]
            buffer[count + 2] = left > 1 ? letters[(two & 15) << 2 | three >> 6] : 0x3D
            buffer[count + 3] = left > 2 ? letters[three & 63] : 0x3D
            count += 4
            place += min(left, 3)
          }
          if place < bytes.count || endsInLineEnd {
            for byte in lineEnd {
              buffer[count] = byte
              count += 1
            }
          }
        }
      }
    }
  }
}
