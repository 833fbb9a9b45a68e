public import People
public import Policy

/// A message's facts and the decision on them, with the index that its people's numbers count in.
public struct Judgement: Sendable {
  public var facts: MessageFacts
  public var decision: Decision
  public var people: PeopleIndex
  /// From the message at hand to the decision.
  public var milliseconds: Double
}
