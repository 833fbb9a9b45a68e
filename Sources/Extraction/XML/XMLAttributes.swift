import CXML

/// The attributes of one element, valid while it is being told.
struct XMLAttributes {
  /// Five pointers each: local name, prefix, namespace, begin and end of the value.
  let list: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
  let count: Int

  /// The value of the attribute with this name, whatever its prefix; one without a prefix comes first.
  subscript(_ name: StaticString) -> String? { place(of: name).map(value) }

  /// The same in UTF-8, for what is many times in a document and need be no string. Valid as long as the attributes are.
  func bytes(_ name: StaticString) -> UnsafeBufferPointer<UInt8>? { place(of: name).map(bytes) }

  /// The value as a number in decimal digits; nil where it is none, or the attribute is not there.
  func number(_ name: StaticString) -> Int? { bytes(name).flatMap(Int.init(digits:)) }

  private func place(of name: StaticString) -> Int? {
    var found: Int?
    for index in 0..<count where has(name, at: index) {
      if list?[index * 5 + 1] == nil { return index }
      if found == nil { found = index }
    }
    return found
  }

  /// The value of "r:id" and its like: of the relationships' namespace (ECMA-376 part 1 §9.2).
  func relation(_ name: StaticString = "id") -> String? {
    for index in 0..<count where has(name, at: index) {
      if let space = list?[index * 5 + 2], String(cString: space).hasSuffix("/relationships") {
        return value(at: index)
      }
    }
    return nil
  }

  /// A switch of Office's: present without a value, "1", "true" or "on" is on.
  func isOn(_ name: StaticString) -> Bool { self[name].map { ["1", "true", "on"].contains($0) } ?? false }

  private func has(_ name: StaticString, at index: Int) -> Bool {
    guard let local = list?[index * 5] else { return false }
    return XMLName(local) == name
  }

  private func bytes(at index: Int) -> UnsafeBufferPointer<UInt8> {
    guard let start = list?[index * 5 + 3], let end = list?[index * 5 + 4] else { return .init(start: nil, count: 0) }
    return UnsafeBufferPointer(start: start, count: end - start)
  }

  private func value(at index: Int) -> String { String(decoding: bytes(at: index), as: UTF8.self) }
}

extension Int {
  /// Nil for what is no number in ASCII digits, with a sign or without, or is too large.
  init?(digits: UnsafeBufferPointer<UInt8>) {
    guard !digits.isEmpty, digits.count <= 18, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
      guard let number = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
      self = number
      return
    }
    self = digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
  }
}
