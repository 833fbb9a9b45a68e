public import Gateway
public import Policy

/// One message of which something else was said than its label says.
public struct Miss: Sendable {
  public let example: Example
  public let said: Action
  /// "categories: missing sen; too many health".
  public let differences: [String]
  /// What was said too much: categories, kinds of identifiers, and names as they are compared.
  let tooMany: Set<String>
  public let answer: CheckAnswer
}

extension Miss {
  /// All findings, the surest first.
  public var grounds: [CheckAnswer.Ground] { answer.grounds.sorted { $0.confidence > $1.confidence } }

  /// Those that made it say too much.
  public var blamed: [CheckAnswer.Ground] {
    grounds.filter { ground in
      tooMany.contains(String(ground.what.prefix { $0 != " " }))
        || !tooMany.isDisjoint(with: ground.about.map(Expectation.comparable))
    }
  }
}
