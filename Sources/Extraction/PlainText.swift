/// text/plain as its reader sees it.
enum PlainText {
  /// Line ends made one, zero bytes and blanks at line ends taken out.
  static func normalised(_ text: String) -> String {
    var text = text
    return text.withUTF8 { source in
      String(unsafeUninitializedCapacity: source.count) { target in
        var count = 0
        var wasReturn = false
        for byte in source {
          // Written first and counted afterwards: no branch for ordinary bytes.
          target[count] = byte == 0x0D ? 0x0A : byte
          count += byte == 0 || (byte == 0x0A && wasReturn) ? 0 : 1
          wasReturn = byte == 0x0D
        }
        return count
      }
    }
  }

  /// Joins the lines of format=flowed (RFC 3676 §4): a line that ends with a space goes on in the next of the same quote depth.
  ///
  /// - Parameter removesSpace: DelSp=yes, with which that space is not part of the text.
  static func unflowed(_ text: String, removesSpace: Bool) -> String {
    var lines: [String] = []
    var isOpen = false
    var depth = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let marks = line.utf8.prefix { $0 == 0x3E }.count
      var content = line.dropFirst(marks)
      // §4.4: a space at the front is stuffing.
      if content.utf8.first == 0x20 { content = content.dropFirst() }
      // §4.3: the line before a signature is fixed.
      let isSignature = content == "-- "
      let flows = content.utf8.last == 0x20 && !isSignature
      if flows, removesSpace { content = content.dropLast() }
      if isOpen, marks == depth, !isSignature {
        lines[lines.count - 1] += content
      } else {
        lines.append(marks > 0 ? String(repeating: ">", count: marks) + " " + content : String(content))
      }
      isOpen = flows
      depth = marks
    }
    return lines.joined(separator: "\n")
  }

  /// Content lines of iCalendar and vCard, unfolded and unescaped (RFC 5545 §3.1, §3.3.11; RFC 6350 §3.2).
  static func unfolded(_ text: String) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    var isEscaped = false
    var afterFeed = false
    for byte in text.utf8 {
      if afterFeed {
        afterFeed = false
        if byte == 0x20 || byte == 0x09 { continue }
        bytes.append(0x0A)
      }
      if isEscaped {
        isEscaped = false
        bytes.append(byte == 0x6E || byte == 0x4E ? 0x0A : byte)
      } else if byte == 0x5C {
        isEscaped = true
      } else if byte == 0x0A {
        afterFeed = true
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
