import Accounts
import Hummingbird

/// The code of the authenticator app, or one of those on paper.
struct CodePage: Sendable {
  private let signIn: SignInPage

  init(_ signIn: SignInPage) { self.signIn = signIn }

  private struct Values {
    var fault: FormFault?
    var ticket: String
    var fields: [KeptForm.Field]
  }

  func post(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let form = try await Form.read(request)
    let carried = Carried(form)
    let (accounts, client) = (signIn.ground.accounts, signIn.whence.client(request, context))
    let (ticket, code) = (form["ticket"] ?? "", form.text("code") ?? "")
    guard !code.isEmpty else {
      return show(ticket, carried, FormFault("Enter the code.", field: "code"), context)
    }
    do {
      let entry = try await work { try accounts.signIn(ticket: ticket, code: code, from: client) }
      return try await signIn.door.enter(entry, carried, request, context)
    } catch let error as AccountsError {
      guard var fault = FormFault(error, field: "code") else { throw error }
      guard error.kind != .expired else {
        fault.words = "That took too long, or there were too many wrong codes. Enter your password again."
        fault.field = "address"
        return signIn.show(carried, fault, context)
      }
      if error.kind == .refused { fault.words = "That code is not right. Enter the one that the app shows now." }
      return show(ticket, carried, fault, context)
    }
  }

  func show(_ ticket: String, _ carried: Carried, _ fault: FormFault? = nil, _ context: ConsoleContext) -> Response {
    signIn.ground.views.form(
      "sign-in/code", Values(fault: fault, ticket: ticket, fields: carried.fields), title: "Enter your code", fault,
      context)
  }
}
