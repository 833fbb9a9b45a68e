import Configuration
import Delivery
import Foundation
import Hummingbird
import Policy
import Quarantine

/// Where a colleague who was asked says what they think.
struct AnswerPage: Sendable {
  let ground: Ground

  func add(to router: RouterGroup<ConsoleContext>) {
    router.get("answer/:question") { _, context in try await show(context, Form([]), nil) }
    router.post("answer/:question") { request, context in try await answer(request, context) }
  }

  private struct Verdict {
    var value: String
    var label: String
    var isChosen: Bool
  }

  private struct Values {
    var path: String
    var action: String
    var subject: String
    var asker: String
    var question: String
    var verdicts: [Verdict]
    var words: String
    var errors: [FieldError]
    var error: String
    var hasError: Bool
  }

  /// The question of the path, if it is for this person and has no answer yet.
  private func question(_ visit: HeldVisit, _ context: ConsoleContext) async throws -> Question {
    let desk = ground.desk
    let name = context.parameters.get("question") ?? ""
    let questions = try await work { try desk.questions(about: visit.id, for: visit.reader) }
    guard let question = questions.first(where: { "\($0.id)" == name }),
      visit.reader.addresses.contains(question.colleague)
    else { throw ConsoleError.notFound }
    guard question.answer == nil else {
      throw ConsoleError.overtaken("You have answered this question. Nothing was changed.")
    }
    return question
  }

  private func show(_ context: ConsoleContext, _ form: Form, _ error: String?) async throws -> Response {
    let visit = try await ground.visit(context)
    let question = try await question(visit, context)
    let values = Values(
      path: visit.path, action: "\(visit.path)/answer/\(question.id)",
      subject: (visit.seen.detail.message?.facts.subject ?? "").shortened().orNoSubject, asker: question.asker,
      question: question.words,
      verdicts: Question.Verdict.allCases.map {
        Verdict(value: $0.rawValue, label: $0.words, isChosen: $0.rawValue == form["verdict"])
      }, words: form["words"] ?? "", errors: FieldError.list("verdict-may_go", error), error: error ?? "",
      hasError: error != nil)
    return ground.views.page(
      "held/answer", values, title: "Answer a colleague", context, status: error == nil ? .ok : .badRequest)
  }

  private func answer(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let form = try await Form.checked(request, context.signedIn())
    let visit = try await ground.visit(context)
    let question = try await question(visit, context)
    guard let verdict = form["verdict"].flatMap({ Question.Verdict(rawValue: $0) }) else {
      return try await show(context, form, "Choose what you think")
    }
    let desk = ground.desk
    try await work { try desk.answer(question.id, verdict, words: form.text("words") ?? "", by: visit.reader) }
    return .redirect(to: visit.path, type: .normal)
  }
}
