import Delivery
import Milter
import Policy
import Quarantine

extension Acting {
  /// Stores the message for those who get it under a password; when this returns each copy is in the outbox (D19, D20).
  /// Where it cannot be protected, their copies join those that are held.
  func sendProtected(
    _ plan: inout ActionPlan, _ judgement: Judgement, _ transaction: Transaction, _ origin: Origin,
    progress: @escaping () -> Void
  ) throws {
    guard !plan.protected.isEmpty else { return }
    let form = gate.protect(
      transaction.message, judgement, for: Set(plan.protected.flatMap(\.recipients)), text: plan.protectsText,
      identity: origin.identity, envelope: transaction.envelope, headersWereCut: transaction.headersWereCut,
      progress: progress)
    guard let form else { return plan.holdProtected() }
    let message = HeldMessage(judgement, origin, passing: plan.protected)
    // The password is to be told for as long as a released message is kept.
    let stored = try store.accept(
      message, content: transaction.message, how: .init(forgets: false), protected: form,
      announcing: dispatch.announcement(ofProtected: message, text: plan.protectsText))
    if !stored.isRepeat { outbox.wake() }
  }
}
