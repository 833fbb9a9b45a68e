import Crypto
import Foundation
import Glibc
import Spool

/// The file form of a message's content: a head line, then frames of 64 KiB, each authenticated by itself.
///
/// A frame's nonce holds its number, and whether it is the last (the STREAM construction of Hoang, Reyhanitabar,
/// Rogaway and Vizár, 2015): frames cannot be changed, moved, dropped or cut off unseen, and 25 MB need the memory of
/// one frame. A key serves one message alone, so that counted nonces never meet again.
struct SealedContent {
  static let head = Array("postern content 1\n".utf8)
  static let frame = 64 << 10
  private static let tag = 16

  let key: SymmetricKey

  init(_ message: MessageKey) { key = message.derived("content") }

  /// A further form of a message's content, under a key of its own.
  /// - Parameter salt: random for each file, since counted nonces must not meet again.
  init(protectedFormOf message: MessageKey, salt: Data) {
    key = message.derived("protected content \(salt.base64EncodedString())")
  }

  /// Writes all of `content` to an open file. The caller syncs it.
  /// - Throws: `SpoolError` when the disk does not take it.
  func write(_ content: MemoryFile, to file: Int32) throws {
    try content.withBytes { bytes in
      try Self.write(Self.head[...], to: file)
      var number: UInt64 = 0
      var from = 0
      repeat {
        let end = min(from + Self.frame, bytes.count)
        let plain = Data(bytes[from..<end])
        let box = try AES.GCM.seal(plain, using: key, nonce: Self.nonce(number, isLast: end == bytes.count))
        try Self.write(box.ciphertext + box.tag, to: file)
        number += 1
        from = end
      } while from < bytes.count
    }
  }

  /// Reads it back into a sealed memory file; nil when the file was changed or cut.
  /// - Parameter start: where it begins in the file, at which the file stands.
  func read(from file: Int32, at start: Int = 0) throws -> MemoryFile? {
    var status = stat()
    guard fstat(file, &status) == 0 else { throw SpoolError(doing: "measure held content", code: errno) }
    guard try Self.read(Self.head.count, from: file) == Data(Self.head) else { return nil }
    let content = MemoryFileWriter(MemoryFile(label: "postern-content"))
    var left = Int(status.st_size) - start - Self.head.count
    var number: UInt64 = 0
    repeat {
      let length = min(left, Self.frame + Self.tag)
      guard length >= Self.tag else { return nil }
      let sealed = try Self.read(length, from: file)
      guard sealed.count == length else { return nil }
      left -= length
      let nonce = try Self.nonce(number, isLast: left == 0)
      guard
        let box = try? AES.GCM.SealedBox(
          nonce: nonce, ciphertext: sealed.dropLast(Self.tag), tag: sealed.suffix(Self.tag)),
        let plain = try? AES.GCM.open(box, using: key)
      else { return nil }
      try content.append(plain)
      number += 1
    } while left > 0
    try content.file.seal()
    return content.file
  }

  private static func nonce(_ number: UInt64, isLast: Bool) throws -> AES.GCM.Nonce {
    var bytes = Data(count: 12)
    for i in 0..<8 { bytes[3 + i] = UInt8(truncatingIfNeeded: number >> UInt64(8 * (7 - i))) }
    bytes[11] = isLast ? 1 : 0
    return try AES.GCM.Nonce(data: bytes)
  }

  static func write(_ bytes: some ContiguousBytes, to file: Int32) throws {
    try bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count, let base = buffer.baseAddress {
        let wrote = Glibc.write(file, base + done, buffer.count - done)
        if wrote < 0 {
          if errno == EINTR { continue }
          throw SpoolError(doing: "write held content", code: errno)
        }
        done += wrote
      }
    }
  }

  /// As many bytes as are there, at most `count`.
  static func read(_ count: Int, from file: Int32) throws -> Data {
    var bytes = Data(count: count)
    var done = 0
    while done < count {
      let got = bytes.withUnsafeMutableBytes { buffer -> Int in
        guard let base = buffer.baseAddress else { return 0 }
        return Glibc.read(file, base + done, count - done)
      }
      if got < 0 {
        if errno == EINTR { continue }
        throw SpoolError(doing: "read held content", code: errno)
      }
      if got == 0 { break }
      done += got
    }
    return bytes.prefix(done)
  }
}

private struct MemoryFileWriter {
  let file: MemoryFile

  init(_ file: MemoryFile) { self.file = file }

  func append(_ data: Data) throws {
    try data.withUnsafeBytes { buffer in try file.append(buffer) }
  }
}
