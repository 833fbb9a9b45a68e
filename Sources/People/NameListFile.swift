import Configuration
import Foundation

/// A text file with one item in a line; `#` begins a comment.
enum NameListFile {
  /// - Throws: `ConfigurationError` when it cannot be read or is not UTF-8.
  static func lines(_ path: String) throws(ConfigurationError) -> [(line: Int, text: String)] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw ConfigurationError(file: path, message: "cannot be read: check that it exists and who may read it")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw ConfigurationError(file: path, message: "is not UTF-8 text: save it as UTF-8")
    }
    return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated().compactMap {
      place, line in
      let item = String(line.prefix { $0 != "#" }).trimmed
      return item.isEmpty ? nil : (place + 1, item)
    }
  }
}
