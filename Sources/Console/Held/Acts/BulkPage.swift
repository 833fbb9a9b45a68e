import Configuration
import Delivery
import Foundation
import Hummingbird
import Policy
import Quarantine

/// Releases or returns several messages at once, after they were shown once more. Deleting is never done so.
struct BulkPage: Sendable {
  let ground: Ground
  let room: ReadingRoom

  static let most = 100

  func add(to router: RouterGroup<ConsoleContext>) {
    router.get("held/bulk") { request, context in try await show(request, context) }
    router.post("held/bulk") { request, context in try await act(request, context) }
    router.get("held/undo") { request, context in
      let query = request.uri.queryParameters
      return try await Undo.show(try await visits(query.getAll("id").map { String($0) }, context), ground, context)
    }
    router.post("held/undo") { request, context in
      let form = try await Form.checked(request, context.signedIn())
      return try await Undo.takeBack(try await visits(form.all("id"), context), ground)
    }
  }

  private struct Values {
    var isReturn: Bool
    var act: String
    /// "Release 2 messages".
    var title: String
    var plans: [PlanView]
    var returns: [Line]
    var hidden: [HiddenField]
    var note: String
    var reason: String
    var errors: [FieldError]
    var error: String
    var hasError: Bool
    /// "3 recipients get something."
    var recipients: String
  }

  private struct Line {
    var reference: String
    var subject: String
    var to: String
  }

  /// - Throws: `ConsoleError.badRequest` for none, or more than a page holds.
  private func visits(_ references: [String], _ context: ConsoleContext) async throws -> [HeldVisit] {
    let visitor = try context.signedIn()
    var ids: [HeldID] = []
    for reference in references {
      guard let id = HeldID(reference) else { throw ConsoleError.notFound }
      if !ids.contains(id) { ids.append(id) }
    }
    guard !ids.isEmpty else { throw ConsoleError.badRequest("Choose at least one message in the list.") }
    guard ids.count <= Self.most else {
      throw ConsoleError.badRequest("Choose at most \(Self.most) messages at once.")
    }
    let ground = ground
    let chosen = ids
    let visits = try await work { try chosen.map { try HeldVisit($0, visitor, ground) } }
    for visit in visits {
      if visit.seen.sight == .nothing { throw ConsoleError.notFound }
      if visit.seen.sight == .masked { throw DeskError.notTheirs(visit.id) }
    }
    return visits
  }

  private func show(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let query = request.uri.queryParameters
    let visits = try await visits(query.getAll("id").map { String($0) }, context)
    return try await page(visits, isReturn: query["act"] == "return", Form([]), nil, context)
  }

  private func page(
    _ visits: [HeldVisit], isReturn: Bool, _ form: Form, _ error: String?, _ context: ConsoleContext
  ) async throws -> Response {
    let desk = ground.desk
    let ids = visits.map(\.id)
    let reader = visits[0].reader
    let subjects = Dictionary(
      visits.map { ($0.id, $0.seen.detail.message?.facts.subject ?? "") }, uniquingKeysWith: { one, _ in one })
    let title = "\(isReturn ? "Return" : "Release") \(ids.count == 1 ? "1 message" : "\(ids.count) messages")"
    var values = Values(
      isReturn: isReturn, act: isReturn ? "return" : "release", title: title, plans: [], returns: [], hidden: [],
      note: form["note"] ?? "", reason: form["reason"] ?? "", errors: FieldError.list("reason", error),
      error: error ?? "", hasError: error != nil, recipients: "")
    let digest: [UInt8]
    if isReturn {
      let plan = try await work { try desk.returnPlan(ids, by: reader) }
      digest = plan.digest
      values.returns = plan.items.map {
        Line(reference: "\($0.id)", subject: (subjects[$0.id] ?? "").shortened().orNoSubject, to: $0.to)
      }
    } else {
      let plan = try await work { try desk.plan(.whole, for: ids, by: reader) }
      digest = plan.digest
      values.recipients =
        plan.recipients == 1 ? "1 recipient gets something." : "\(plan.recipients) recipients get something."
      values.plans = plan.items.map { PlanView($0, subject: subjects[$0.id] ?? "") }
    }
    values.hidden =
      [HiddenField(name: PlanField.name, value: PlanField.text(digest)), HiddenField(name: "act", value: values.act)]
      + ids.map { HiddenField(name: "id", value: "\($0)") }
    return ground.views.page(
      "held/bulk", values, title: title, context,
      status: error == nil ? .ok : .badRequest)
  }

  private func act(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let form = try await Form.checked(request, context.signedIn())
    let visits = try await visits(form.all("id"), context)
    let isReturn = form["act"] == "return"
    let reason = form.text("reason")
    if isReturn, reason == nil {
      return try await page(visits, isReturn: true, form, "Say why they go back", context)
    }
    let digest = try PlanField.digest(form)
    let desk = ground.desk
    let ids = visits.map(\.id)
    let reader = visits[0].reader
    if !isReturn {
      let plan = try await work { try desk.plan(.whole, for: ids, by: reader) }
      guard plan.digest == digest else { throw DeskError.changed(ids[0]) }
      do {
        try await room.protect(plan, by: reader, ground)
      } catch let trouble as LockTrouble {
        throw ConsoleError.badRequest("\(trouble.words). Nothing was released: take it out of these, and open it.")
      }
    }
    try await work {
      if isReturn {
        try desk.giveBack(ids, note: form.text("note"), seen: digest, by: reader, reason: reason ?? "")
      } else {
        _ = try desk.release(.whole, ids, approved: digest, by: reader, reason: reason ?? "")
      }
    }
    for id in ids { room.forget(id) }
    return .redirect(to: "/held/undo?" + ids.map { "id=\($0)" }.joined(separator: "&"), type: .normal)
  }
}
