public import Configuration
import Crypto
import Foundation

/// The rules of one school, ready to decide. A value: a running filter swaps in a new one, or keeps the old (D14).
///
/// Four things are not left to rules, because no rule file may undo them:
/// mail to a verified safeguarding route is never stopped or delayed (D15), nor a report of a breach to the set address; mail that pupils send is not judged by its
/// content (D2); mail to a protected channel about nobody but its sender is unseen (D18).
public struct RuleSet: Sendable {
  /// SHA-256 over the rule file and the role matrix, hexadecimal.
  public let version: String
  let rules: [Rule]
  /// For each rule, what a message must have for it to apply.
  let needs: [Marks]
  /// Who may have what, and who may open held mail.
  public let access: RoleMatrix

  init(version: String, rules: [Rule], access: RoleMatrix) {
    self.version = version
    self.rules = rules
    needs = rules.map(\.condition.needs)
    self.access = access
  }

  /// The ids of all rules, in the order of the file.
  public var ids: [String] { rules.map(\.id) }

  /// The ids of rules in mode `enforce` that ask for something.
  public func enforced(asking requirement: Requirement) -> [String] {
    rules.filter { $0.mode == .enforce && $0.requirements.contains(requirement) }.map(\.id)
  }

  /// Whether a rule has Postern protect mail by itself.
  public var protectsByItself: Bool {
    rules.contains { $0.mode == .enforce && $0.requirements.contains(.protect) && $0.protection == .always }
  }

  /// Reads `policy.yaml` and `access.yaml` in a folder of rules.
  /// - Throws: `ConfigurationError` with file, line and column at the first thing that is wrong.
  public static func load(folder: String) throws(ConfigurationError) -> RuleSet {
    let (policy, access) = (folder + "/policy.yaml", folder + "/access.yaml")
    return try parse(text(policy), file: policy, access: text(access), accessFile: access)
  }

  /// The same for texts that are in memory already; `file` and `accessFile` are what errors name.
  public static func parse(
    _ text: String, file: String, access: String, accessFile: String = "access.yaml"
  ) throws(ConfigurationError) -> RuleSet {
    let matrix = try RoleMatrix.parse(access, file: accessFile)
    let digest = SHA256.hash(data: Array(text.utf8) + [0] + Array(access.utf8)).map { byte in
      String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }
    return RuleSet(
      version: digest.joined(), rules: try RuleReader.read(YAMLFile.parse(text, file: file)), access: matrix)
  }

  private static func text(_ file: String) throws(ConfigurationError) -> String {
    guard let data = FileManager.default.contents(atPath: file) else {
      throw ConfigurationError(file: file, message: "cannot be read: check that it exists and who may read it")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw ConfigurationError(file: file, message: "is not UTF-8 text: save it as UTF-8")
    }
    return text
  }
}
