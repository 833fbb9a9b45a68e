public import Configuration
public import Detection

/// The one table of who may have what (`rules/access.yaml`): which audience may receive which category about somebody
/// else, and which roles may open which cabinet of held mail (D17). Rules, notices and the console read it alike.
public struct RoleMatrix: Hashable, Sendable {
  /// What an audience may have about somebody else.
  public enum Allowance: Hashable, Sendable {
    case everything
    /// What `contacts.csv` grants to this one.
    case byContact
    case only(Set<Detection.Category>)
  }

  /// Who may open a cabinet, and which categories put mail into it.
  public struct CabinetAccess: Hashable, Sendable {
    public var categories: Set<Detection.Category>
    public var openTo: [Role]

    public init(categories: Set<Detection.Category>, openTo: [Role]) {
      self.categories = categories
      self.openTo = openTo
    }
  }

  /// For each audience; one that is missing may have nothing.
  public var audiences: [AudienceKind: Allowance]
  /// For a list that reaches more than one colleague.
  public var staffList: Allowance
  public var cabinets: [Cabinet: CabinetAccess]
  /// Who decides where somebody in a role is the one whom a message is about.
  public var inPlaceOf: [Role: [Role]]
  /// Cabinets whose mail two officers have to agree on before it is sent on.
  public var twoPeople: Set<Cabinet> = []
  /// What each role is called here.
  public var labels: [Role: String]
  /// What a role is called in a nation, where that differs.
  public var nationLabels: [Nation: [Role: String]] = [:]

  public init(
    audiences: [AudienceKind: Allowance], staffList: Allowance, cabinets: [Cabinet: CabinetAccess],
    inPlaceOf: [Role: [Role]] = [:], labels: [Role: String] = [:]
  ) {
    self.audiences = audiences
    self.staffList = staffList
    self.cabinets = cabinets
    self.inPlaceOf = inPlaceOf
    self.labels = labels
  }

  /// What a role is called in a nation; its id where there is no name for it.
  public func label(_ role: Role, in nation: Nation = .england) -> String {
    nationLabels[nation]?[role] ?? labels[role] ?? role.rawValue
  }

  /// Whether this recipient may have this category about somebody who is neither they nor a child of theirs.
  func permits(_ category: Detection.Category, to audience: Audience) -> Bool {
    guard let members = audience.members else { return permits(category, audience.kind, audience.grant) }
    guard members.isComplete, !members.kinds.isEmpty else { return false }
    return members.kinds.allSatisfy { kind in
      kind == .staff && members.count > 1 ? allows(staffList, category, nil) : permits(category, kind, nil)
    }
  }

  private func permits(_ category: Detection.Category, _ kind: AudienceKind, _ grant: Audience.Grant?) -> Bool {
    allows(audiences[kind] ?? .only([]), category, grant)
  }

  private func allows(_ allowance: Allowance, _ category: Detection.Category, _ grant: Audience.Grant?) -> Bool {
    switch allowance {
    case .everything: true
    case .byContact: grant?.mayReceive.contains(category) ?? false
    case .only(let categories): categories.contains(category)
    }
  }
}
