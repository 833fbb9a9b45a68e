import Foundation

/// An entity's header as its bytes stand, for changes to single fields.
struct RawHeader {
  struct Field {
    /// Lower case.
    var name: String
    /// With its line end, folded lines too.
    var range: Range<Int>
  }

  let range: Range<Int>
  private(set) var fields: [Field] = []
  /// Where further fields go: before the empty line.
  private(set) var end: Int
  /// What ends a line here.
  private(set) var lineEnd: [UInt8]
  /// Whether the empty line is there that ends a header.
  private(set) var isEnded = false

  /// - Parameter bytes: the whole message.
  init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
    self.range = range
    lineEnd = Self.lineEnd(in: bytes, from: range.lowerBound)
    end = range.upperBound
    var place = range.lowerBound
    while place < range.upperBound {
      var next = Self.next(place, in: bytes, to: range.upperBound)
      if Self.isEmpty(place, in: bytes, to: next) {
        end = place
        isEnded = true
        return
      }
      while next < range.upperBound, bytes[next] == 0x20 || bytes[next] == 0x09 {
        next = Self.next(next, in: bytes, to: range.upperBound)
      }
      let colon = bytes[place..<next].firstIndex(of: 0x3A) ?? place
      let name = String(decoding: bytes[place..<colon], as: UTF8.self).trimmingCharacters(in: .whitespaces).lowercased()
      fields.append(Field(name: name, range: place..<next))
      place = next
    }
  }

  /// Has fields replaced: each `name` once, in the place of the first of its name, else at the end.
  /// - Parameters:
  ///   - values: names as they are written, and values without line end; a nil value takes the field out.
  func splices(setting values: [(name: String, value: String?)]) -> [Splice] {
    var splices: [Splice] = []
    var added = ""
    let ending = String(decoding: lineEnd, as: UTF8.self)
    for (name, value) in values {
      let old = fields.filter { $0.name == name.lowercased() }
      let line = value.map { "\(name): \($0)".replacing("\n", with: ending + "\t") + ending } ?? ""
      if let first = old.first {
        splices.append(Splice(first.range, line))
        splices += old.dropFirst().map { Splice($0.range) }
      } else {
        added += line
      }
    }
    if !isEnded { added += ending }
    if !added.isEmpty { splices.append(Splice(end..<end, added)) }
    return splices
  }

  private static func next(_ place: Int, in bytes: UnsafeRawBufferPointer, to end: Int) -> Int {
    (bytes[place..<end].firstIndex(of: 0x0A) ?? end - 1) + 1
  }

  private static func isEmpty(_ place: Int, in bytes: UnsafeRawBufferPointer, to next: Int) -> Bool {
    bytes[place..<next].elementsEqual([0x0A]) || bytes[place..<next].elementsEqual([0x0D, 0x0A])
  }

  /// The line end nearest to a place, CRLF where there is none.
  static func lineEnd(in bytes: UnsafeRawBufferPointer, from place: Int) -> [UInt8] {
    guard let feed = bytes[place...].firstIndex(of: 0x0A) ?? bytes[..<place].lastIndex(of: 0x0A) else {
      return [0x0D, 0x0A]
    }
    return feed > 0 && bytes[feed - 1] == 0x0D ? [0x0D, 0x0A] : [0x0A]
  }
}
