import Accounts
import Configuration
import Hummingbird

/// Address and password; or the way to the school's provider.
struct SignInPage: Sendable {
  let ground: Ground
  let door: SignInDoor
  let threads: PasswordThreads
  let whence: Whence

  private struct Values {
    var fault: FormFault?
    var address: String
    var fields: [KeptForm.Field]
    /// For the address of the provider's page: "?then=…", or nothing.
    var query: String
    var isKept: Bool
    var hasLeft: Bool
    /// The words on the button of the provider; nil where there is none.
    var provider: String?
    var hasPasswords: Bool
    var hasInvitations: Bool
  }

  func get(_ request: Request, _ context: ConsoleContext) -> Response {
    let carried = Carried(then: request.uri.queryParameters["then"].map(String.init))
    if context.visitor != nil { return Response.redirect(to: carried.target) }
    return show(carried, hasLeft: request.uri.queryParameters["out"] != nil, context)
  }

  func post(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let form = try await Form.read(request)
    let carried = Carried(form)
    let (accounts, address, password) = (ground.accounts, form.text("address") ?? "", form["password"] ?? "")
    guard !address.isEmpty, !password.isEmpty else {
      let fault = FormFault(
        address.isEmpty ? "Enter your email address." : "Enter your password.",
        field: address.isEmpty ? "address" : "password")
      return show(carried, fault, address: address, context)
    }
    let client = whence.client(request, context)
    do {
      switch try await threads.run({ try accounts.signIn(address, password: password, from: client) }) {
      case .signedIn(let entry): return try await door.enter(entry, carried, request, context)
      case .codeNeeded(let ticket): return CodePage(self).show(ticket, carried, nil, context)
      case .enrolmentNeeded(let enrolment): return EnrolmentPage(self).show(enrolment, carried, nil, context)
      }
    } catch let error as AccountsError {
      guard let fault = FormFault(error, field: "address") else { throw error }
      return show(carried, fault, address: address, context)
    }
  }

  func show(
    _ carried: Carried, _ fault: FormFault? = nil, address: String = "", hasLeft: Bool = false,
    _ context: ConsoleContext
  ) -> Response {
    let settings = ground.settings.console.signIn
    var context = context
    context.visitor = nil
    return ground.views.form(
      "sign-in/sign-in",
      Values(
        fault: fault, address: address, fields: carried.fields, query: carried.query, isKept: carried.kept != nil,
        hasLeft: hasLeft, provider: settings.singleSignOn?.label, hasPasswords: settings.passwords,
        hasInvitations: ground.hasAccountPages), title: "Sign in",
      fault, context)
  }
}
