extension Settings {
  /// A school, or a trust or authority with its schools.
  public struct Organisation: Sendable, Equatable {
    public var name: String
    /// All domains that are internal, lower case, those of the schools too.
    public var domains: [String]
    public var nation = Nation.england
    public var schools: [School]
    /// Who answers for personal data (UK GDPR Article 4(7)): the trust, or the local authority; nil for itself.
    public var controller: String?

    public struct School: Sendable, Equatable {
      /// No two schools have the same.
      public var name: String
      /// Lower case; no two schools share one.
      public var domains: [String]
      public var nation: Nation
      /// Those of this school alone, as the file names them; by `Settings.filled` with those of the whole organisation.
      public var officers: Settings.Officers
      /// Who answers for this school's personal data; nil for whoever does for the organisation.
      public var controller: String?

      public init(
        name: String, domains: [String], nation: Nation = .england, officers: Settings.Officers = .init(byCabinet: [:]),
        controller: String? = nil
      ) {
        self.controller = controller
        self.name = name
        self.domains = domains
        self.nation = nation
        self.officers = officers
      }
    }

    public init(
      name: String, domains: [String], nation: Nation = .england, schools: [School] = [], controller: String? = nil
    ) {
      self.controller = controller
      self.name = name
      self.domains = domains
      self.nation = nation
      self.schools = schools
    }

    /// The school whose domain an address is in; nil for the organisation's own and for addresses outside.
    public func school(of address: String) -> School? {
      guard !schools.isEmpty, let domain = address.lowercased().split(separator: "@").last else { return nil }
      return schools.first { $0.domains.contains(String(domain)) }
    }

    /// Where a school is; where the organisation is for nil and for a school that is none of its own.
    public func nation(ofSchool name: String?) -> Nation {
      schools.first { $0.name == name }?.nation ?? nation
    }
  }
}

extension Settings.Organisation {
  static func read(_ top: YAMLMap) throws(ConfigurationError) -> Settings.Organisation {
    var map = top
    let name = try map.required("name").string()
    let own = try domains(map.required("domains"))
    let nation: Nation = try map.optional("nation")?.oneOf() ?? .england
    let controller = try map.optional("controller")?.string()
    var schools: [School] = []
    for item in try map.optional("schools")?.list() ?? [] {
      let school = try school(item, in: nation)
      if schools.contains(where: { $0.name == school.name }) {
        throw item.error("there are two schools named '\(school.name)'")
      }
      for domain in school.domains {
        if let other = schools.first(where: { $0.domains.contains(domain) }) {
          throw item.error("'\(domain)' is a domain of \(other.name) already: who may open held mail goes by it")
        }
      }
      schools.append(school)
    }
    try map.finish()
    return Settings.Organisation(
      name: name, domains: own + schools.flatMap(\.domains).filter { !own.contains($0) }, nation: nation,
      schools: schools, controller: controller)
  }

  private static func school(_ item: YAMLValue, in nation: Nation) throws(ConfigurationError) -> School {
    var map = try item.map()
    let school = School(
      name: try map.required("name").string(), domains: try domains(map.required("domains")),
      nation: try map.optional("nation")?.oneOf() ?? nation,
      officers: try Settings.Officers.read(map.optional("officers")),
      controller: try map.optional("controller")?.string())
    try map.finish()
    return school
  }

  private static func domains(_ value: YAMLValue) throws(ConfigurationError) -> [String] {
    var domains: [String] = []
    for item in try value.list() {
      let domain = try item.string().lowercased()
      guard domain.contains("."), !domain.contains("@"), !domain.contains(" ") else {
        throw item.error("'\(domain)' is no domain: write it like school.example")
      }
      domains.append(domain)
    }
    guard !domains.isEmpty else { throw value.error("at least one domain is needed") }
    return domains
  }
}
