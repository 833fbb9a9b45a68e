import Accounts
import Hummingbird

/// Sets the authenticator app up, and shows the recovery codes once.
struct EnrolmentPage: Sendable {
  private let signIn: SignInPage
  private var ground: Ground { signIn.ground }

  init(_ signIn: SignInPage) { self.signIn = signIn }

  private struct Values {
    var fault: FormFault?
    var ticket: String
    var address: String
    /// In groups of four.
    var secret: String
    var appAddress: String
    var isRequired: Bool
    var fields: [KeptForm.Field]
  }

  func post(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let form = try await Form.read(request)
    let carried = Carried(form)
    let (accounts, client, ticket) = (ground.accounts, signIn.whence.client(request, context), form["ticket"] ?? "")
    let code = form["later"] == nil ? form.text("code") ?? "" : nil
    do {
      let enrolled = try await work { try accounts.finish(ticket, code: code, from: client) }
      guard !enrolled.recoveryCodes.isEmpty else {
        return try await signIn.door.enter(enrolled.entry, carried, request, context)
      }
      let inside = try await signIn.door.admit(enrolled.entry, request, context)
      return signIn.door.opened(
        RecoveryCodesPage(ground: ground).show(enrolled.recoveryCodes, carried, inside), enrolled.entry)
    } catch let error as AccountsError {
      guard var fault = FormFault(error, field: "code") else { throw error }
      let enrolment = try? await work { try accounts.enrolment(ticket) }
      guard error.kind == .refused, let enrolment else {
        fault.words = "That took too long, or there were too many wrong codes. Begin again."
        fault.field = "address"
        return signIn.show(carried, fault, context)
      }
      fault.words =
        "That code is not right. Enter the six digits that the app shows now, and check the telephone's clock."
      return show(enrolment, carried, fault, context)
    }
  }

  func show(
    _ enrolment: Enrolment, _ carried: Carried, _ fault: FormFault? = nil, _ context: ConsoleContext
  ) -> Response {
    let secret = Array(enrolment.secret)
    let groups = stride(from: 0, to: secret.count, by: 4).map { String(secret[$0..<min($0 + 4, secret.count)]) }
    return ground.views.form(
      "sign-in/enrolment",
      Values(
        fault: fault, ticket: enrolment.ticket, address: enrolment.address, secret: groups.joined(separator: " "),
        appAddress: enrolment.appAddress, isRequired: enrolment.isRequired, fields: carried.fields),
      title: "Set up your authenticator app", fault, context)
  }
}
