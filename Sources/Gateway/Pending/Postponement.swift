import Inspection
import Policy
import Quarantine

/// Which copies of a message may wait until it has been read in the background (D5), and which never do.
enum Postponement {
  /// Indexes into the envelope's recipients. None of what pupils send, which is not read for content (D2), nor of mail to
  /// protected channels, which may leave no trace here (D18); and none for the people who protect children (D15), or for those
  /// who take reports of breaches.
  static func candidates(_ facts: MessageFacts) -> [Int] {
    guard facts.sender.kind != .pupil, !isForProtectedChannels(facts) else { return [] }
    return facts.recipients.indices.filter { !facts.recipients[$0].mustNotWait }
  }

  /// Whether some copies have to wait.
  static func isDue(_ facts: MessageFacts) -> Bool {
    PendingReason(facts.failure) != nil && !candidates(facts).isEmpty
  }

  /// Such mail is read to its end while its client waits.
  static func isForProtectedChannels(_ facts: MessageFacts) -> Bool {
    facts.sender.kind == .staff && !facts.recipients.isEmpty && facts.recipients.allSatisfy(\.isProtectedChannel)
  }

  /// How long a client waits for that at the most, in milliseconds: what mail programs put up with.
  static let patience = 30_000
}

extension PendingReason {
  /// Nil for what a second reading would not mend: on that the rules decide.
  init?(_ failure: InspectionFailure?) {
    switch failure {
    case .outOfTime: self = .outOfTime
    // Where no worker comes up at all, the rules decide once it has been tried often enough.
    case .overloaded, .unavailable: self = .overloaded
    case .workerDied, .invalidAnswer, nil: return nil
    }
  }
}
