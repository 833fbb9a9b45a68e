public import Configuration
import Foundation

/// A message written for trying the rules, and what a careful data lead would say of it.
public struct Example: Sendable {
  /// Its path below the folder of examples, without ending: "families/wrong-child".
  public let name: String
  /// Where the message (RFC 5322) is.
  public let message: String
  public let expected: Expectation

  /// All examples below a folder, by name. `school` in it holds the records that they speak of.
  /// - Throws: `ConfigurationError` at the first label that is wrong or missing, or has no message.
  public static func all(in folder: String) throws(ConfigurationError) -> [Example] {
    guard let paths = try? FileManager.default.subpathsOfDirectory(atPath: folder) else {
      throw ConfigurationError(file: folder, message: "cannot be read: name a folder of labelled messages")
    }
    let ours = paths.filter { !$0.hasPrefix("school/") && $0 != Figures.fileName }
    func names(_ ending: String) -> Set<String> {
      Set(ours.filter { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) })
    }
    let (messages, labels) = (names(".eml"), names(".yaml"))
    if let bare = messages.subtracting(labels).min() {
      throw ConfigurationError(
        file: "\(folder)/\(bare).eml", message: "has no label: write \(bare).yaml beside it, as docs/examples.md says")
    }
    if let idle = labels.subtracting(messages).min() {
      throw ConfigurationError(
        file: "\(folder)/\(idle).yaml", message: "is the label of no message: \(idle).eml is missing")
    }
    guard !messages.isEmpty else {
      throw ConfigurationError(file: folder, message: "holds no labelled message: put NAME.eml and NAME.yaml there")
    }
    var examples: [Example] = []
    for name in messages.sorted() {
      let label = "\(folder)/\(name).yaml"
      examples.append(
        Example(name: name, message: "\(folder)/\(name).eml", expected: try Expectation.read(YAMLFile.read(label))))
    }
    return examples
  }
}
