public import Configuration
import Detection

extension RoleMatrix {
  /// The version of the file that this reads.
  static let schema = 1

  /// Reads `access.yaml` in a folder of rules.
  /// - Throws: `ConfigurationError` with file, line and column at the first thing that is wrong.
  public static func load(folder: String) throws(ConfigurationError) -> RoleMatrix {
    try read(YAMLFile.read(folder + "/access.yaml"))
  }

  /// The same for text that is in memory already; `file` is what errors name.
  public static func parse(_ text: String, file: String) throws(ConfigurationError) -> RoleMatrix {
    try read(YAMLFile.parse(text, file: file))
  }

  private static func read(_ top: YAMLMap) throws(ConfigurationError) -> RoleMatrix {
    var map = top
    let schema = try map.required("schema")
    guard try schema.int() == self.schema else {
      throw schema.error("this Postern reads schema \(self.schema): write 'schema: \(self.schema)'")
    }
    var rows = try map.required("audiences").map()
    let staffList = try allowance(rows.required("staff_list"))
    var audiences: [AudienceKind: Allowance] = [:]
    for kind in AudienceKind.allCases where kind != .list {
      audiences[kind] = try allowance(rows.required(kind.rawValue))
    }
    try rows.finish()
    var matrix = RoleMatrix(
      audiences: audiences, staffList: staffList, cabinets: try cabinets(map.required("cabinets")),
      inPlaceOf: try roles(map.optional("in_place_of")), labels: try labels(map.optional("labels")))
    matrix.twoPeople = Set(try twoPeople(map.optional("two_people")))
    matrix.nationLabels = try nationLabels(map.optional("labels_by_nation"))
    try map.finish()
    return matrix
  }

  private static func allowance(_ value: YAMLValue) throws(ConfigurationError) -> Allowance {
    if value.isList { return .only(try categories(value)) }
    switch try value.string() {
    case "everything": return .everything
    case "by_contact": return .byContact
    case let word: throw value.error("'\(word)' is not known here: use everything, by_contact or a list of categories")
    }
  }

  private static func categories(_ value: YAMLValue?) throws(ConfigurationError) -> Set<Detection.Category> {
    var categories: Set<Detection.Category> = []
    for item in try value?.list() ?? [] { categories.insert(try item.oneOf()) }
    return categories
  }

  private static func cabinets(_ value: YAMLValue) throws(ConfigurationError) -> [Cabinet: CabinetAccess] {
    var rows = try value.map()
    var cabinets: [Cabinet: CabinetAccess] = [:]
    var taken: [Detection.Category: Cabinet] = [:]
    for cabinet in Cabinet.allCases {
      let row = try rows.required(cabinet.rawValue)
      var access = try row.map()
      let categories = try categories(access.optional("categories"))
      let openTo = try access.required("open_to")
      let holders: [Role] = try several(openTo)
      try access.finish()
      guard !holders.isEmpty else { throw openTo.error("somebody has to be able to open this cabinet: name a role") }
      for category in categories {
        if let other = taken.updateValue(cabinet, forKey: category) {
          throw row.error(
            "'\(category.rawValue)' belongs to the cabinet \(other.rawValue) already: it can be in one only")
        }
      }
      cabinets[cabinet] = CabinetAccess(categories: categories, openTo: holders)
    }
    try rows.finish()
    return cabinets
  }

  private static func roles(_ value: YAMLValue?) throws(ConfigurationError) -> [Role: [Role]] {
    guard var rows = try value?.map() else { return [:] }
    var found: [Role: [Role]] = [:]
    for role in Role.named {
      guard let row = rows.optional(role.rawValue) else { continue }
      let others: [Role] = try several(row)
      guard !others.contains(role) else { throw row.error("nobody decides in their own place: name another role") }
      found[role] = others
    }
    try rows.finish()
    return found
  }

  private static func labels(_ value: YAMLValue?) throws(ConfigurationError) -> [Role: String] {
    guard var rows = try value?.map() else { return [:] }
    var labels: [Role: String] = [:]
    for role in Role.allCases { labels[role] = try rows.optional(role.rawValue)?.string() }
    try rows.finish()
    return labels
  }

  private static func nationLabels(_ value: YAMLValue?) throws(ConfigurationError) -> [Nation: [Role: String]] {
    guard var rows = try value?.map() else { return [:] }
    var found: [Nation: [Role: String]] = [:]
    for nation in Nation.allCases {
      if let row = rows.optional(nation.rawValue) { found[nation] = try labels(row) }
    }
    try rows.finish()
    return found
  }

  private static func twoPeople(_ value: YAMLValue?) throws(ConfigurationError) -> [Cabinet] {
    var cabinets: [Cabinet] = []
    for item in try value?.list() ?? [] { cabinets.append(try item.oneOf()) }
    return cabinets
  }

  private static func several(_ value: YAMLValue) throws(ConfigurationError) -> [Role] {
    var roles: [Role] = []
    for item in try value.list() {
      let role: Role = try item.oneOf()
      guard role != .sender else { throw item.error("everybody is a sender: name another role") }
      roles.append(role)
    }
    return roles
  }
}
