public import Configuration
import Foundation

/// What an import reads: the exports of each school of a trust, and how their columns are called.
public struct ImportPlan: Sendable {
  /// One school's exports.
  public struct School: Sendable {
    public var name: String
    /// The preset of its system: "sims", "arbor", "bromcom", "plain" or the name of a file of one's own.
    public var system: String
    /// Absolute paths of the files of each kind.
    public var files: [RosterKind: [String]] = [:]
    var preset = ColumnPreset()
    var columns: [RosterKind: [String: [String]]] = [:]
  }

  public var schools: [School]
  /// An import in which more than this part of what there was would vanish is refused; in percent.
  public var vanishPercent: Int
  /// The file as the person named it.
  let file: String

  /// Fewer people than this may always vanish: a small school loses a tenth in a week.
  static let vanishAtLeast = 10
  static let usualVanishPercent = 25

  /// Reads a plan; paths in it are relative to it.
  /// - Parameter presets: the folder of the presets that ship.
  /// - Throws: `ConfigurationError` with file, line and column.
  public static func load(_ path: String, presets: String?) throws(ConfigurationError) -> ImportPlan {
    let folder = (path as NSString).deletingLastPathComponent
    var map = try YAMLFile.read(path)
    let reader = PlanReader(folder: folder.isEmpty ? "." : folder, presets: presets)
    var schools: [School] = []
    for item in try map.required("schools").list() { schools.append(try reader.school(item)) }
    let percent = try map.optional("vanish_percent")?.int(in: 0...100) ?? usualVanishPercent
    var shared = School(name: "", system: "plain")
    try reader.files(&map, into: &shared, kinds: [.senders, .contacts, .groups])
    try map.finish()
    if !shared.files.isEmpty { schools.append(shared) }
    return ImportPlan(schools: schools, vanishPercent: percent, file: path)
  }

  /// The files that the configuration names, as one school's.
  /// - Parameter file: the configuration as the person named it.
  /// - Throws: `ConfigurationError` when it maps a column that we have not.
  public init(_ files: Settings.PeopleFiles, file: String) throws(ConfigurationError) {
    try PeopleReader.checkNames(files)
    var school = School(name: "", system: "plain")
    for kind in RosterKind.allCases { school.files[kind] = files.path(of: kind).map { [$0] } }
    for kind in RosterKind.allCases {
      let ours = Set(kind.columns.map(\.name))
      school.columns[kind] = files.columns.filter { ours.contains($0.key) }.mapValues { [$0] }
    }
    self.init(schools: [school], vanishPercent: Self.usualVanishPercent, file: file)
  }

  init(schools: [School], vanishPercent: Int, file: String) {
    self.schools = schools
    self.vanishPercent = vanishPercent
    self.file = file
  }

  /// Every file that is read.
  public var allFiles: [String] { schools.flatMap { school in RosterKind.allCases.flatMap { school.files[$0] ?? [] } } }
}

/// Reads the schools of a plan.
struct PlanReader {
  let folder: String
  let presets: String?

  func school(_ value: YAMLValue) throws(ConfigurationError) -> ImportPlan.School {
    var map = try value.map()
    var school = ImportPlan.School(name: try map.required("name").string(), system: "plain")
    if let system = map.optional("system") {
      school.system = try system.string()
      school.preset = try preset(school.system, at: system)
    }
    try files(&map, into: &school, kinds: RosterKind.allCases)
    if var columns = try map.optional("columns")?.map() {
      for (name, list) in columns.all() {
        guard let kind = RosterKind(rawValue: name) else {
          throw list.error(list.unknown(name, among: RosterKind.allCases.map(\.rawValue)))
        }
        // Here a list is of headings that are put together: a school knows what its own are called.
        school.columns[kind] = try ColumnPreset.columns(list, of: kind).mapValues { $0.flatMap { $0 } }
      }
    }
    try map.finish()
    guard !school.files.isEmpty else { throw value.error("no file of this school is named: name its pupils at least") }
    return school
  }

  func files(
    _ map: inout YAMLMap, into school: inout ImportPlan.School, kinds: [RosterKind]
  ) throws(ConfigurationError) {
    for kind in kinds {
      guard let value = map.optional(kind.rawValue) else { continue }
      school.files[kind] = try value.strings().map { $0.hasPrefix("/") ? $0 : folder + "/" + $0 }
    }
  }

  private func preset(_ name: String, at place: YAMLValue) throws(ConfigurationError) -> ColumnPreset {
    // A school's own preset is a path; a bare name is one that ships.
    if name.contains("/") || name.hasSuffix(".yaml") {
      return try ColumnPreset.load(name.hasPrefix("/") ? name : folder + "/" + name)
    }
    guard let presets else { throw place.error("the presets that ship are not beside the program") }
    let known = ((try? FileManager.default.contentsOfDirectory(atPath: presets)) ?? [])
      .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
    guard known.contains(name) else { throw place.error(place.unknown(name, among: known)) }
    return try ColumnPreset.load(presets + "/" + name + ".yaml")
  }
}
