import Delivery
import Milter
import Policy
import Protection
import Quarantine
import Spool

extension Acting {
  /// Stores the message for those who get it under a password; when this returns each copy is in the outbox (D19, D20).
  /// Where it cannot be protected, their copies join those that are held; where all of it needs a password already, they go
  /// as they are. Who has agreed on a password with the school opens it with that.
  func sendProtected(
    _ plan: inout ActionPlan, _ judgement: Judgement, _ transaction: Transaction, _ origin: Origin,
    progress: @escaping () -> Void
  ) throws {
    guard !plan.protected.isEmpty else { return }
    var all: [(copies: [MessageCopy], form: ProtectedForm, isAgreed: Bool)] = []
    for group in try groups(of: plan.protected, transaction.envelope) {
      let outcome = gate.protect(
        transaction.message, judgement, for: Set(group.copies.flatMap(\.recipients)), text: plan.protectsText,
        identity: origin.identity, envelope: transaction.envelope, headersWereCut: transaction.headersWereCut,
        agreed: group.password, progress: progress)
      switch outcome {
      case .form(let form): all.append((group.copies, form, group.password != nil))
      case .lockedAlready: return plan.passProtected()
      case .impossible: return plan.holdProtected()
      }
    }
    for part in all {
      let message = HeldMessage(judgement, origin, passing: part.copies)
      // The password is to be told for as long as a released message is kept.
      let stored = try store.accept(
        message, content: transaction.message, how: .init(forgets: false), protected: part.form,
        announcing: dispatch.announcement(
          ofProtected: message, text: plan.protectsText,
          agreed: part.isAgreed ? .everybody : .nobody))
      if !stored.isRepeat { outbox.wake() }
    }
  }

  /// Copies cut so that all who get one open it with one password, and put together by that. Each group is a message of its
  /// own, since it has a form of its own.
  private func groups(
    of copies: [MessageCopy], _ envelope: Envelope
  ) throws -> [(password: Password?, copies: [MessageCopy])] {
    var groups: [(password: Password?, copies: [MessageCopy])] = []
    for copy in copies {
      var parts: [(password: Password?, recipients: [Int])] = []
      for recipient in copy.recipients {
        let password = try store.agreedPassword(for: envelope.recipients[recipient].address)
        if let index = parts.firstIndex(where: { $0.password == password }) {
          parts[index].recipients.append(recipient)
        } else {
          parts.append((password, [recipient]))
        }
      }
      for part in parts {
        let own = MessageCopy(recipients: part.recipients, shown: copy.shown, route: copy.route)
        if let index = groups.firstIndex(where: { $0.password == part.password }) {
          groups[index].copies.append(own)
        } else {
          groups.append((part.password, [own]))
        }
      }
    }
    return groups
  }
}
