/// A person's name, taken apart as the records write it in one field: "Mrs Karen O'Neill", "Khan, Aisha".
struct NameParts: Equatable {
  var title = ""
  var first = ""
  var last = ""

  init(title: String = "", first: String, last: String) {
    self.title = title
    self.first = first
    self.last = last
  }

  /// Titles are left out of the name, particles ("van", "de", "al") belong to the surname.
  init(_ whole: String) {
    var words = whole.split(whereSeparator: \.isWhitespace).map(String.init)
    if let word = words.first, NameTitle(word) != nil, words.count > 1 {
      title = word
      words.removeFirst()
    }
    if let comma = words.firstIndex(where: { $0.hasSuffix(",") }), comma + 1 < words.count {
      let before = words[...comma].joined(separator: " ")
      last = String(before.dropLast())
      first = words[(comma + 1)...].joined(separator: " ")
      return
    }
    guard words.count > 1 else {
      last = words.first ?? ""
      return
    }
    var start = words.count - 1
    while start > 1, Self.particles.contains(words[start - 1].lowercased()) { start -= 1 }
    first = words[..<start].joined(separator: " ")
    last = words[start...].joined(separator: " ")
  }

  var full: String { first.isEmpty ? last : last.isEmpty ? first : first + " " + last }

  private static let particles: Set<String> = [
    "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "le", "al", "el", "bin", "ibn",
    "binti", "ben", "abu", "st", "st.", "mac", "mc", "o", "ap", "ter", "ten", "zu",
  ]
}

/// The three kinds of title that a name may carry; a mail seldom gets closer.
enum NameTitle: CaseIterable {
  case male, female, neutral

  init?(_ word: some StringProtocol) {
    switch word.lowercased().filter({ $0 != "." }) {
    case "mr", "mister", "sir", "master", "fr", "lord": self = .male
    case "mrs", "ms", "miss", "madam", "sr", "lady", "dame": self = .female
    case "dr", "prof", "professor", "mx", "rev", "revd", "reverend", "cllr", "doctor", "imam", "rabbi": self = .neutral
    default: return nil
    }
  }

  /// Every word that `init` knows.
  static let words = [
    "mr", "mister", "sir", "master", "fr", "lord", "mrs", "ms", "miss", "madam", "sr", "lady", "dame", "dr", "prof",
    "professor", "mx", "rev", "revd", "reverend", "cllr", "doctor", "imam", "rabbi",
  ]
}
