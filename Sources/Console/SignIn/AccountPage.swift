import Accounts
import Hummingbird

/// One's own account: where it is signed in, password, recovery codes, authenticator app.
struct AccountPage: Sendable {
  private let signIn: SignInPage
  private let confirm: ConfirmPage
  private var ground: Ground { signIn.ground }

  init(_ signIn: SignInPage) {
    self.signIn = signIn
    confirm = ConfirmPage(signIn)
  }

  func add(to inside: RouterGroup<ConsoleContext>) {
    inside.get("account") { request, context in try await show(nil, request, context) }
    inside.post("account/end") { request, context in try await end(request, context) }
    inside.post("account/end-others") { request, context in try await endOthers(request, context) }
    inside.post("account/password") { request, context in try await changePassword(request, context) }
    inside.post("account/codes") { request, context in try await makeCodes(request, context) }
    inside.post("account/app") { request, context in try await beginApp(request, context) }
    confirm.add(to: inside)
  }

  private struct Values {
    var fault: FormFault?
    var notice: String?
    var address: String
    var sessions: [Row]
    var hasOthers: Bool
    var hasPassword: Bool
    var hasApp: Bool
    var codesLeft: Int
    var shortest: Int
  }

  private struct Row {
    var id: String
    var browser: String
    var place: String
    var since: String
    var seen: String
    var isThis: Bool
  }

  private func show(_ fault: FormFault?, _ request: Request, _ context: ConsoleContext) async throws -> Response {
    let visitor = try context.signedIn()
    let accounts = ground.accounts
    let (account, sessions) = try await work {
      (try accounts.account(visitor.address), try accounts.sessions(of: visitor.address))
    }
    let now = ground.now()
    let rows = sessions.map { session in
      Row(
        id: session.id, browser: session.browser, place: session.place, since: BritishDate.time(session.startedAt),
        seen: BritishDate.ago(session.seenAt, now: now), isThis: session.id == visitor.session)
    }
    let hasPassword = account?.hasPassword == true
    return ground.views.form(
      "sign-in/account",
      Values(
        fault: fault, notice: Self.notice(request.uri.queryParameters["done"].map(String.init)),
        address: visitor.address, sessions: rows, hasOthers: rows.count > 1, hasPassword: hasPassword,
        hasApp: hasPassword && account?.hasSecondFactor == true, codesLeft: account?.recoveryCodesLeft ?? 0,
        shortest: AccountStore.shortestPassword), title: "Your account", fault, context)
  }

  private static func notice(_ done: String?) -> String? {
    switch done {
    case "ended": "The session has ended."
    case "password": "Your password is changed. All your other sessions have ended."
    case "confirmed": "Thank you. Now choose once more what you wanted to do."
    default: nil
    }
  }

  private func end(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let visitor = try context.signedIn()
    let form = try await Form.checked(request, visitor)
    guard try await confirm.isConfirmed(request) else { return confirm.ask }
    let (accounts, id) = (ground.accounts, form["session"] ?? "")
    if id == visitor.session { return try await signIn.door.leave(request) }
    do {
      try await work { try accounts.endSession(id, of: visitor.address, by: visitor.address) }
    } catch let error as AccountsError where error.kind == .expired {
      // It has ended by itself.
    }
    return .redirect(to: "/account?done=ended")
  }

  private func endOthers(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let visitor = try context.signedIn()
    _ = try await Form.checked(request, visitor)
    guard try await confirm.isConfirmed(request) else { return confirm.ask }
    let (accounts, token) = (ground.accounts, signIn.door.token(request))
    _ = try await work { try accounts.endSessions(of: visitor.address, except: token, by: visitor.address) }
    return .redirect(to: "/account?done=ended")
  }

  private func changePassword(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let form = try await Form.checked(request, context.signedIn())
    let (accounts, client) = (ground.accounts, signIn.whence.client(request, context))
    let (token, old, new) = (signIn.door.token(request) ?? "", form["old_password"] ?? "", form["password"] ?? "")
    do {
      let entry = try await signIn.threads.run {
        try accounts.changePassword(token, old: old, new: new, from: client)
      }
      return signIn.door.opened(.redirect(to: "/account?done=password"), entry)
    } catch let error as AccountsError {
      let isWeak = if case .weakPassword = error.kind { true } else { false }
      guard var fault = FormFault(error, field: isWeak ? "password" : "old-password") else { throw error }
      if error.kind == .refused { fault.words = "Your present password is not right." }
      return try await show(fault, request, context)
    }
  }

  private func makeCodes(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    _ = try await Form.checked(request, context.signedIn())
    guard try await confirm.isConfirmed(request) else { return confirm.ask }
    let (accounts, token) = (ground.accounts, signIn.door.token(request) ?? "")
    let codes = try await work { try accounts.newRecoveryCodes(token) }
    return RecoveryCodesPage(ground: ground).show(codes, Carried(then: "/account"), context)
  }

  private func beginApp(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    _ = try await Form.checked(request, context.signedIn())
    guard try await confirm.isConfirmed(request) else { return confirm.ask }
    let (accounts, token) = (ground.accounts, signIn.door.token(request) ?? "")
    let enrolment = try await work { try accounts.beginSecondFactor(token) }
    return EnrolmentPage(signIn).show(enrolment, Carried(then: "/account"), nil, context)
  }
}
