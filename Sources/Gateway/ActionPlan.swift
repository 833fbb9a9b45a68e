import Policy
import Quarantine

/// A decision put into the acts that a milter has.
struct ActionPlan: Equatable {
  /// The whole message is refused at the door.
  var refuses = false
  /// Indexes into the envelope's recipients whose copies are held; the others' go on.
  var held: [Int] = []
  /// Those whose copies go on over verified TLS alone.
  var verified: [Int] = []
  /// To and Cc are rewritten for those who get it.
  var hidesAddresses = false
  /// The sender is told of something, though all of it goes on.
  var tells = false

  /// - Parameters:
  ///   - absent: those of the envelope's recipients whose copies are none of this plan's.
  ///   - submission: a refusal is for a sender's own program alone, which shows it; behind a smart host its text would
  ///     be buried, so that the message is held with a notice instead.
  init(_ decision: Decision, submission: Submission, leavingOut absent: Set<Int> = []) {
    guard !decision.isUnseen else { return }
    if submission == .direct, !decision.recipients.isEmpty, decision.recipients.allSatisfy({ $0.action == .reject }) {
      refuses = true
      return
    }
    for (index, recipient) in decision.recipients.enumerated() where !absent.contains(index) {
      switch recipient.action {
      case .reject, .hold, .protect, .split: held.append(index)
      case .bcc, .deliver:
        if recipient.action == .bcc { hidesAddresses = true }
        if recipient.requirements.contains(.requireTLS) { verified.append(index) }
      }
    }
    tells =
      held.isEmpty && !hidesAddresses
      && (decision.recipients.enumerated().contains { !absent.contains($0) && $1.requirements.contains(.tell) }
        || (absent.isEmpty && decision.matches.contains { $0.mode == .tell }))
  }
}

extension Decision {
  /// Recipients by the way that their copies are to go, once they go.
  /// - Parameter recipients: their places.
  func byRoute(_ recipients: [Int]) -> [(route: OutgoingRoute?, recipients: [Int])] {
    let verified = recipients.filter { self.recipients[$0].requirements.contains(.requireTLS) }
    let others = recipients.filter { !self.recipients[$0].requirements.contains(.requireTLS) }
    return [(nil, others), (.verifiedTLS, verified)].filter { !$0.1.isEmpty }
  }
}
