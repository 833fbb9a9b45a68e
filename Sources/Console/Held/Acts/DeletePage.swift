import Configuration
import Delivery
import Foundation
import Hummingbird
import Policy
import Quarantine

/// Destroys one message of which its sender has a copy: never several at once, never one of child protection.
struct DeletePage: Sendable {
  let ground: Ground
  let room: ReadingRoom

  func add(to router: RouterGroup<ConsoleContext>) {
    router.get("delete") { _, context in try await show(context, Form([]), []) }
    router.post("delete") { request, context in try await delete(request, context) }
  }

  private struct Values {
    var path: String
    var subject: String
    var sender: String
    var hasReturn: Bool
    var reason: String
    var confirmed: String
    var hidden: [HiddenField]
    var errors: [FieldError]
    var reasonError: [String]
    var confirmedError: [String]
  }

  private func show(_ context: ConsoleContext, _ form: Form, _ errors: [FieldError]) async throws -> Response {
    let visit = try await ground.visit(context)
    guard let message = visit.seen.detail.message, visit.doesWait else { throw await ground.endedError(visit) }
    let desk = ground.desk
    let plan = try await work { try desk.deletePlan(visit.id, by: visit.reader) }
    func words(_ field: String) -> [String] { errors.filter { $0.field == field }.map(\.words) }
    let values = Values(
      path: visit.path, subject: message.facts.subject.shortened().orNoSubject, sender: message.identity,
      hasReturn: plan.senderHasReturn, reason: form["reason"] ?? "", confirmed: form["confirmed"] ?? "",
      hidden: [HiddenField(name: PlanField.name, value: PlanField.text(plan.digest))], errors: errors,
      reasonError: words("reason"), confirmedError: words("confirmed"))
    return ground.views.page(
      "held/delete", values, title: "Delete", context, status: errors.isEmpty ? .ok : .badRequest)
  }

  private func delete(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let form = try await Form.checked(request, context.signedIn())
    let visit = try await ground.visit(context)
    guard visit.doesWait else { throw await ground.endedError(visit) }
    let desk = ground.desk
    let store = ground.store
    let hasReturn = try await work { try store.senderHasReturn(of: visit.id) }
    var errors: [FieldError] = []
    let reason = form.text("reason")
    let confirmed = form.text("confirmed")
    if reason == nil { errors.append(FieldError(field: "reason", words: "Say why it is deleted")) }
    if !hasReturn, confirmed == nil {
      errors.append(FieldError(field: "confirmed", words: "Say who told you that its sender has a copy"))
    }
    guard let reason, errors.isEmpty else { return try await show(context, form, errors) }
    let digest = try PlanField.digest(form)
    let copy: SenderCopy =
      if hasReturn { .returnTaken } else { .confirmed(by: confirmed ?? "", at: store.time) }
    try await work {
      try desk.delete(visit.id, senderHas: copy, approved: digest, by: visit.reader, reason: reason)
    }
    room.forget(visit.id)
    return .redirect(to: visit.path, type: .normal)
  }
}
