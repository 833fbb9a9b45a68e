public import Extraction
import Normalisation

/// Whom a letter greets by title and surname: "Dear Mrs Khan", "Dear Dr Amy Khan and Mr Ali".
///
/// First names are left out: nicknames would speak against right recipients.
public enum Greeting {
  /// The names behind the titles, as written: "Khan", "Amy Khan". Empty where nobody is greeted so.
  /// - Parameter texts: of one message; only what it says itself counts.
  public static func names(in texts: [ExtractedText]) -> [String] {
    var names: [String] = []
    for text in texts where text.isOwnWords {
      guard case .prose(let prose) = text.content, let line = greeting(of: prose) else { continue }
      for name in Self.names(in: line) where !names.contains(name) && names.count < mostNames { names.append(name) }
    }
    return names
  }

  /// A letter to more people names no single reader.
  private static let mostNames = 4
  /// A greeting stands at the top, after at most a line like "Good news" and the date.
  private static let lines = 3
  private static let longestLine = 120
  /// In bytes: accents without end are no name.
  private static let longestName = 200
  private static let openings = [
    "dear", "hi", "hello", "hey", "hiya", "good morning", "good afternoon", "good evening", "morning", "afternoon",
  ].map { $0 + " " }
  private static let titles: Set<String> = [
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "rev", "revd", "cllr", "councillor", "sir", "dame",
  ]
  /// Those that stand alone, too: "Dear Sir".
  private static let bareTitles: Set<String> = ["sir", "miss", "dame"]
  private static let joints: Set<String> = ["and", "&", "or", "/"]

  private static func greeting(of prose: String) -> String? {
    for line in firstPlainLines(of: prose) ?? firstLines(of: prose) where line.count <= longestLine {
      let lower = line.lowercased()
      for opening in openings where lower.hasPrefix(opening) { return String(line.dropFirst(opening.count)) }
    }
    return nil
  }

  private static let mostCharacters = 600

  /// Those that say something.
  static func firstLines(of prose: String) -> [String] {
    // The first lines stand in the first few hundred letters of any letter.
    String(decoding: prose.utf8.prefix(2_000), as: UTF8.self).prefix(mostCharacters).split(whereSeparator: \.isNewline)
      .lazy.map { $0.drop(while: \.isWhitespace) }.filter { !$0.isEmpty }.prefix(lines).map(String.init)
  }

  /// The same where they are ASCII, byte by byte: to tell characters apart costs more than all else here. Nil where they
  /// are not.
  static func firstPlainLines(of prose: String) -> [String]? {
    var prose = prose
    return prose.withUTF8 { bytes in
      var found: [String] = []
      var at = 0
      var characters = 0
      while at < bytes.count, characters < mostCharacters, found.count < lines {
        while at < bytes.count, characters < mostCharacters, isWhitespace(bytes[at]) {
          // CR LF is one character.
          if bytes[at] != 0x0A || at == 0 || bytes[at - 1] != 0x0D { characters += 1 }
          at += 1
        }
        let start = at
        while at < bytes.count, characters < mostCharacters, !isNewline(bytes[at]) {
          guard bytes[at] < 0x80 else { return nil }
          characters += 1
          at += 1
        }
        // A mark behind a letter makes one character of the two.
        if at < bytes.count, bytes[at] >= 0x80 { return nil }
        if at > start { found.append(String(decoding: bytes[start..<at], as: UTF8.self)) }
      }
      return found
    }
  }

  /// Of ASCII, as `Character.isNewline` and `isWhitespace` have it.
  private static func isNewline(_ byte: UInt8) -> Bool { (0x0A...0x0D).contains(byte) }
  private static func isWhitespace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  private static func names(in line: String) -> [String] {
    // Who writes all in small letters writes names so, too; else what follows a title in small letters is no name.
    let isSmall = !line.contains(where: \.isUppercase)
    var names: [String] = []
    var current: [String] = []
    var isBehindTitle = false
    var isBareTitle = false
    var title = ""
    func close() {
      let name = current.joined(separator: " ")
      if let last = current.last, last.count > 1, name.utf8.count <= longestName { names.append(name) }
      current = []
    }
    // A comma or slash is a word of its own.
    var spaced = ""
    for letter in line { spaced += ",!:;/&".contains(letter) ? " \(letter) " : String(letter) }
    for word in spaced.split(separator: " ").map(String.init) {
      let plain = word.trimming { !$0.isLetter }
      if titles.contains(plain.lowercased()) {
        close()
        isBehindTitle = true
        title = plain.lowercased()
      } else if joints.contains(word.lowercased()) || word == "," {
        close()
        // "Mr & Mrs Okafor": the name follows the second title.
        isBehindTitle = false
      } else if isBehindTitle, let first = plain.first, first.isUppercase || (isSmall && current.isEmpty) {
        current.append(plain)
        // "Dear Sir Please find attached": a bare title greets nobody by name unless the greeting ends behind the name.
        isBareTitle = isBareTitle || names.isEmpty && current.count == 1 && bareTitles.contains(title)
      } else {
        if word != ":" && word != "!" && isBareTitle { current = [] }
        break
      }
    }
    close()
    return names
  }
}

extension String {
  fileprivate func trimming(_ isOut: (Character) -> Bool) -> String {
    guard let first = firstIndex(where: { !isOut($0) }), let last = lastIndex(where: { !isOut($0) }) else { return "" }
    return String(self[first...last])
  }
}
