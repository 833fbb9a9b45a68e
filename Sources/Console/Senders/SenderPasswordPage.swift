import Delivery
import Hummingbird
import Protection
import Quarantine

/// The password of a protected email, for its sender to tell by telephone. It is shown when the button asks for it, to who
/// has shown once more that it is them.
struct SenderPasswordPage: Sendable {
  let page: SenderPage
  let confirm: ConfirmPage

  func add(to inside: RouterGroup<ConsoleContext>) {
    inside.get("password") { _, context in
      let visit = try context.signedInVisit()
      return shown(Values(path: visit.path, passwords: [], isShown: false), context)
    }
    inside.post("password") { request, context in try await show(request, context) }
  }

  private struct Values {
    var path: String
    var passwords: [Words]
    var isShown: Bool
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
      return shown(
        Values(
          path: visit.path, passwords: passwords.map { Words($0, isAlone: passwords.count == 1) }, isShown: true),
        context)
    } catch let fault as SenderFault {
      return try await page.answer(fault, context)
    }
  }

  private func shown(_ values: Values, _ context: ConsoleContext) -> Response {
    page.ground.views.page("senders/password", values, title: "The password", context)
  }
}
