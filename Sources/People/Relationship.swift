/// What somebody outside is to a pupil, and what they may have (DfE, "Understanding and dealing with issues relating to
/// parental responsibility"; D16). A row of the relationships file outranks the guardian columns of the pupils file, where
/// it says something.
public struct Relationship: Hashable, Sendable {
  /// What the records let this person have.
  public enum Permission: Hashable, Sendable {
    /// The records do not say.
    case unsaid
    case everything
    case nothing
    /// Only these categories, by the names of the command contract.
    case only([String])
  }

  public var pupil: PersonNumber
  public var contact: PersonNumber
  /// "mother", "foster carer", "social worker", in the records' words.
  public var words: String?
  /// nil when the records do not say.
  public var parentalResponsibility: Bool?
  /// nil when the records do not say.
  public var livesWith: Bool?
  public var mayReceive: Permission
  /// A court order or the school's decision: this person must not have anything.
  public var noContact: Bool
  /// Where the pupil lives must not reach this person.
  public var withholdAddress: Bool
  /// For a looked-after child: "social worker", "foster carer", "IRO", "virtual school".
  public var lookedAfterRole: String?
  public var validFrom: CalendarDate?
  /// The last day on which it holds.
  public var validUntil: CalendarDate?

  public init(
    pupil: PersonNumber, contact: PersonNumber, words: String? = nil, parentalResponsibility: Bool? = nil,
    livesWith: Bool? = nil, mayReceive: Permission = .unsaid, noContact: Bool = false, withholdAddress: Bool = false,
    lookedAfterRole: String? = nil, validFrom: CalendarDate? = nil, validUntil: CalendarDate? = nil
  ) {
    self.pupil = pupil
    self.contact = contact
    self.words = words
    self.parentalResponsibility = parentalResponsibility
    self.livesWith = livesWith
    self.mayReceive = mayReceive
    self.noContact = noContact
    self.withholdAddress = withholdAddress
    self.lookedAfterRole = lookedAfterRole
    self.validFrom = validFrom
    self.validUntil = validUntil
  }

  /// True when it holds on a day. An order against contact that has no end never ends.
  public func isValid(on day: CalendarDate) -> Bool {
    if let validFrom, day < validFrom { return false }
    if let validUntil, day > validUntil { return false }
    return true
  }
}
