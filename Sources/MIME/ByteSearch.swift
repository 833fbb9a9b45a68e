import CGMime
import Glibc

/// Searches over raw bytes at the speed of the C library.
extension UnsafeRawBufferPointer {
  /// The first place of `byte` at or after `start`.
  func index(of byte: UInt8, from start: Int) -> Int? {
    guard start < count, let base = baseAddress else { return nil }
    guard let hit = memchr(base + start, Int32(byte), count - start) else { return nil }
    return UnsafeRawPointer(hit) - base
  }

  /// The first place of a run of bytes at or after `start`.
  func index(of needle: [UInt8], from start: Int) -> Int? {
    guard start < count, !needle.isEmpty, let base = baseAddress else { return nil }
    guard let hit = memmem(base + start, count - start, needle, needle.count) else { return nil }
    return UnsafeRawPointer(hit) - base
  }

  /// The end of the line that begins at `start`: where its text ends, and where the next line begins.
  func line(from start: Int) -> (end: Int, next: Int) {
    guard let feed = index(of: 0x0A, from: start) else { return (count, count) }
    let end = feed > start && self[feed - 1] == 0x0D ? feed - 1 : feed
    return (end, feed + 1)
  }

  /// Where a line begins that starts with `prefix`, at or after `start`, which itself is the start of a line.
  func lineStart(with prefix: [UInt8], from start: Int) -> Int? {
    var place = start
    while let hit = index(of: prefix, from: place) {
      if hit == start || hit == 0 || self[hit - 1] == 0x0A { return hit }
      place = hit + 1
    }
    return nil
  }
}

extension UInt8 {
  /// Letters A to Z made small, as mail compares names (ASCII only).
  var lowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }
  var isBlank: Bool { self == 0x20 || self == 0x09 }
  var isSpace: Bool { self == 0x20 || (self >= 0x09 && self <= 0x0D) }
}
