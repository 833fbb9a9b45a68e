public import Inspection
public import People

/// How a message came in; a refusal is only useful where the sender's own program shows it.
public enum Submission: String, CaseIterable, Codable, Sendable, Hashable {
  /// The sender's own program, logged in (SASL).
  case direct
  /// A server that speaks for its users, a network, or the local pickup.
  case relayed
}

/// All that a decision rests on: nothing else is looked at, so that a decision can be replayed (D11).
public struct MessageFacts: Hashable, Sendable {
  public var sender: SenderFacts
  /// In the order of the envelope.
  public var recipients: [Audience]
  /// Who stands in To and Cc, each address once.
  public var visible: [Audience]
  /// Whom invitations in the message name to all of their guests, each address once.
  public var guests: [Audience]
  /// What the wall let through; empty when `failure` is set.
  public var inspection: Inspection
  /// Why there is no inspection; never means "clean".
  public var failure: InspectionFailure?
  public var submission: Submission
  /// What each recorded data subject is to the school.
  public var subjectKinds: [PersonNumber: PersonKind]
  /// Pupils whom some adult must have no contact with.
  public var guardedSubjects: Set<PersonNumber> = []
  /// The day on which it is decided, for exceptions that end.
  public var day: CalendarDate
  /// The school's records have not been renewed for days: what rests on them may be wrong.
  public var recordsAreStale: Bool
  /// Files in it that were stopped before.
  public var knownFiles: [KnownFile]
  /// Its sender asks for a password, by a tag in the subject.
  public var asksProtection = false

  public init(
    sender: SenderFacts, recipients: [Audience], visible: [Audience] = [], guests: [Audience] = [],
    inspection: Inspection = Inspection(),
    failure: InspectionFailure? = nil, submission: Submission = .relayed,
    subjectKinds: [PersonNumber: PersonKind] = [:], day: CalendarDate, recordsAreStale: Bool = false,
    knownFiles: [KnownFile] = []
  ) {
    self.knownFiles = knownFiles
    self.recordsAreStale = recordsAreStale
    self.sender = sender
    self.recipients = recipients
    self.visible = visible
    self.guests = guests
    self.inspection = inspection
    self.failure = failure
    self.submission = submission
    self.subjectKinds = subjectKinds
    self.day = day
  }
}
