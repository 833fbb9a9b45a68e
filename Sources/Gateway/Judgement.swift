public import Configuration
public import People
public import Policy

/// A message's facts and the decision on them, with the index that its people's numbers count in.
public struct Judgement: Sendable {
  public var facts: MessageFacts
  public var decision: Decision
  public var people: PeopleIndex
  /// By which its sender asks for a password; nil for none.
  public var tag: SubjectTag? = nil
  /// From the message at hand to the decision.
  public var milliseconds: Double

  /// What is taken off the subject: the tag has said what it has to say.
  var removedTag: SubjectTag? { decision.recipients.contains(where: \.demandsProtection) ? tag : nil }
}
