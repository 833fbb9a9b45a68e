import Delivery
import Hummingbird
import Quarantine

/// "A child is at risk now" (D15), said by the sender: at once to the professionals, without a sign-in.
struct SenderRiskPage: Sendable {
  let page: SenderPage

  func add(to link: RouterGroup<ConsoleContext>) {
    link.get("at-risk") { _, context in try await show(context) }
    link.post("at-risk") { request, context in try await release(request, context) }
  }

  private struct Values {
    var path: String
    var plan: [SenderPlanView]
  }

  private func show(_ context: ConsoleContext) async throws -> Response {
    let visit = try context.visit()
    guard let person = visit.person, visit.link.isCurrent else { return try await page.show(context) }
    let desk = page.desk
    do {
      let plan = try await work { try desk.riskPlan(of: visit.id, by: person) }
      return page.ground.views.page(
        "senders/risk", Values(path: visit.path, plan: [SenderPlanView(plan, fields: [])]),
        title: "A child is at risk now", context)
    } catch let fault as SenderFault {
      return try await page.answer(fault, context)
    }
  }

  private func release(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let digest = try PlanField.digest(try await Form.checked(request, context))
    let desk = page.desk
    return try await page.act(context) { visit, person in
      try desk.releaseAtRisk(of: visit.id, approved: digest, by: person)
    }
  }
}
