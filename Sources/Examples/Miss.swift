public import Gateway
public import Policy

/// One message of which something else was said than its label says.
public struct Miss: Sendable {
  public let example: Example
  public let said: Action
  /// "categories: missing sen; too many health".
  public let differences: [String]
  /// False when what was done with the message is a fault, whatever was found in it.
  public let isActionRight: Bool
  public let answer: CheckAnswer
}

extension Miss {
  /// The findings that bear on the differences: of a kind, or about a person, that was said too much.
  public var grounds: [CheckAnswer.Ground] {
    answer.grounds.sorted { $0.confidence > $1.confidence }
  }
}
