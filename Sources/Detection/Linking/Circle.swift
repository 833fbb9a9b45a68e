import Normalisation
import People

/// The correspondents as the records know them.
struct Circle {
  /// The sender, and the recipients unless they are many.
  private(set) var people: Set<PersonNumber> = []
  /// Children of the guardians among the recipients; empty when they are many.
  private(set) var wards: Set<PersonNumber> = []
  /// Folded display names, words joined by one space.
  private(set) var names: Set<[UInt8]> = []

  /// Each recipient is somebody's parent or carer, and they are few.
  private(set) var areRecipientsGuardians = false

  private static let wardsTold = 10
  /// A letter to more recipients greets no single one.
  private static let greetedTold = 3

  init(_ correspondents: Correspondents, _ table: PeopleTable) {
    for name in correspondents.displayNames {
      let text = NormalisedText(name)
      let words = Tokeniser.tokens(text.bytes).map { Array(text.bytes[$0]) }
      guard words.count > 1 else { continue }
      names.insert(Array(words.joined(separator: [0x20])))
      // "Khan, Aisha" and "Aisha Khan"
      if name.contains(",") { names.insert(Array((words.dropFirst() + words.prefix(1)).joined(separator: [0x20]))) }
    }
    people.formUnion(Self.people(at: correspondents.sender, table))
    var recipients: Set<PersonNumber> = []
    for address in correspondents.recipients { recipients.formUnion(Self.people(at: address, table)) }
    if correspondents.recipients.count <= Detector.recipientsTold { people.formUnion(recipients) }
    if (1...Self.greetedTold).contains(correspondents.recipients.count) {
      areRecipientsGuardians = correspondents.recipients.allSatisfy { address in
        Self.people(at: address, table).contains { table.kind(of: $0) == .guardian }
      }
    }
    for person in recipients {
      wards.formUnion(table.children(of: person))
      if wards.count > Self.wardsTold {
        wards = []
        break
      }
    }
  }

  private static func people(at address: String, _ table: PeopleTable) -> [PersonNumber] {
    guard !address.isEmpty else { return [] }
    return Array(address.lowercased().utf8).withUnsafeBytes { table.people(atAddressHash: table.hash(address: $0)) }
  }
}
