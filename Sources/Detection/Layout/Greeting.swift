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
  ]
  private static let titles: Set<String> = [
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "rev", "revd", "cllr", "councillor", "sir", "dame",
  ]
  /// Those that stand alone, too: "Dear Sir".
  private static let bareTitles: Set<String> = ["sir", "miss", "dame"]
  private static let joints: Set<String> = ["and", "&", "or", "/"]

  private static func greeting(of prose: String) -> String? {
    // The first lines stand in the first few hundred letters of any letter.
    let top = String(decoding: prose.utf8.prefix(2_000), as: UTF8.self).prefix(600).split(whereSeparator: \.isNewline)
      .lazy
      .map { $0.drop(while: \.isWhitespace) }.filter { !$0.isEmpty }.prefix(lines)
    for line in top where line.count <= longestLine {
      let lower = line.lowercased()
      for opening in openings where lower.hasPrefix(opening + " ") { return String(line.dropFirst(opening.count + 1)) }
    }
    return nil
  }

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
