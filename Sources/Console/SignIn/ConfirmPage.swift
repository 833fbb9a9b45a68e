import Accounts
import Configuration
import Hummingbird

/// Asks somebody who is signed in to show once more that it is them, before a grave action.
struct ConfirmPage: Sendable {
  private let signIn: SignInPage
  private var ground: Ground { signIn.ground }
  private static let afterwards = "/account?done=confirmed"

  init(_ signIn: SignInPage) { self.signIn = signIn }

  func add(to inside: RouterGroup<ConsoleContext>) {
    inside.get("account/confirm") { request, context in
      try await show(Carried(then: request.uri.queryParameters["then"].map(String.init)), nil, context)
    }
    inside.post("account/confirm") { request, context in try await post(request, context) }
  }

  /// The way to this page and back to one's account.
  var ask: Response { ask(Self.afterwards) }

  /// - Parameter path: where to go on.
  func ask(_ path: String) -> Response { .redirect(to: "/account/confirm" + Carried(then: path).query) }

  func isConfirmed(_ request: Request) async throws -> Bool {
    let (accounts, token) = (ground.accounts, signIn.door.token(request) ?? "")
    return try await work { try accounts.session(token).map { accounts.isConfirmed($0) } ?? false }
  }

  private struct Values {
    var fault: FormFault?
    var fields: [KeptForm.Field]
    var query: String
    var hasPassword: Bool
    var provider: String?
    var back: String
  }

  private func post(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let form = try await Form.checked(request, context.signedIn())
    let carried = Carried(form)
    let (accounts, client) = (ground.accounts, signIn.whence.client(request, context))
    let (token, password) = (signIn.door.token(request) ?? "", form["password"] ?? "")
    do {
      let entry = try await signIn.threads.run { try accounts.confirm(token, password: password, from: client) }
      return signIn.door.opened(.redirect(to: carried.target), entry)
    } catch let error as AccountsError {
      guard var fault = FormFault(error, field: "password") else { throw error }
      if error.kind == .refused { fault.words = "That password is not right." }
      return try await show(carried, fault, context)
    }
  }

  private func show(_ carried: Carried, _ fault: FormFault?, _ context: ConsoleContext) async throws -> Response {
    let visitor = try context.signedIn()
    let accounts = ground.accounts
    let account = try await work { try accounts.account(visitor.address) }
    return ground.views.form(
      "sign-in/confirm",
      Values(
        fault: fault, fields: carried.fields, query: Carried(then: carried.target).query,
        hasPassword: account?.hasPassword == true,
        provider: account?.usesSingleSignOn == true ? ground.settings.console.signIn.singleSignOn?.label : nil,
        back: ground.hasAccountPages ? "/account" : carried.target),
      title: "Is it you?", fault, context)
  }
}
