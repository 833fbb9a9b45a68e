public import Extraction
import Normalisation

/// Whom a letter greets by title and surname: "Dear Mrs Khan", "Dear Dr Amy Khan and Mr Ali".
///
/// First names are left out: nicknames would speak against right recipients.
public enum Greeting {
  /// The names behind the titles, as written: "Khan", "Amy Khan". Empty where nobody is greeted so.
  /// - Parameter texts: those of the body; quoted and hidden ones do not count.
  public static func names(in texts: [ExtractedText]) -> [String] {
    var names: [String] = []
    for text in texts where text.kind == .visible && !text.isQuoted {
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
  private static let openings = [
    "dear", "hi", "hello", "hey", "hiya", "good morning", "good afternoon", "good evening", "morning", "afternoon",
  ]
  private static let titles: Set<String> = [
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "rev", "revd", "cllr", "councillor", "sir", "dame",
  ]
  private static let joints: Set<String> = ["and", "&", "or", "/"]

  private static func greeting(of prose: String) -> Substring? {
    // The first lines stand in the first few hundred letters of any letter.
    let top = prose.prefix(600).split(whereSeparator: \.isNewline).lazy
      .map { $0.drop(while: \.isWhitespace) }.filter { !$0.isEmpty }.prefix(lines)
    for line in top where line.count <= longestLine {
      let lower = line.lowercased()
      for opening in openings where lower.hasPrefix(opening + " ") { return line.dropFirst(opening.count + 1) }
    }
    return nil
  }

  private static func names(in line: Substring) -> [String] {
    var names: [String] = []
    var current: [String] = []
    var isBehindTitle = false
    func close() {
      if let last = current.last, last.count > 1 { names.append(current.joined(separator: " ")) }
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
      } else if joints.contains(word.lowercased()) || word == "," {
        close()
        // "Mr & Mrs Okafor": the name follows the second title.
        isBehindTitle = false
      } else if isBehindTitle, let first = plain.first, first.isUppercase || current.isEmpty {
        current.append(plain)
      } else {
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
