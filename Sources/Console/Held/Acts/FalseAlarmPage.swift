import Configuration
import Delivery
import Foundation
import Hummingbird
import Policy
import Quarantine

/// Notes that a message should not have been held, so that a rule can be mended. It goes on waiting.
struct FalseAlarmPage: Sendable {
  let ground: Ground

  func add(to router: RouterGroup<ConsoleContext>) {
    router.get("false-alarm") { _, context in try await show(context) }
    router.post("false-alarm") { request, context in try await mark(request, context) }
  }

  private struct Values {
    var path: String
    var subject: String
    var rules: [String]
    var isMarked: Bool
  }

  private func show(_ context: ConsoleContext) async throws -> Response {
    let visit = try await ground.visit(context)
    let store = ground.store
    let isMarked = try await work { try store.isFalseAlarm(visit.id) }
    let message = visit.seen.detail.message
    let values = Values(
      path: visit.path, subject: (message?.facts.subject ?? "").shortened().orNoSubject,
      rules: (message?.rules ?? []).filter { $0.mode == .enforce }.map(\.title), isMarked: isMarked)
    return ground.views.page("held/false-alarm", values, title: "False alarm", context)
  }

  private func mark(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let form = try await Form.checked(request, context.signedIn())
    let visit = try await ground.visit(context)
    let desk = ground.desk
    try await work { try desk.markFalseAlarm(visit.id, by: visit.reader, reason: form.text("reason") ?? "") }
    return .redirect(to: visit.path, type: .normal)
  }
}
