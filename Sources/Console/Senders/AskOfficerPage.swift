import Delivery
import Hummingbird
import Quarantine

/// Asks the officers who may end the wait to look.
struct AskOfficerPage: Sendable {
  let page: SenderPage

  func add(to link: RouterGroup<ConsoleContext>) {
    link.get("ask-officer") { _, context in try await show(context) }
    link.post("ask-officer") { request, context in try await ask(request, context) }
  }

  private struct Values {
    var path: String
  }

  private func show(_ context: ConsoleContext) async throws -> Response {
    let visit = try context.visit()
    guard visit.person != nil, visit.link.isCurrent else { return try await page.show(context) }
    return page.ground.views.page("senders/ask-officer", Values(path: visit.path), title: "Ask an officer", context)
  }

  private func ask(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let words = try await Form.checked(request, context).text("words") ?? ""
    let desk = page.desk
    return try await page.act(context, then: "asked") { visit, person in
      try desk.askOfficer(of: visit.id, words: words, by: person)
    }
  }
}
