public import Configuration
import Foundation

/// Common first names and surnames, for recognising people who are not in the records.
public struct Gazetteer: Sendable {
  public private(set) var firstNames: [String] = []
  public private(set) var surnames: [String] = []

  /// Knows no name.
  public static var empty: Gazetteer { Gazetteer() }

  private init() {}

  /// Reads `first_names.txt` and `surnames.txt` of a folder (`rules/names`): one name in a line, `#` begins a comment.
  /// A file that is absent counts as empty.
  /// - Throws: `ConfigurationError` when a file cannot be read or is not UTF-8.
  public static func load(folder: String) throws(ConfigurationError) -> Gazetteer {
    var gazetteer = Gazetteer()
    gazetteer.firstNames = try names(folder + "/first_names.txt")
    gazetteer.surnames = try names(folder + "/surnames.txt")
    return gazetteer
  }

  private static func names(_ path: String) throws(ConfigurationError) -> [String] {
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    return try NameListFile.lines(path).map(\.text)
  }
}
