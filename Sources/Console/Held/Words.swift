import Detection
import Policy
import Quarantine

extension HeldState {
  /// As people call it.
  var words: String {
    switch self {
    case .held: "Waits for a decision"
    case .pending: "Is being read"
    case .releasing: "Is being released"
    case .released: "Released"
    case .returning: "Is going back to its sender"
    case .returned: "Returned to its sender"
    case .deleted: "Deleted"
    case .uncertain: "Nobody knows whether it went"
    }
  }
}

extension Releaser {
  /// Who decides, for a sentence that begins with it.
  var words: String {
    switch self {
    case .sender: "Its sender"
    case .colleague: "A colleague who is asked"
    case .officer: "An officer of its cabinet"
    }
  }
}

extension AudienceKind {
  /// - Parameter count: how many.
  func words(_ count: Int) -> String {
    let (one, many) =
      switch self {
      case .staff: ("member of staff", "members of staff")
      case .pupil: ("pupil", "pupils")
      case .governor: ("governor", "governors")
      case .guardian: ("parent or carer", "parents or carers")
      case .professional: ("outside professional", "outside professionals")
      case .supplier: ("supplier", "suppliers")
      case .privateMailbox: ("private mailbox", "private mailboxes")
      case .list: ("mailing list", "mailing lists")
      case .unknown: ("unknown address", "unknown addresses")
      case .applicant: ("applicant", "applicants")
      case .formerPupil: ("former pupil", "former pupils")
      case .volunteer: ("volunteer", "volunteers")
      case .otherSchool: ("other school", "other schools")
      }
    return count == 1 ? one : many
  }

  /// As a label: "Parent or carer".
  var label: String {
    let words = words(1)
    return words.prefix(1).uppercased() + words.dropFirst()
  }
}

extension [HeldMessage.Facts.Recipient] {
  /// "2 parents or carers, 1 pupil", the most first.
  var summary: String {
    var counts: [String: Int] = [:]
    for recipient in self { counts[recipient.kind, default: 0] += 1 }
    return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { kind, count in "\(count) \(AudienceKind(rawValue: kind)?.words(count) ?? kind)" }.joined(separator: ", ")
  }
}

extension Detection.Category {
  /// As a label: "Trade union".
  var label: String {
    switch self {
    case .sen: "Special educational needs"
    case .identifiers: "Identifiers"
    case .personalBasic: "Personal data"
    default: rawValue.prefix(1).uppercased() + rawValue.dropFirst().replacing("_", with: " ")
    }
  }

  /// "sen (serious)" → "Special educational needs (serious)".
  static func label(ofFact words: String) -> String {
    guard let first = words.split(separator: " ").first, let category = Self(rawValue: String(first)) else {
      return words
    }
    return category.label + words.dropFirst(first.count)
  }
}

extension String {
  /// A subject may be of any length: the start of it, whole characters of at most so many code points.
  func shortened(_ most: Int = 140) -> String {
    guard unicodeScalars.count > most else { return self }
    var short = String.UnicodeScalarView()
    short.append(contentsOf: unicodeScalars.prefix(most))
    return String(short) + "…"
  }

  /// Something to click on, where there is nothing.
  var orNoSubject: String { contains { !$0.isWhitespace } ? self : "(no subject)" }
}
