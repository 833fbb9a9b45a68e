import Configuration
import Delivery
import Foundation
import Hummingbird
import Policy
import Quarantine

/// "A child is at risk now" (D15): the message goes to the professionals among its recipients at once, and the people who
/// protect children are told.
struct RiskPage: Sendable {
  let ground: Ground
  let room: ReadingRoom

  func add(to router: RouterGroup<ConsoleContext>) {
    router.get("at-risk") { _, context in try await show(context) }
    router.post("at-risk") { request, context in try await release(request, context) }
  }

  private struct Values {
    var path: String
    var hidden: [HiddenField]
    var plan: [PlanView]
    var hasPlan: Bool
  }

  private func show(_ context: ConsoleContext) async throws -> Response {
    let visit = try await ground.visit(context)
    guard let message = visit.seen.detail.message, visit.doesWait else { throw await ground.endedError(visit) }
    let desk = ground.desk
    var plan: ReleasePlan?
    do {
      plan = try await work { try desk.riskPlan(visit.id, by: visit.reader) }
    } catch DeskError.nobodyLeft {
      // There is no professional among them: the page says whom to phone.
    }
    let values = Values(
      path: visit.path,
      hidden: plan.map { [HiddenField(name: PlanField.name, value: PlanField.text($0.digest))] } ?? [],
      plan: plan?.items.map { PlanView($0, subject: message.facts.subject) } ?? [], hasPlan: plan != nil)
    return ground.views.page("held/risk", values, title: "A child is at risk now", context)
  }

  private func release(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let form = try await Form.checked(request, context.signedIn())
    let visit = try await ground.visit(context)
    guard visit.doesWait else { throw await ground.endedError(visit) }
    let digest = try PlanField.digest(form)
    let desk = ground.desk
    try await work { try desk.releaseAtRisk(visit.id, approved: digest, by: visit.reader) }
    room.forget(visit.id)
    return .redirect(to: visit.path, type: .normal)
  }
}
