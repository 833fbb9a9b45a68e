public import Configuration
public import Detection
public import History
public import People

/// Who a recipient is, for deciding (D10): not a domain, but what the school's records say of the address.
public struct Audience: Hashable, Sendable {
  /// The envelope address as it came.
  public var address: String
  public var kind: AudienceKind
  /// Whose address it is; several where a family shares one.
  public var people: [PersonNumber]
  /// The children of a guardian, with what the records say of each.
  public var children: [Child]
  /// What the records grant to a partner; nil for everybody else.
  public var grant: Grant?
  /// The organisation of a partner, lower case: what goes to several of its people goes to one place. nil for others.
  public var agency: String?
  /// The members of a list; nil for everybody else.
  public var members: Members?
  /// One of the school's own domains.
  public var isInternal: Bool
  /// What the owner of a private mailbox is to the school: staff, governor. nil when it is nobody's in the records.
  public var privateOwner: AudienceKind?
  /// The known address or domain that this one resembles without being it.
  public var resembles: String?
  /// A union, occupational health, solicitor, regulator … that staff may write to unseen (D18).
  public var isProtectedChannel: Bool
  /// Full names, as the records and the message's header have them.
  public var names: Set<String> = []
  /// Full names of their children.
  public var familyNames: Set<String> = []
  /// What the history knows of the sender and this recipient; nil where it was not asked.
  public var past: Past?
  /// Whether it takes part in the conversation that the message answers, as far as earlier messages show; nil where the
  /// message answers none, or shows nobody.
  public var isInThread: Bool?

  /// Cabinets of held mail that this recipient, or each member of a list, may open (D17).
  public var opens: Set<Cabinet> = []
  /// The sender sent a locked file there within a day.
  public var hadLockedFile = false
  /// The address to which breaches are reported.
  public var takesBreachReports = false

  /// Nothing stands between a sender and the people who protect children (D15), nor between a member of staff and those
  /// who have to learn of a breach: what goes there is never stopped or delayed.
  public var mustNotWait: Bool { hasSafeguardingRoute || takesBreachReports }

  public init(
    address: String, kind: AudienceKind, people: [PersonNumber] = [], children: [Child] = [], grant: Grant? = nil,
    members: Members? = nil, isInternal: Bool = false, privateOwner: AudienceKind? = nil, resembles: String? = nil,
    isProtectedChannel: Bool = false, agency: String? = nil
  ) {
    self.agency = agency
    self.address = address
    self.kind = kind
    self.people = people
    self.children = children
    self.grant = grant
    self.members = members
    self.isInternal = isInternal
    self.privateOwner = privateOwner
    self.resembles = resembles
    self.isProtectedChannel = isProtectedChannel
  }

  /// An address in the one form in which addresses are compared, without a subaddress (RFC 5233).
  public static func comparable(_ address: String) -> String {
    guard let plain = MailAddress(address) else { return address.lowercased() }
    return (plain.withoutTag ?? plain).text
  }

  public var comparableAddress: String { Self.comparable(address) }

  /// A child of this guardian.
  public struct Child: Hashable, Sendable {
    public var number: PersonNumber
    /// The records forbid contact: nothing about this child goes to this address.
    public var noContact: Bool
    /// Where the child lives must not reach this address.
    public var withholdAddress: Bool
    /// The categories that the records let this adult have about the child; nil for no restriction.
    public var mayReceive: Set<Detection.Category>?
    /// The records do not say what this adult may have, and `mayReceive` is what goes without saying.
    public var isAssumed = false
    /// nil when the records do not say.
    public var livesWith: Bool?
    /// nil when the records do not say.
    public var parentalResponsibility: Bool?
    /// What this adult is to a looked-after child, in the records' words; nil for no such role.
    public var lookedAfterRole: String?

    public init(
      _ number: PersonNumber, noContact: Bool = false, withholdAddress: Bool = false,
      mayReceive: Set<Detection.Category>? = nil, livesWith: Bool? = nil, parentalResponsibility: Bool? = nil,
      lookedAfterRole: String? = nil
    ) {
      self.livesWith = livesWith
      self.parentalResponsibility = parentalResponsibility
      self.lookedAfterRole = lookedAfterRole
      self.number = number
      self.noContact = noContact
      self.withholdAddress = withholdAddress
      self.mayReceive = mayReceive
    }
  }

  /// What a partner of the school may have.
  public struct Grant: Hashable, Sendable {
    public var mayReceive: Set<Detection.Category>
    /// How many people's data at once; nil where the records set no bound.
    public var bulk: Int?
    /// On the school's verified safeguarding list (D15).
    public var safeguardingRoute: Bool

    public init(mayReceive: Set<Detection.Category> = [], bulk: Int? = nil, safeguardingRoute: Bool = false) {
      self.mayReceive = mayReceive
      self.bulk = bulk
      self.safeguardingRoute = safeguardingRoute
    }
  }

  /// Who a list reaches, lists within lists included.
  public struct Members: Hashable, Sendable {
    /// Distinct addresses.
    public var count: Int
    public var kinds: Set<AudienceKind>
    /// False when it, or a list within, could not be expanded: it is then taken to hold pupils (D10).
    public var isComplete: Bool
    /// Cabinets of held mail that every member may open (D17).
    public var opens: Set<Cabinet>

    public init(count: Int, kinds: Set<AudienceKind>, isComplete: Bool = true, opens: Set<Cabinet> = []) {
      self.opens = opens
      self.count = count
      self.kinds = kinds
      self.isComplete = isComplete
    }
  }

  /// The kinds of people who will read it: a list's members', else its own.
  public func reaches(_ kinds: Set<AudienceKind>) -> Bool {
    guard let members else { return kinds.contains(kind) }
    return !kinds.isDisjoint(with: members.kinds) || (!members.isComplete && kinds.contains(.pupil))
  }
}
