import Normalisation

/// The first words of a text: in lower case, without punctuation, "e-mail" as one word; the end of a sentence is an empty
/// word.
struct SaidWords {
  private var bytes: [UInt8] = []
  private var words: [Range<Int>] = []

  /// Who takes something back says so at once.
  private static let wordsRead = 200
  private static let bytesRead = 8_000

  init(_ text: String) {
    words.reserveCapacity(Self.wordsRead)
    var text = text
    let isRead = text.withUTF8 { source in
      let top = UnsafeBufferPointer(rebasing: source.prefix(Self.bytesRead))
      // Normalising would fold capitals alone, which reading does, too.
      guard UnsafeRawBufferPointer(top).isASCII else { return false }
      read(top)
      return true
    }
    if !isRead {
      NormalisedText(String(decoding: text.utf8.prefix(Self.bytesRead), as: UTF8.self)).bytes
        .withUnsafeBufferPointer { read($0) }
    }
  }

  var count: Int { words.count }
  var indices: Range<Int> { words.indices }

  func isEnd(_ at: Int) -> Bool { words[at].isEmpty }

  /// Whether a word in lower case stands there; false behind the last one.
  @inline(__always) func stands(_ word: [UInt8], at: Int) -> Bool {
    guard at < words.count, words[at].count == word.count else { return false }
    let start = words[at].lowerBound
    for index in word.indices where bytes[start + index] != word[index] { return false }
    return true
  }

  /// Whether the word that stands there is of a first byte and a length (up to 31) that a table has.
  @inline(__always) func mayStand(_ lengths: [UInt32], at: Int) -> Bool {
    let word = words[at]
    return !word.isEmpty && lengths[Int(bytes[word.lowerBound])] & 1 &<< UInt32(min(word.count, 31)) != 0
  }

  /// Of a word that is not empty.
  @inline(__always) func firstByte(at: Int) -> UInt8 { bytes[words[at].lowerBound] }

  /// The words in their order; empty ones, too.
  var all: [[UInt8]] { words.map { Array(bytes[$0]) } }

  private mutating func read(_ text: UnsafeBufferPointer<UInt8>) {
    var words = words
    // No word is longer than what it was written as.
    bytes = [UInt8](unsafeUninitializedCapacity: text.count) { buffer, count in
      count = Self.read(text, into: buffer, &words)
    }
    self.words = words
  }

  /// - Returns: how many bytes the words have.
  private static func read(
    _ text: UnsafeBufferPointer<UInt8>, into buffer: UnsafeMutableBufferPointer<UInt8>, _ words: inout [Range<Int>]
  ) -> Int {
    var count = 0
    var start = 0
    func close() {
      guard start < count else { return }
      words.append(start..<count)
      start = count
    }
    func take(_ byte: UInt8) {
      buffer[count] = byte
      count += 1
    }
    var at = 0
    while at < text.count, words.count < wordsRead {
      let byte = text[at]
      at += 1
      switch byte {
      case 0x41...0x5A: take(byte | 0x20)
      case 0xE2 where at + 1 < text.count && (text[at] == 0x80 || text[at] == 0x81):
        // General punctuation (U+2000 to U+207F): an apostrophe stands in a word, all else between words.
        if text[at] != 0x80 || (text[at + 1] != 0x98 && text[at + 1] != 0x99) { close() }
        at += 2
      case 0x61...0x7A, 0x30...0x39, 0x80...: take(byte)
      case UInt8(ascii: "-"), UInt8(ascii: "'"): continue
      case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: ";"):
        close()
        if words.last?.isEmpty == false { words.append(count..<count) }
      default: close()
      }
    }
    close()
    return count
  }
}
