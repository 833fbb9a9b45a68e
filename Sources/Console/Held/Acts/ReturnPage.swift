import Configuration
import Delivery
import Foundation
import Hummingbird
import Policy
import Quarantine

/// Gives a message back to its sender with a note.
struct ReturnPage: Sendable {
  let ground: Ground
  let room: ReadingRoom

  func add(to router: RouterGroup<ConsoleContext>) {
    router.get("return") { _, context in try await show(context, Form([]), error: nil) }
    router.post("return") { request, context in try await giveBack(request, context) }
  }

  private struct Values {
    var path: String
    var subject: String
    var to: String
    var note: String
    var reason: String
    var hidden: [HiddenField]
    var errors: [FieldError]
    var error: String
    var hasError: Bool
    var grace: Int64
  }

  private func show(_ context: ConsoleContext, _ form: Form, error: String?) async throws -> Response {
    let visit = try await ground.visit(context)
    guard let message = visit.seen.detail.message, visit.doesWait else { throw await ground.endedError(visit) }
    let desk = ground.desk
    let plan = try await work { try desk.returnPlan([visit.id], by: visit.reader) }
    let values = Values(
      path: visit.path, subject: message.facts.subject.shortened().orNoSubject, to: plan.items.first?.to ?? "",
      note: form["note"] ?? "", reason: form["reason"] ?? "",
      hidden: [HiddenField(name: PlanField.name, value: PlanField.text(plan.digest))],
      errors: FieldError.list("reason", error), error: error ?? "", hasError: error != nil, grace: desk.grace)
    return ground.views.page(
      "held/return", values, title: "Return to its sender", context, status: error == nil ? .ok : .badRequest)
  }

  private func giveBack(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let form = try await Form.checked(request, context.signedIn())
    let visit = try await ground.visit(context)
    guard visit.doesWait else { throw await ground.endedError(visit) }
    guard let reason = form.text("reason") else {
      return try await show(context, form, error: "Say why it goes back")
    }
    let digest = try PlanField.digest(form)
    let desk = ground.desk
    try await work {
      try desk.giveBack([visit.id], note: form.text("note"), seen: digest, by: visit.reader, reason: reason)
    }
    room.forget(visit.id)
    return .redirect(to: visit.path + "/undo", type: .normal)
  }
}

extension Desk {
  /// Gives messages back with a note that was written after the plan was shown: by its digest without a note it is sure
  /// that nothing else has changed, since what a message was never comes back once it was something else.
  func giveBack(
    _ ids: [HeldID], note: String?, seen digest: [UInt8], by reader: Reader, reason: String
  ) throws(DeskError) {
    guard let first = ids.first else { return }
    let plan = try returnPlan(ids, note: note, by: reader)
    guard try returnPlan(ids, by: reader).digest == digest else { throw .changed(first) }
    _ = try giveBack(ids, note: note, approved: plan.digest, by: reader, reason: reason)
  }
}
