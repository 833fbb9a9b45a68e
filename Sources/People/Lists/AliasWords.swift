/// A logical line of an alias file: one that begins with white space continues the one before (aliases(5), virtual(5)).
struct AliasLine {
  var text: String
  /// Of the first line, counted from 1.
  let number: Int

  /// Without comments and empty lines.
  static func lines(of text: String) -> [AliasLine] {
    var lines: [AliasLine] = []
    for (index, raw) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      guard let first = raw.first(where: { !$0.isWhitespace }), first != "#" else { continue }
      if raw.first?.isWhitespace == true, !lines.isEmpty {
        lines[lines.count - 1].text += " " + raw.drop(while: \.isWhitespace)
      } else {
        lines.append(AliasLine(text: String(raw), number: index + 1))
      }
    }
    return lines
  }
}

/// The parts of a logical line, with quotes and comments as in RFC 5322 §3.2.
enum AliasWords {
  enum Value {
    /// A full address, a bare local part, or "@domain".
    case address(String)
    /// ":include:/file/name".
    case include(String)
    /// A program, a file, or an error text.
    case unknowable
  }

  /// The place of the first such sign that is not quoted; a blank stands for any white space.
  static func end(of text: String, at sign: Character) -> String.Index? {
    var quotes = Quotes()
    for index in text.indices where !quotes.hides(text[index]) {
      if text[index] == sign || (sign == " " && text[index].isWhitespace) { return index }
    }
    return nil
  }

  /// What stands between quotes around the whole; nil without such.
  private static func quoted(_ text: Substring) -> Substring? {
    guard text.count >= 2, text.first == "\"", text.last == "\"" else { return nil }
    return text.dropFirst().dropLast()
  }

  /// What stands between commas.
  static func values(_ text: Substring) -> [Value] {
    var quotes = Quotes()
    return text.split { !quotes.hides($0) && $0 == "," }.flatMap(value)
  }

  private static func value(_ part: Substring) -> [Value] {
    let whole = part.trimming
    let text = quoted(whole) ?? whole
    guard let first = text.first else { return [] }
    if text.lowercased().hasPrefix(":include:") { return [.include(String(text.dropFirst(9).trimming))] }
    if first == "|" || first == "/" || first == ":" { return [.unknowable] }
    if text.count < whole.count { return [.address(String(whole))] }
    // A backslash says that a name is not looked up again.
    if first == "\\" { return [.address(String(text.dropFirst()))] }
    if let start = text.firstIndex(of: "<"), let end = text.lastIndex(of: ">"), start < end {
      return [.address(String(text[text.index(after: start)..<end]))]
    }
    var quotes = Quotes()
    return text.split { !quotes.hides($0) && $0.isWhitespace }.filter { $0.first != "(" }.map { .address(String($0)) }
  }

  private struct Quotes {
    private var isQuoted = false
    private var isEscaped = false
    private var depth = 0

    /// Whether a sign is part of something quoted, or of a comment.
    mutating func hides(_ sign: Character) -> Bool {
      if isEscaped {
        isEscaped = false
        return true
      }
      switch sign {
      case "\\" where isQuoted || depth > 0: isEscaped = true
      case "\"" where depth == 0: isQuoted.toggle()
      case "(" where !isQuoted: depth += 1
      case ")" where !isQuoted && depth > 0:
        depth -= 1
        return true
      default: break
      }
      return isQuoted || depth > 0
    }
  }
}

extension Substring {
  /// Without white space at both ends.
  var trimming: Substring {
    var text = drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
