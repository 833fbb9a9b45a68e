import Inspection
import Normalisation

extension MessageFacts {
  /// A letter to more people greets no single one of them.
  private static let mostReaders = 3

  /// Whether one of the recipients bears a name by which the message greets somebody. Nil where nobody is greeted by
  /// title and surname, or where it cannot be told: a list, a colleague or partner, whose mailbox others may read, or
  /// somebody without a known name.
  var greetingFits: Bool? {
    let greeted = Set(inspection.greeted.flatMap(Self.words))
    guard !greeted.isEmpty, (1...Self.mostReaders).contains(recipients.count) else { return nil }
    if (recipients + visible).contains(where: { $0.bears(greeted) }) { return true }
    return recipients.allSatisfy(\.hasKnownName) ? false : nil
  }

  fileprivate static func words(_ name: String) -> [String] {
    NameFolding.tokens(name).map { String(decoding: $0, as: UTF8.self) }.filter { $0.utf8.count > 1 }
  }
}

extension Audience {
  /// A family's mailbox, whose readers the records or the message's header name in full.
  fileprivate var hasKnownName: Bool {
    guard [.guardian, .privateMailbox, .applicant, .formerPupil, .volunteer, .unknown].contains(kind), !isInternal
    else {
      return false
    }
    return names.contains { MessageFacts.words($0).count > 1 }
  }

  /// By a name, a child's name, or letters of the address: a mother may be greeted by her child's surname.
  fileprivate func bears(_ greeted: Set<String>) -> Bool {
    let local = NameFolding.fold(String(comparableAddress.prefix { $0 != "@" }))
    if greeted.contains(where: { $0.utf8.count > 2 && local.contains($0) }) { return true }
    let known = Set(names.union(familyNames).flatMap(MessageFacts.words))
    return greeted.contains { word in known.contains { Self.isOneName($0, word) } }
  }

  /// Written with one slip of the hand at the most.
  private static func isOneName(_ a: String, _ b: String) -> Bool {
    if a == b { return true }
    let (one, other) = (Array(a.utf8), Array(b.utf8))
    return min(one.count, other.count) >= 4 && abs(one.count - other.count) <= 1
      && Resemblance.distance(one, other) <= 1
  }
}
