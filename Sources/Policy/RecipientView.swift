import Detection
import People

/// One recipient, seen against the data subjects of the message at hand. Numbers are those of `FindingTable`.
struct RecipientView {
  let audience: Audience
  /// The recipient, and the children of theirs whom they may have contact with.
  var own: [Int] = []
  var noContact: [Int] = []
  var withheld: [Int] = []
  /// What the records let this adult have about a child, where they restrict it.
  var restricted: [Int: Set<Detection.Category>] = [:]
  /// The sender's number, when the message is about the sender too.
  var sender: Int?
  /// The address is the sender's own.
  var isSender: Bool

  private let access: RoleMatrix

  init(_ audience: Audience, sender: SenderFacts, table: FindingTable, access: RoleMatrix) {
    self.audience = audience
    self.access = access
    self.sender = sender.person.flatMap(table.number)
    isSender = sender.person.map(audience.people.contains) ?? false
    for person in audience.people {
      if let number = table.number(of: person) { own.append(number) }
    }
    for child in audience.children {
      guard let number = table.number(of: child.number) else { continue }
      if child.noContact { noContact.append(number) } else { own.append(number) }
      if child.withholdAddress || child.noContact { withheld.append(number) }
      if let mayReceive = child.mayReceive { restricted[number] = mayReceive }
    }
  }

  /// Whether this recipient may have this kind of data about this person.
  func isGranted(_ category: Detection.Category, about subject: Int) -> Bool {
    guard own.contains(subject), audience.grant == nil else { return isGranted(category) }
    return restricted[subject]?.contains(category) ?? true
  }

  /// The same about somebody else, or nobody in particular.
  func isGranted(_ category: Detection.Category) -> Bool { access.permits(category, to: audience) }

  func isOthers(_ subject: Int) -> Bool { subject != sender && !own.contains(subject) }
}
