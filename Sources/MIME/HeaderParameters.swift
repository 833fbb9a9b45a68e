/// The parameters of a structured header value, every one of them: where a name stands twice, programs differ in the one they take.
struct HeaderParameters {
  struct Parameter: Hashable {
    /// Lower case, with RFC 2231's stars: "filename*0*".
    var name: String
    var value: String
  }

  /// The text before the first semicolon, comments removed, lower case: "text/plain".
  var head = ""
  var parameters: [Parameter] = []
  var hasComment = false

  init(_ value: [UInt8]) {
    var pieces: [[UInt8]] = [[]]
    var isQuoted = false
    var comments = 0
    var place = 0
    while place < value.count {
      let byte = value[place]
      place += 1
      if isQuoted {
        if byte == 0x5C, place < value.count {
          pieces[pieces.count - 1].append(value[place])
          place += 1
        } else if byte == 0x22 {
          isQuoted = false
        } else {
          pieces[pieces.count - 1].append(byte)
        }
      } else if byte == 0x28 {
        // Comments may stand between any tokens, and nest (RFC 5322 §3.2.2).
        comments += 1
        hasComment = true
      } else if comments > 0 {
        if byte == 0x29 { comments -= 1 }
      } else if byte == 0x22 {
        isQuoted = true
      } else if byte == 0x3B {
        pieces.append([])
      } else {
        pieces[pieces.count - 1].append(byte)
      }
    }
    head = Self.word(pieces[0])
    for piece in pieces.dropFirst() {
      guard let equals = piece.firstIndex(of: 0x3D) else { continue }
      let name = Self.text(piece[..<equals]).lowercased()
      guard !name.isEmpty else { continue }
      parameters.append(Parameter(name: name, value: Self.text(piece[(equals + 1)...])))
    }
  }

  /// In lower case, without white space.
  private static func word(_ bytes: [UInt8]) -> String {
    guard bytes.allSatisfy({ $0 < 0x80 }) else {
      return text(bytes[...]).lowercased().filter { !$0.isWhitespace }
    }
    // Unicode's properties of each character cost more than all else here.
    return String(unsafeUninitializedCapacity: bytes.count) { buffer in
      var count = 0
      for byte in bytes where byte != 0x20 && !(0x09...0x0D).contains(byte) {
        buffer[count] = byte &- 0x41 < 26 ? byte | 0x20 : byte
        count += 1
      }
      return count
    }
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    let front = bytes.drop(while: \.isSpace)
    let back = front.reversed().prefix(while: \.isSpace).count
    return String(decoding: front.dropLast(back), as: UTF8.self)
  }

  /// Different values given for one parameter, RFC 2231's plain and encoded spellings taken together.
  func values(_ name: String) -> [String] {
    var values: [String] = []
    for parameter in parameters where parameter.name == name && !values.contains(parameter.value) {
      values.append(parameter.value)
    }
    return values
  }

  /// True when a name is given twice with different values; continuations (`name*0`, `name*1`) have different names.
  var hasDoubled: Bool {
    var seen: [String: String] = [:]
    for parameter in parameters {
      if let earlier = seen[parameter.name], earlier != parameter.value { return true }
      seen[parameter.name] = parameter.value
    }
    return false
  }
}
