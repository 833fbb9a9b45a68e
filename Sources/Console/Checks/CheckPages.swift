import Configuration
import Delivery
import Foundation
import Hummingbird
import Policy
import Quarantine

/// Where a colleague confirms the addresses of held mail: whom it goes to and why it is held, never what is in it.
struct CheckPages: Sendable {
  let ground: Ground

  func add(to router: RouterGroup<ConsoleContext>) {
    router.get("checks") { _, context in try await list(context) }
    router.get("checks/:reference") { _, context in try await show(context, Form([]), nil) }
    router.post("checks/:reference") { request, context in try await answer(request, context) }
  }

  private struct Line: Sendable {
    var path: String
    var reference: String
    var sender: String
    var sent: String
    var recipients: String
  }

  private struct List: Sendable {
    var lines: [Line]
    var hasLines: Bool
  }

  private func list(_ context: ConsoleContext) async throws -> Response {
    let reader = try await work { [visitor = try context.signedIn()] in try ground.reader(visitor) }
    let desk = ground.desk
    let plans = try await work { try desk.checks(for: reader) }
    let lines = plans.compactMap { plan in
      plan.ids.first.map { id in
        Line(
          path: "/checks/\(id)", reference: "\(id)", sender: plan.sender, sent: BritishTime().words(plan.receivedAt),
          recipients: plan.recipients.summary)
      }
    }
    return ground.views.page(
      "checks/list", List(lines: lines, hasLines: !lines.isEmpty), title: "Addresses to check", context)
  }

  private struct Recipient: Sendable {
    var address: String
    var kind: String
    var note: String
    var hasNote: Bool
  }

  private struct Reason: Sendable {
    var title: String
    var words: String
    var clause: String
  }

  private struct Values: Sendable {
    var path: String
    var reference: String
    var sender: String
    var sent: String
    var count: String
    var recipients: [Recipient]
    var reasons: [Reason]
    var isProtected: Bool
    var then: String
    /// Where it may be read, too.
    var messagePath: String
    var mayRead: Bool
    var refused: String
    var isRefused: Bool
    var plan: String
    var reason: String
    var errors: [FieldError]
    var error: String
    var hasError: Bool
  }

  private func show(_ context: ConsoleContext, _ form: Form, _ error: String?) async throws -> Response {
    let (id, reader) = try await asked(context)
    let desk = ground.desk
    let plan = try await work { try desk.checkPlan(id, by: reader) }
    let values = Values(
      path: "/checks/\(id)", reference: plan.ids.map { "\($0)" }.joined(separator: ", "), sender: plan.sender,
      sent: BritishTime().words(plan.receivedAt), count: plan.recipients.summary,
      recipients: plan.recipients.map {
        Recipient(
          address: $0.address, kind: AudienceKind(rawValue: $0.kind)?.label ?? $0.kind, note: $0.note ?? "",
          hasNote: $0.note != nil)
      }, reasons: plan.reasons.map { Reason(title: $0.title, words: $0.publicReason, clause: $0.clause) },
      isProtected: plan.isProtected, then: Self.then(plan.rest), messagePath: "/held/\(id)", mayRead: plan.mayRead,
      refused: plan.earlier.map { "\($0.by) has refused them: \($0.reason)" } ?? "", isRefused: plan.earlier != nil,
      plan: PlanField.text(plan.digest), reason: form["reason"] ?? "", errors: FieldError.list("reason", error),
      error: error ?? "", hasError: error != nil)
    return ground.views.page(
      "checks/check", values, title: "Check the addresses", context, status: error == nil ? .ok : .badRequest)
  }

  private func answer(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let form = try await Form.checked(request, context.signedIn())
    let (id, reader) = try await asked(context)
    let desk = ground.desk
    // First of all: whose it is not learns nothing from what the form lacks.
    _ = try await work { try desk.checkPlan(id, by: reader) }
    let digest = try PlanField.digest(form)
    let reason = form.text("reason")
    switch form["answer"] {
    case "confirm":
      try await work { try desk.confirmCheck(id, approved: digest, by: reader, reason: reason ?? "") }
    case "refuse":
      guard let reason else {
        return try await show(context, form, "Write what is wrong with the addresses; the sender reads it")
      }
      try await work { try desk.refuseCheck(id, approved: digest, by: reader, reason: reason) }
    default: throw ConsoleError.badRequest("The page was sent in part. Go back, load it again, and send it once more.")
    }
    return .redirect(to: "/checks", type: .normal)
  }

  private func asked(_ context: ConsoleContext) async throws -> (HeldID, Reader) {
    let visitor = try context.signedIn()
    let id = try ground.reference(context)
    let ground = ground
    return (id, try await work { try ground.reader(visitor) })
  }

  private static func then(_ rest: Releaser?) -> String {
    switch rest {
    case nil: "Once you confirm the addresses, the message goes on within a minute. That cannot be taken back."
    case .officer?: "Once you confirm the addresses, an officer still decides whether the message goes."
    case .sender?, .colleague?: "Once you confirm the addresses, its sender still decides how the message goes."
    }
  }
}
