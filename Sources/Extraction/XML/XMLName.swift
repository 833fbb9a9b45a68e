import Glibc

/// An element's name, valid while the element is being told. It is compared byte by byte: a document names the same few
/// elements again and again, and a string of each would cost more than reading them.
struct XMLName {
  private let bytes: UnsafeBufferPointer<UInt8>

  /// - Parameter start: ends with a zero byte, and must stay where it is as long as this is used.
  init(_ start: UnsafePointer<UInt8>) {
    let count = strlen(UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self))
    bytes = UnsafeBufferPointer(start: start, count: count)
  }

  var string: String { String(decoding: bytes, as: UTF8.self) }

  @inline(__always) static func ~= (word: StaticString, name: XMLName) -> Bool { word ~= name.bytes }
  @inline(__always) static func == (name: XMLName, word: StaticString) -> Bool { word ~= name.bytes }
}

/// Whether bytes are those of a word.
@inline(__always) func ~= (word: StaticString, bytes: UnsafeBufferPointer<UInt8>) -> Bool {
  bytes.count == word.utf8CodeUnitCount && memcmp(word.utf8Start, bytes.baseAddress ?? word.utf8Start, bytes.count) == 0
}
