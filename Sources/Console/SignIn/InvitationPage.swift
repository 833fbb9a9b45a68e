import Accounts
import Hummingbird

/// Opens an account: the one-time code of the invitation, then a password, then the authenticator app.
struct InvitationPage: Sendable {
  private let signIn: SignInPage
  private var ground: Ground { signIn.ground }

  init(_ signIn: SignInPage) { self.signIn = signIn }

  private struct CodeValues {
    var fault: FormFault?
  }

  private struct PasswordValues {
    var fault: FormFault?
    var code: String
    var address: String
    var shortest: Int
  }

  func get(_ context: ConsoleContext) -> Response { askForCode(nil, context) }

  /// The code.
  func post(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let form = try await Form.read(request)
    let (accounts, code) = (ground.accounts, form.text("code") ?? "")
    guard let account = try await work({ try accounts.invited(by: code) }) else {
      return askForCode(Self.wrong, context)
    }
    return askForPassword(code, account, nil, context)
  }

  /// Code and password.
  func postPassword(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let form = try await Form.read(request)
    let (accounts, code, password) = (ground.accounts, form.text("code") ?? "", form["password"] ?? "")
    guard let account = try await work({ try accounts.invited(by: code) }) else {
      return askForCode(Self.wrong, context)
    }
    do {
      let enrolment = try await signIn.threads.run { try accounts.accept(code, password: password) }
      return EnrolmentPage(signIn).show(enrolment, Carried(), nil, context)
    } catch let error as AccountsError {
      guard let fault = FormFault(error, field: "password") else { throw error }
      return error.kind == .expired
        ? askForCode(Self.wrong, context) : askForPassword(code, account, fault, context)
    }
  }

  private static let wrong = FormFault(
    "That code does not serve: it is mistyped, too old, or was used. Check it, or ask for a new one.", field: "code")

  private func askForCode(_ fault: FormFault?, _ context: ConsoleContext) -> Response {
    ground.views.form("sign-in/invitation", CodeValues(fault: fault), title: "Open your account", fault, context)
  }

  private func askForPassword(
    _ code: String, _ account: Account, _ fault: FormFault?, _ context: ConsoleContext
  ) -> Response {
    ground.views.form(
      "sign-in/password",
      PasswordValues(
        fault: fault, code: code, address: account.address, shortest: AccountStore.shortestPassword),
      title: "Choose a password", fault, context)
  }
}
