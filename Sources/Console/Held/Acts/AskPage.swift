import Configuration
import Delivery
import Foundation
import Hummingbird
import Policy
import Quarantine

/// Asks a colleague to look at a message. They get its reference alone.
struct AskPage: Sendable {
  let ground: Ground

  func add(to router: RouterGroup<ConsoleContext>) {
    router.get("ask") { _, context in try await show(context, Form([]), []) }
    router.post("ask") { request, context in try await ask(request, context) }
  }

  private struct Colleague {
    var address: String
    var place: Int
    var isChosen: Bool
  }

  private struct Values {
    var path: String
    var subject: String
    var colleagues: [Colleague]
    var hasColleagues: Bool
    var words: String
    var errors: [FieldError]
    var colleagueError: [String]
    var wordsError: [String]
  }

  private func show(_ context: ConsoleContext, _ form: Form, _ errors: [FieldError]) async throws -> Response {
    let visit = try await ground.visit(context)
    let desk = ground.desk
    let colleagues = try await work { try desk.colleagues(for: visit.id, of: visit.reader) }
    func words(_ field: String) -> [String] { errors.filter { $0.field == field }.map(\.words) }
    let values = Values(
      path: visit.path, subject: (visit.seen.detail.message?.facts.subject ?? "").shortened().orNoSubject,
      colleagues: colleagues.enumerated().map {
        Colleague(address: $1, place: $0, isChosen: $1 == form["colleague"])
      }, hasColleagues: !colleagues.isEmpty, words: form["words"] ?? "", errors: errors,
      colleagueError: words("colleague-0"), wordsError: words("words"))
    return ground.views.page(
      "held/ask", values, title: "Ask a colleague", context, status: errors.isEmpty ? .ok : .badRequest)
  }

  private func ask(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let form = try await Form.checked(request, context.signedIn())
    let visit = try await ground.visit(context)
    var errors: [FieldError] = []
    if form.text("colleague") == nil { errors.append(FieldError(field: "colleague-0", words: "Choose a colleague")) }
    if form.text("words") == nil { errors.append(FieldError(field: "words", words: "Write what you want to know")) }
    guard let colleague = form.text("colleague"), let words = form.text("words"), errors.isEmpty else {
      return try await show(context, form, errors)
    }
    let desk = ground.desk
    let path = visit.path
    try await work {
      // The same form sent twice asks once.
      let isAsked = try desk.questions(about: visit.id, for: visit.reader).contains {
        $0.colleague == colleague.lowercased() && $0.words == String(words.prefix(2_000)) && $0.answer == nil
      }
      if !isAsked { try desk.ask(colleague, about: visit.id, words: words, by: visit.reader) }
    }
    return .redirect(to: path, type: .normal)
  }
}
