public import Detection
import Foundation
public import Policy

/// The label of one message: what would be right to do with it, and what it holds about whom.
public struct Expectation: Sendable {
  /// Why, in a sentence.
  public let why: String
  /// The published case or control that it retells: "S11".
  public let scenario: String?
  /// The envelope; where it says nothing, the message's headers are asked.
  public let from: String?
  public let to: [String]
  /// Names of examples that were sent before it, each as often as it stands here.
  public let after: [String]
  /// The best action.
  public let action: Action
  /// Other actions that are no fault.
  public let acceptable: Set<Action>
  public let categories: Set<Category>
  /// Data subjects' full names as the records have them, else as written.
  public let people: Set<String>
  public let identifiers: Set<Identifier>
  /// What two careful people may see differently: right when it is found, and right when it is not.
  public let allowedCategories: Set<Category>
  public let allowedPeople: Set<String>
  public let allowedIdentifiers: Set<IdentifierKind>

  /// A number or code as it is compared: without the blanks and hyphens in which people write it.
  public struct Identifier: Hashable, Sendable {
    public let kind: String
    public let value: String

    /// - Parameter written: as it stands in the message, a date of birth as ISO 8601.
    public init(kind: String, written: String) {
      self.kind = kind
      value =
        kind == IdentifierKind.password.rawValue
        ? written : written.filter { !$0.isWhitespace && $0 != "-" }.uppercased()
    }
  }

  /// A name as it is compared: in any case, with either apostrophe, with single blanks.
  static func comparable(_ name: String) -> String {
    name.lowercased().precomposedStringWithCompatibilityMapping.map { $0 == "’" ? "'" : String($0) }.joined()
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
