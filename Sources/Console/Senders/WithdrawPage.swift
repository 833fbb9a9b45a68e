import Delivery
import Hummingbird
import Quarantine

/// "Do not send it": it comes back to its sender, whole.
struct WithdrawPage: Sendable {
  let page: SenderPage

  func add(to link: RouterGroup<ConsoleContext>) {
    link.get("withdraw") { _, context in try await show(context) }
    link.post("withdraw") { request, context in try await withdraw(request, context) }
  }

  private struct Values {
    var path: String
    var to: String
    /// How many of its case come back.
    var messages: Int
    var isCase: Bool
    var hidden: [HiddenField]
  }

  private func show(_ context: ConsoleContext) async throws -> Response {
    let visit = try context.visit()
    guard let person = visit.person, visit.link.isCurrent else { return try await page.show(context) }
    let desk = page.desk
    do {
      let plan = try await work { try desk.withdrawal(of: visit.id, by: person) }
      let values = Values(
        path: visit.path, to: plan.to, messages: plan.messages, isCase: plan.messages > 1,
        hidden: [HiddenField(name: PlanField.name, value: PlanField.text(plan.digest))])
      return page.ground.views.page("senders/withdraw", values, title: "Do not send it", context)
    } catch let fault as SenderFault {
      return try await page.answer(fault, context)
    }
  }

  private func withdraw(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let digest = try PlanField.digest(try await Form.checked(request, context))
    let desk = page.desk
    return try await page.act(context) { visit, person in
      try desk.withdraw(of: visit.id, approved: digest, by: person)
    }
  }
}
