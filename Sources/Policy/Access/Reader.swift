public import Configuration

/// Somebody who has signed in, or is named on the command line, with what they may open.
public struct Reader: Hashable, Sendable {
  /// What somebody is in one school, or in all.
  public struct Powers: Hashable, Sendable {
    public var roles: Set<Role> = []
    /// Those that their roles open, and those that they are named for.
    public var cabinets: Set<Cabinet> = []
    /// In the place of these officers they decide where one of them is whom a message is about.
    public var standsInFor: Set<String> = []

    public init() {}

    init(of address: String, among officers: Settings.Officers) {
      roles = Set(Role.named.filter { officers.addresses(in: $0).contains(address) })
      cabinets = Set(Cabinet.allCases.filter { officers.addresses(of: $0).contains(address) })
      standsInFor = Set(officers.standIns.filter { $0.value.contains { $0.lowercased() == address } }.keys)
    }
  }

  /// A cabinet that is not theirs, and that they have opened for a while by breaking the glass.
  public struct Opened: Hashable, Sendable {
    public var cabinet: Cabinet
    /// Nil for mail of no school.
    public var school: String?

    public init(cabinet: Cabinet, school: String?) {
      self.cabinet = cabinet
      self.school = school
    }
  }

  /// Lower case.
  public let address: String
  /// All that are this person's, `address` too.
  public let addresses: Set<String>
  /// What they are for the whole organisation.
  public private(set) var everywhere: Powers
  private let bySchool: [String: Powers]
  /// A system account, and no officer at all.
  public let isOperator: Bool
  /// To be set to what is open now.
  public var opened: Set<Opened> = []

  init(
    address: String, addresses: Set<String>, everywhere: Powers, bySchool: [String: Powers], isOperator: Bool = false
  ) {
    self.address = address
    self.addresses = addresses
    self.everywhere = everywhere
    self.bySchool = bySchool
    self.isOperator = isOperator
  }

  /// For whom an account and not the configuration makes the console's administrator.
  public mutating func makeAdministrator() { everywhere.roles.insert(.administrator) }

  /// What they are in a school: there, or for the whole organisation. A role in one school is none in another.
  /// - Parameter school: nil for mail of no school.
  public func roles(in school: String?) -> Set<Role> {
    everywhere.roles.union(school.flatMap { bySchool[$0]?.roles } ?? []).union([.sender])
  }

  /// The cabinets that are theirs in a school.
  public func cabinets(in school: String?) -> Set<Cabinet> {
    everywhere.cabinets.union(school.flatMap { bySchool[$0]?.cabinets } ?? [])
  }

  /// Whether they have this role anywhere.
  public func has(_ role: Role) -> Bool {
    role == .sender || everywhere.roles.contains(role) || bySchool.values.contains { $0.roles.contains(role) }
  }

  /// All roles that they have anywhere, in their order.
  public var roles: [Role] { Role.allCases.filter(has) }

  /// The schools in which they have this role; nil for all of them, and for mail of none.
  public func schools(as role: Role) -> Set<String>? {
    everywhere.roles.contains(role) ? nil : Set(bySchool.filter { $0.value.roles.contains(role) }.keys)
  }

  /// Whether any held mail may be theirs to decide on: they hold a cabinet, or stand in for somebody who does.
  public var isOfficer: Bool {
    ([everywhere] + bySchool.values).contains { !$0.cabinets.isEmpty || !$0.standsInFor.isEmpty }
  }

  func standsIn(for officers: Set<String>, in school: String?) -> Bool {
    !everywhere.standsInFor.isDisjoint(with: officers)
      || !(school.flatMap { bySchool[$0]?.standsInFor } ?? []).isDisjoint(with: officers)
  }
}
