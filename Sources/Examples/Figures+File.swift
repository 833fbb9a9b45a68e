public import Configuration
import Foundation

extension Figures {
  /// What is recorded beside the examples; nil when nothing is.
  /// - Throws: `ConfigurationError` with the place of what is wrong in the file.
  public static func recorded(in folder: String) throws(ConfigurationError) -> Figures? {
    let path = "\(folder)/\(fileName)"
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    var map = try YAMLFile.read(path)
    var shares: [(name: String, share: Double)] = []
    for (name, value) in map.all() { shares.append((name, try value.double(in: 0...1))) }
    return Figures(shares: shares)
  }

  /// Writes them beside the examples.
  /// - Throws: `ConfigurationError` when the file cannot be written.
  public func record(in folder: String) throws(ConfigurationError) {
    var text = """
      # What `postern rules test --record` measured on these examples. The test fails when a figure falls below.

      """
    for (name, share) in shares { text += "\"\(name)\": \(share)\n" }
    let path = "\(folder)/\(Self.fileName)"
    do {
      try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw ConfigurationError(file: path, message: "cannot be written: \(error.localizedDescription)")
    }
  }
}
