public import People

/// What the audience of a message is worked out from: the people index, seen as a book of addresses.
/// Addresses and domains are handed over in the form of `MailAddress`: lower case, no comments, Unicode domain.
public protocol SchoolRecords: Sendable {
  /// Everybody whose address this is, with what they are to the school.
  func holders(of address: String) -> [(number: PersonNumber, kind: PersonKind)]
  /// What a person is to the school; nil for a number of another generation.
  func kind(of person: PersonNumber) -> PersonKind?
  /// The children of the adult at this address on a day, with what the records say of contact.
  func children(ofGuardianAt address: String, on day: CalendarDate) -> [Audience.Child]
  /// Whether the records forbid some adult to have contact with this pupil on a day.
  func isContactForbidden(with pupil: PersonNumber, on day: CalendarDate) -> Bool
  /// The partner at exactly this address, or whose whole domain the records name.
  func partner(at address: String) -> Partner?
  /// The members of a list, lists within it expanded; nil when the address is no list.
  func members(ofList address: String) -> MailingList?
  /// Who may send as this address; nil when it is no shared mailbox.
  func owners(ofSharedMailbox address: String) -> [PersonNumber]?
  /// Addresses of all lists.
  var listAddresses: [String] { get }
  /// Addresses and domains of all partners, to tell their look-alikes.
  var partnerAddresses: [String] { get }
}

/// A partner of the school, as `contacts.csv` has it.
public struct Partner: Hashable, Sendable {
  public var kind: AudienceKind
  public var organisation: String
  public var grant: Audience.Grant
  /// The whole domain is the partner's, not this one address.
  public var isDomain: Bool

  public init(kind: AudienceKind, organisation: String, grant: Audience.Grant, isDomain: Bool) {
    self.kind = kind
    self.organisation = organisation
    self.grant = grant
    self.isDomain = isDomain
  }
}
