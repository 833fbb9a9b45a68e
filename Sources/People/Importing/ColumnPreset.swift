import Configuration

/// What a school system calls the columns of its exports, from a small YAML file: our column → its headings, the most
/// usual first; a list within the list is of headings whose fields are put together.
struct ColumnPreset: Sendable {
  private(set) var columns: [RosterKind: [String: [[String]]]] = [:]

  /// - Throws: `ConfigurationError` with file, line and column.
  static func load(_ path: String) throws(ConfigurationError) -> ColumnPreset {
    var map = try YAMLFile.read(path)
    var preset = ColumnPreset()
    _ = try map.required("system").string()
    _ = try map.required("source").strings()
    for kind in RosterKind.allCases {
      guard let value = map.optional(kind.rawValue) else { continue }
      preset.columns[kind] = try columns(value, of: kind)
    }
    try map.finish()
    return preset
  }

  static func columns(
    _ value: YAMLValue, of kind: RosterKind
  ) throws(ConfigurationError) -> [String: [[String]]] {
    var map = try value.map()
    let known = kind.columns.map(\.name)
    var found: [String: [[String]]] = [:]
    for (ours, theirs) in map.all() {
      guard known.contains(ours) else { throw theirs.error(theirs.unknown(ours, among: known)) }
      var names: [[String]] = []
      for name in try theirs.list() { names.append(try name.strings()) }
      guard !names.isEmpty, names.allSatisfy({ !$0.isEmpty }) else {
        throw theirs.error("the heading of the column '\(ours)' is missing")
      }
      found[ours] = names
    }
    return found
  }
}
