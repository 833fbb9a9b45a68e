import Policy

/// A decision put into the acts that a milter has.
struct ActionPlan: Equatable {
  /// The whole message is refused at the door.
  var refuses = false
  /// Indexes into the envelope's recipients whose copies are held; the others' go on.
  var held: [Int] = []
  /// To and Cc are rewritten for those who get it.
  var hidesAddresses = false
  /// The sender is told of something, though all of it goes on.
  var tells = false
  /// A record is opened in the breach register.
  var opensBreach = false

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
      case .bcc: hidesAddresses = true
      case .deliver: break
      }
    }
    opensBreach = decision.recipients.contains { $0.requirements.contains(.breach) }
    tells =
      held.isEmpty && !hidesAddresses
      && (decision.recipients.enumerated().contains { !absent.contains($0) && $1.requirements.contains(.tell) }
        || (absent.isEmpty && decision.matches.contains { $0.mode == .tell }))
  }
}
