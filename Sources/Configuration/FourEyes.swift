/// Who may check the addresses of a colleague's mail where a rule asks for that, and who is asked when nobody does.
public struct FourEyes: Sendable, Equatable {
  /// People, by what they are or by name.
  public struct Group: Sendable, Equatable {
    /// Whom `officers:` names for these.
    public var roles: [Role] = []
    /// Staff whose `role` in the school's records is one of these, in any case of letters.
    public var jobs: [String] = []
    /// Staff one of whose departments in the school's records is one of these, in any case of letters.
    public var departments: [String] = []
    /// Lower case; of a list, all its members.
    public var addresses: [String] = []

    public init(
      roles: [Role] = [], jobs: [String] = [], departments: [String] = [], addresses: [String] = []
    ) {
      self.roles = roles
      self.jobs = jobs
      self.departments = departments
      self.addresses = addresses
    }
  }

  /// A job or department that the configuration names, with its place: whether anybody has it only the records know.
  public struct Named: Sendable, Equatable {
    /// What is looked up in the records.
    public enum Kind: String, Sendable {
      case job, department
    }

    public var kind: Kind
    public var name: String
    public var file: String
    /// Counted from 1.
    public var line: Int?
  }

  public var checkers = Group(roles: [.checker])
  public var deputies = Group()
  /// In seconds of school time: so long those who were asked have, before the next are.
  public var escalateAfter: Int64 = 15 * 60
  /// In the order of the file.
  public private(set) var named: [Named] = []

  public init() {}

  static func read(_ value: YAMLValue?) throws(ConfigurationError) -> FourEyes {
    var fourEyes = FourEyes()
    guard var map = try value?.map() else { return fourEyes }
    if let checkers = map.optional("checkers") { fourEyes.checkers = try Group.read(checkers, &fourEyes.named) }
    if let deputies = map.optional("deputies") { fourEyes.deputies = try Group.read(deputies, &fourEyes.named) }
    if let after = map.optional("escalate_after") {
      fourEyes.escalateAfter = Int64(try after.seconds(in: 60...40 * 3_600))
    }
    try map.finish()
    return fourEyes
  }
}

extension FourEyes.Group {
  /// The four kinds apart, or a list of addresses.
  fileprivate static func read(
    _ value: YAMLValue, _ named: inout [FourEyes.Named]
  ) throws(ConfigurationError) -> FourEyes.Group {
    guard !value.isList else { return FourEyes.Group(addresses: try addresses(value)) }
    var group = FourEyes.Group()
    var map = try value.map()
    for item in try map.optional("roles")?.list() ?? [] {
      let role: Role = try item.oneOf()
      guard role != .sender else { throw item.error("everybody is a sender: name another role") }
      group.roles.append(role)
    }
    group.jobs = try names(map.optional("jobs"), .job, &named)
    group.departments = try names(map.optional("departments"), .department, &named)
    if let list = map.optional("addresses") { group.addresses = try addresses(list) }
    try map.finish()
    guard group != FourEyes.Group() else {
      throw value.error("nobody is named here: add roles, jobs, departments or addresses")
    }
    return group
  }

  private static func names(
    _ value: YAMLValue?, _ kind: FourEyes.Named.Kind, _ named: inout [FourEyes.Named]
  ) throws(ConfigurationError) -> [String] {
    var names: [String] = []
    for item in try value?.list() ?? [] {
      let name = try item.string()
      guard name.contains(where: { !$0.isWhitespace }) else { throw item.error("a \(kind.rawValue) needs a name") }
      names.append(name)
      named.append(FourEyes.Named(kind: kind, name: name, file: item.file, line: item.line))
    }
    return names
  }

  private static func addresses(_ value: YAMLValue) throws(ConfigurationError) -> [String] {
    var found: [String] = []
    for item in try value.list() {
      let address = try item.string().lowercased()
      guard address.contains("@"), !address.hasPrefix("@"), !address.hasSuffix("@"), !address.contains(" ") else {
        throw item.error("'\(address)' is no address: write name@school.example, or use roles, jobs or departments")
      }
      found.append(address)
    }
    return found
  }
}
