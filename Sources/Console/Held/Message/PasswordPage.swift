import Configuration
import Delivery
import Foundation
import Hummingbird
import Policy
import Protection
import Quarantine
import Texting

/// The password that a message has gone under, for its sender to be told by telephone, or a recipient by text message. That
/// somebody sees it or has it sent stands on the audit trail before.
struct PasswordPage: Sendable {
  let ground: Ground

  func add(to router: RouterGroup<ConsoleContext>) {
    router.get("password") { _, context in try await show(context) }
    guard ground.settings.textMessages != nil else { return }
    router.post("password/text") { request, context in try await text(request, context) }
  }

  private struct Values {
    var path: String
    var subject: String
    var sender: String
    var words: String
    var hasWords: Bool
    /// Who has a password of their own.
    var agreed: [String]
    var hasAgreed: Bool
    var texts: TextPart?
    var errors: [FieldError]
  }

  private func show(
    _ context: ConsoleContext, typed: String = "", problem: String? = nil
  ) async throws -> Response {
    let visit = try await ground.visit(context)
    let (desk, hasTexts) = (ground.desk, ground.settings.textMessages != nil)
    let path = visit.path + "/password"
    let (password, texts) = try await work { () -> (Password?, TextPart?) in
      let password = try desk.password(of: visit.id, for: visit.reader)
      guard hasTexts, password != nil else { return (password, nil) }
      let texts = try desk.texts(about: visit.id, for: visit.reader)
      return (password, TextPart(path, texts, typed: typed, problem: problem))
    }
    let agreed = try await work { try desk.agreedReaders(of: visit.id, for: visit.reader) }
    let message = visit.seen.detail.message
    let values = Values(
      path: visit.path, subject: message?.facts.subject.shortened().orNoSubject ?? "Held message \(visit.id)",
      sender: message?.identity ?? "", words: password?.words ?? "", hasWords: password != nil, agreed: agreed,
      hasAgreed: !agreed.isEmpty, texts: texts, errors: texts?.errors ?? [])
    return ground.views.page(
      "held/password", values, title: (problem == nil ? "" : "Error: ") + "Password", context,
      status: problem == nil ? .ok : .unprocessableContent)
  }

  private func text(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let form = try await Form.checked(request, context.signedIn())
    let visit = try await ground.visit(context)
    let desk = ground.desk
    let problem: String
    do {
      let number = try TextPart.number(form, ground.settings)
      try await work { try desk.textPassword(of: visit.id, to: number, by: visit.reader) }
      return .redirect(to: visit.path + "/password", type: .normal)
    } catch let fault as MobileNumberFault {
      problem = "\(fault)"
    } catch DeskError.cannotText(_, let why) {
      problem = why
    }
    return try await show(context, typed: form.text(TextPart.field) ?? "", problem: problem)
  }
}
