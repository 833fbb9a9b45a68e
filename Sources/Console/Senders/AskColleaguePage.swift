import Delivery
import Hummingbird
import Quarantine

/// Asks a colleague to look at an email: one who may check its addresses where a rule has that done, else somebody to say
/// what they think. They get its reference alone.
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
    var title: String
    /// They are to confirm the addresses, and see no more of it.
    var isCheck: Bool
    var colleagues: [Colleague]
    var words: String
    var errors: [FieldError]
    var colleagueError: [String]
    var wordsError: [String]
  }

  /// Who can be asked, and for what.
  private func choice(_ visit: LinkVisit, _ person: SenderPerson) async throws -> (isCheck: Bool, people: [String]) {
    try await work { [desk = page.desk] in
      let isCheck = try desk.look(at: visit.id, by: person).acts.contains(.askToCheck)
      return (
        isCheck, try isCheck ? desk.checkers(for: visit.id, by: person) : desk.colleagues(for: visit.id, by: person)
      )
    }
  }

  private func show(_ context: ConsoleContext, _ form: Form, _ errors: [FieldError]) async throws -> Response {
    let visit = try context.signedInVisit()
    guard let person = visit.person, visit.link.isCurrent else { return try await page.show(context) }
    func words(_ field: String) -> [String] { errors.filter { $0.field == field }.map(\.words) }
    do {
      let (isCheck, people) = try await choice(visit, person)
      let values = Values(
        path: visit.path, title: isCheck ? "Ask somebody to check the addresses" : "Ask a colleague to check it",
        isCheck: isCheck,
        colleagues: people.enumerated().map { Colleague(address: $1, place: $0, isChosen: $1 == form["colleague"]) },
        words: form["words"] ?? "", errors: errors, colleagueError: words("colleague-0"), wordsError: words("words"))
      return page.ground.views.page(
        "senders/ask-colleague", values, title: (errors.isEmpty ? "" : "Error: ") + values.title, context,
        status: errors.isEmpty ? .ok : .unprocessableContent)
    } catch let fault as SenderFault {
      return try await page.answer(fault, context)
    }
  }

  private func ask(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let form = try await Form.checked(request, context)
    _ = try context.signedInVisit()
    let isCheck = form["check"] == "yes"
    var errors: [FieldError] = []
    if form.text("colleague") == nil { errors.append(FieldError(field: "colleague-0", words: "Choose a colleague")) }
    if !isCheck, form.text("words") == nil {
      errors.append(FieldError(field: "words", words: "Write what they are to check"))
    }
    guard let colleague = form.text("colleague"), errors.isEmpty else { return try await show(context, form, errors) }
    let (desk, words) = (page.desk, form.text("words") ?? "")
    return try await page.act(context, then: isCheck ? "checker" : "colleague") { visit, person in
      if isCheck {
        try desk.askToCheck(colleague, about: visit.id, by: person)
      } else {
        try desk.askColleague(of: visit.id, colleague: colleague, words: words, by: person)
      }
    }
  }
}
