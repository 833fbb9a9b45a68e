import Configuration
import Delivery
import Hummingbird
import Protection
import Quarantine
import Texting

/// The password of a protected email, for its sender to tell by telephone, or to have sent by text message. It is shown and
/// sent when the button asks for it, to who has shown once more that it is them.
struct SenderPasswordPage: Sendable {
  let page: SenderPage
  let confirm: ConfirmPage

  private var hasTexts: Bool { page.ground.settings.textMessages != nil }

  func add(to inside: RouterGroup<ConsoleContext>) {
    inside.get("password") { _, context in
      let visit = try context.signedInVisit()
      guard let person = visit.person else { return try await page.show(context) }
      return try await shown([], visit, person, context)
    }
    inside.post("password") { request, context in try await show(request, context) }
    guard hasTexts else { return }
    inside.get("password/text") { _, context in
      Response.redirect(to: try context.signedInVisit().path + "/password", type: .normal)
    }
    inside.post("password/text") { request, context in try await text(request, context) }
  }

  private struct Values {
    var path: String
    var passwords: [Words]
    var isShown: Bool
    var texts: TextPart?
    var errors: [FieldError]
  }

  private struct Words {
    var words: String
    /// Whom it is for; empty where it is for all.
    var recipients: [String]
    /// Who has one of their own.
    var agreed: [String]
    var hasAgreed: Bool

    init(_ password: SenderPassword, isAlone: Bool) {
      words = password.password.words
      recipients = isAlone && password.agreed.isEmpty ? [] : password.recipients
      agreed = password.agreed
      hasAgreed = !agreed.isEmpty
    }
  }

  private func show(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    _ = try await Form.checked(request, context)
    let visit = try context.signedInVisit()
    guard try await confirm.isConfirmed(request) else { return confirm.ask(visit.path + "/password") }
    guard let person = visit.person else { return try await page.show(context) }
    let desk = page.desk
    do {
      let passwords = try await work { try desk.passwords(of: visit.id, by: person) }
      guard !passwords.isEmpty else {
        return try await page.show(
          context, note: SenderPage.Note("No password is kept for this email."), status: .notFound)
      }
      return try await shown(
        passwords.map { Words($0, isAlone: passwords.count == 1) }, visit, person, context)
    } catch let fault as SenderFault {
      return try await page.answer(fault, context)
    }
  }

  private func text(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let form = try await Form.checked(request, context)
    let visit = try context.signedInVisit()
    // To send it is to tell it.
    guard try await confirm.isConfirmed(request) else { return confirm.ask(visit.path + "/password") }
    guard let person = visit.person else { return try await page.show(context) }
    let desk = page.desk
    let problem: String
    do {
      let number = try TextPart.number(form, page.ground.settings)
      try await work { try desk.textPassword(of: visit.id, to: number, by: person) }
      return .redirect(to: visit.path + "/password", type: .normal)
    } catch let fault as MobileNumberFault {
      problem = "\(fault)"
    } catch SenderFault.cannotText(_, let why) {
      problem = why
    } catch let fault as SenderFault {
      return try await page.answer(fault, context)
    }
    return try await shown([], visit, person, context, typed: form.text(TextPart.field) ?? "", problem)
  }

  private func shown(
    _ passwords: [Words], _ visit: LinkVisit, _ person: SenderPerson, _ context: ConsoleContext, typed: String = "",
    _ problem: String? = nil
  ) async throws -> Response {
    let desk = page.desk
    do {
      let texts = try await work { [hasTexts] () -> TextPart? in
        guard hasTexts, let texts = try desk.texts(about: visit.id, by: person) else { return nil }
        return TextPart(visit.path + "/password", texts, typed: typed, problem: problem)
      }
      let values = Values(
        path: visit.path, passwords: passwords, isShown: !passwords.isEmpty, texts: texts,
        errors: texts?.errors ?? [])
      return page.ground.views.page(
        "senders/password", values, title: (problem == nil ? "" : "Error: ") + "The password", context,
        status: problem == nil ? .ok : .unprocessableContent)
    } catch let fault as SenderFault {
      return try await page.answer(fault, context)
    }
  }
}
