import Delivery
import Hummingbird
import Quarantine

/// Asks a colleague to check an email. They get its reference alone.
struct AskColleaguePage: Sendable {
  let page: SenderPage

  func add(to link: RouterGroup<ConsoleContext>) {
    link.get("ask-colleague") { _, context in try await show(context, Form([]), []) }
    link.post("ask-colleague") { request, context in try await ask(request, context) }
  }

  private struct Colleague {
    var address: String
    var place: Int
    var isChosen: Bool
  }

  private struct Values {
    var path: String
    var colleagues: [Colleague]
    var words: String
    var errors: [FieldError]
    var colleagueError: [String]
    var wordsError: [String]
  }

  private func show(_ context: ConsoleContext, _ form: Form, _ errors: [FieldError]) async throws -> Response {
    let visit = try context.signedInVisit()
    guard let person = visit.person, visit.link.isCurrent else { return try await page.show(context) }
    let desk = page.desk
    func words(_ field: String) -> [String] { errors.filter { $0.field == field }.map(\.words) }
    do {
      let colleagues = try await work { try desk.colleagues(for: visit.id, by: person) }
      let values = Values(
        path: visit.path,
        colleagues: colleagues.enumerated().map {
          Colleague(address: $1, place: $0, isChosen: $1 == form["colleague"])
        }, words: form["words"] ?? "", errors: errors, colleagueError: words("colleague-0"), wordsError: words("words"))
      return page.ground.views.page(
        "senders/ask-colleague", values, title: (errors.isEmpty ? "" : "Error: ") + "Ask a colleague to check it",
        context, status: errors.isEmpty ? .ok : .unprocessableContent)
    } catch let fault as SenderFault {
      return try await page.answer(fault, context)
    }
  }

  private func ask(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let form = try await Form.checked(request, context)
    _ = try context.signedInVisit()
    var errors: [FieldError] = []
    if form.text("colleague") == nil { errors.append(FieldError(field: "colleague-0", words: "Choose a colleague")) }
    if form.text("words") == nil { errors.append(FieldError(field: "words", words: "Write what they are to check")) }
    guard let colleague = form.text("colleague"), let words = form.text("words"), errors.isEmpty else {
      return try await show(context, form, errors)
    }
    let desk = page.desk
    return try await page.act(context, then: "colleague") { visit, person in
      try desk.askColleague(of: visit.id, colleague: colleague, words: words, by: person)
    }
  }
}
