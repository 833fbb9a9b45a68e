extension Settings {
  /// Who is told about held mail, for each cabinet (D17).
  public struct Officers: Sendable, Equatable {
    public var byCabinet: [String: [String]]
    /// Who does what; `rules/access.yaml` says which cabinets each role may open.
    public var byRole: [Role: [String]] = [:]
    /// For an officer's address, lower case, those who decide where a message is about that officer.
    public var standIns: [String: [String]] = [:]

    public init(byCabinet: [String: [String]], byRole: [Role: [String]] = [:]) {
      self.byCabinet = byCabinet
      self.byRole = byRole
    }

    /// Everybody who is named as an officer, in a role or as somebody's stand-in; lower case, sorted.
    public var everybody: [String] {
      let all = Array(byCabinet.values.joined()) + Array(byRole.values.joined()) + Array(standIns.values.joined())
      return Set(all.map { $0.lowercased() }).sorted()
    }

    /// - Returns: the addresses of a cabinet's officers, lower case, as the file lists them.
    public func addresses(of cabinet: Cabinet) -> [String] {
      (byCabinet[cabinet.rawValue] ?? []).map { $0.lowercased() }
    }

    /// - Returns: the addresses of those in a role, lower case, as the file lists them.
    public func addresses(in role: Role) -> [String] { (byRole[role] ?? []).map { $0.lowercased() } }

    /// These and others together, each once.
    public func joined(with others: Officers) -> Officers {
      func union(_ some: [String], _ more: [String]) -> [String] { some + more.filter { !some.contains($0) } }
      var all = self
      all.byCabinet.merge(others.byCabinet, uniquingKeysWith: union)
      all.byRole.merge(others.byRole, uniquingKeysWith: union)
      all.standIns.merge(others.standIns, uniquingKeysWith: union)
      return all
    }
  }
}

extension Settings {
  /// The officers of mail that this address has sent: those of its school, and those of the whole organisation.
  public func officers(forMailOf sender: String) -> Officers {
    organisation.school(of: sender).map { officers.joined(with: $0.officers) } ?? officers
  }

  /// The officers of one school with those of the whole organisation; these alone for nil.
  public func officers(ofSchool name: String?) -> Officers {
    organisation.schools.first { $0.name == name }.map { officers.joined(with: $0.officers) } ?? officers
  }

  /// The officers of the whole organisation and of all its schools.
  public var allOfficers: Officers { organisation.schools.reduce(officers) { $0.joined(with: $1.officers) } }
}

extension Settings.Officers {
  static func read(_ value: YAMLValue?) throws(ConfigurationError) -> Settings.Officers {
    var byCabinet: [String: [String]] = [:]
    guard var map = try value?.map() else { return Settings.Officers(byCabinet: [:]) }
    for cabinet in Cabinet.allCases {
      if let list = map.optional(cabinet.rawValue) { byCabinet[cabinet.rawValue] = try list.strings() }
    }
    var byRole: [Role: [String]] = [:]
    for role in Role.named {
      if let list = map.optional(role.rawValue) { byRole[role] = try list.strings() }
    }
    try map.finish()
    return Settings.Officers(byCabinet: byCabinet, byRole: byRole)
  }
}
