import Normalisation

/// In which way two addresses may be taken for one another.
public enum Likeness: Int, CaseIterable, Hashable, Sendable {
  /// The same name before the "@", or one letter more, less, changed or swapped, in one domain.
  case spelling = 1
  /// The same full name, or the same telling local part, at another address.
  case name = 2
  /// The same first name and another family name: what a mail program completes from the first letters.
  case firstName = 3
}

/// Something of a correspondent by which they can be taken for somebody else. Two that share one are alike.
struct Trait: Hashable, Sendable {
  var likeness: Likeness
  var text: String
}

extension Correspondent {
  /// Below this a step of one letter says nothing: jb@ and jk@ are two people.
  private static let shortestLocal = 5
  /// Longer than any that people have; what is longer is no name.
  private static let longestLocal = 64
  /// Mailboxes of a place, which many domains have.
  private static let places: Set<String> = [
    "accounts", "admin", "admissions", "bookings", "contact", "contactus", "dpo", "education", "enquiries", "enquiry",
    "events", "exams", "finance", "head", "headteacher", "hello", "help", "helpdesk", "hr", "info", "invoices", "mail",
    "mash", "noreply", "office", "orders", "payroll", "postmaster", "principal", "reception", "recruitment",
    "referrals",
    "safeguarding", "sales", "schooloffice", "schools", "secretary", "senco", "service", "services", "support", "team",
    "training", "transport",
  ]

  /// All by which they can be taken for somebody else.
  var traits: Set<Trait> {
    var traits: Set<Trait> = []
    let words = localWords
    let isPlace = Self.places.contains(words.joined())
    if !isPlace {
      let shape = words.joined()
      if shape.utf8.count >= Self.shortestLocal, local.utf8.count <= Self.longestLocal {
        for variant in Self.variants(of: Array(shape.unicodeScalars)) {
          traits.insert(Trait(likeness: .spelling, text: variant + "@" + domain))
        }
        if words.count == 1 { traits.insert(Trait(likeness: .name, text: shape)) }
      }
    }
    for name in namesAsWords + (isPlace ? [] : [words]) {
      let letters = name.filter { $0.utf8.count > 1 }
      guard letters.count > 1, let first = letters.first else { continue }
      traits.insert(Trait(likeness: .name, text: letters.sorted().joined(separator: " ")))
      if first.utf8.count > 2 { traits.insert(Trait(likeness: .firstName, text: first)) }
    }
    return traits
  }

  /// "Mrs Priya Kaur" and "KAUR, Priya" as they are compared.
  private var namesAsWords: [[String]] {
    names.map { name in
      let parts = name.split(separator: ",", maxSplits: 1)
      let ordered = parts.count == 2 ? "\(parts[1]) \(parts[0])" : name
      return NameFolding.tokens(ordered).map { String(decoding: $0, as: UTF8.self) }.filter {
        !Self.titles.contains($0)
      }
    }
  }

  private static let titles: Set<String> = [
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "rev", "revd", "fr", "sr",
  ]

  /// "priya.kaur2" → "priya", "kaur": digits tell namesakes apart, and nobody remembers them.
  private var localWords: [String] {
    local.split { !$0.isLetter }.map { NameFolding.fold(String($0)) }.filter { !$0.isEmpty }
  }

  /// A word, and all that one letter left out of it makes: two words that share one are at most two steps apart.
  private static func variants(of word: [Unicode.Scalar]) -> Set<String> {
    var variants: Set<String> = []
    for left in -1..<word.count {
      var variant = String.UnicodeScalarView()
      for (place, letter) in word.enumerated() where place != left { variant.append(letter) }
      variants.insert(String(variant))
    }
    return variants
  }
}
