import Accounts
import Configuration
import Delivery
import Hummingbird
import Quarantine

/// Whom an administrator lets in. It says nothing of mail.
struct AccountsPage: Sendable {
  private let signIn: SignInPage
  private let confirm: ConfirmPage
  private let letters: InvitationLetters
  private var ground: Ground { signIn.ground }
  private static let path = "/accounts"

  init(_ signIn: SignInPage) {
    self.signIn = signIn
    confirm = ConfirmPage(signIn)
    letters = InvitationLetters(
      signIn.ground.settings, store: signIn.ground.store, writer: NoticeWriter(signIn.ground.settings))
  }

  func add(to inside: RouterGroup<ConsoleContext>) {
    inside.get("accounts") { request, context in
      try await show(nil, Form([]), request, context)
    }
    inside.post("accounts/invite") { request, context in try await invite(request, context) }
    for change in Change.allCases {
      inside.post(RouterPath("accounts/\(change.rawValue)")) { request, context in
        try await apply(change, request, context)
      }
    }
  }

  private enum Change: String, CaseIterable, Sendable { case disable, enable, reset }

  private struct Values {
    var fault: FormFault?
    var notice: String?
    var address: String
    var typedName: String
    var rows: [Row]
  }

  private struct Row {
    var address: String
    var name: String?
    var state: String
    var isAdministrator: Bool
    var isDisabled: Bool
    var isOwn: Bool
    var last: String
  }

  private func administrator(_ context: ConsoleContext) throws -> Visitor {
    let visitor = try context.signedIn()
    guard visitor.isAdministrator else {
      throw ConsoleError.notYours(
        "Accounts are looked after by those whose own account is an administrator’s. Ask one of them.")
    }
    return visitor
  }

  private func show(
    _ fault: FormFault?, _ form: Form, _ request: Request, _ context: ConsoleContext
  ) async throws -> Response {
    let visitor = try administrator(context)
    let accounts = ground.accounts
    let rows = try await work { try accounts.accounts() }.map { account in
      Row(
        address: account.address, name: account.name, state: Self.state(account),
        isAdministrator: account.isAdministrator, isDisabled: account.isDisabled,
        isOwn: account.address == visitor.address, last: account.signedInAt.map { BritishDate.time($0) } ?? "never")
    }
    return ground.views.form(
      "sign-in/accounts",
      Values(
        fault: fault, notice: Self.notice(request.uri.queryParameters["done"].map(String.init)),
        address: form["address"] ?? "", typedName: form["name"] ?? "", rows: rows), title: "Accounts", fault, context)
  }

  private static func state(_ account: Account) -> String {
    if account.isDisabled { return "Disabled" }
    if let until = account.invitedUntil { return "Invited until \(BritishDate.time(until))" }
    switch (account.hasPassword, account.usesSingleSignOn) {
    case (_, true): return "Signs in by the school's account"
    case (true, false): return account.hasSecondFactor ? "Password and app" : "Password alone"
    case (false, false): return "Invitation has ended"
    }
  }

  private static func notice(_ done: String?) -> String? {
    switch done {
    case "invite": "The one-time code is on its way to them by email. It serves once, for a week."
    case "reset": "The account is reset, and a new one-time code is on its way to them by email."
    case "disable": "The account is disabled, and its sessions have ended."
    case "enable": "The account is enabled."
    case "confirmed": "Thank you. Now choose once more what you wanted to do."
    default: nil
    }
  }

  private var ask: Response { confirm.ask(Self.path + "?done=confirmed") }

  private func invite(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let visitor = try administrator(context)
    let form = try await Form.checked(request, visitor)
    guard try await confirm.isConfirmed(request) else { return ask }
    let (accounts, letters, address, name) = (
      ground.accounts, letters, form.text("address") ?? "", form.text("name").map { String($0.prefix(200)) }
    )
    let isAdministrator = form["administrator"] == "yes"
    do {
      try await work {
        let invitation = try accounts.invite(address, name: name, isAdministrator: isAdministrator, by: visitor.address)
        try letters.send(invitation.code, until: invitation.expiresAt, to: address.lowercased())
      }
    } catch let error as AccountsError {
      guard let fault = FormFault(error, field: "address") else { throw error }
      return try await show(fault, form, request, context)
    }
    return .redirect(to: Self.path + "?done=invite")
  }

  private func apply(_ change: Change, _ request: Request, _ context: ConsoleContext) async throws -> Response {
    let visitor = try administrator(context)
    let form = try await Form.checked(request, visitor)
    guard try await confirm.isConfirmed(request) else { return ask }
    let (accounts, letters, address) = (ground.accounts, letters, form.text("address") ?? "")
    guard let reason = form.text("reason").map({ String($0.prefix(500)) }) else {
      return try await show(
        FormFault("Say why: it stands on the audit trail.", field: "reason-\(address)"), form, request, context)
    }
    guard address.lowercased() != visitor.address else {
      throw ConsoleError.notYours("Another administrator changes your account. Your own page has password and app.")
    }
    do {
      try await work {
        let actor = visitor.address
        switch change {
        case .disable: try accounts.disable(address, by: actor, reason: reason)
        case .enable: try accounts.enable(address, by: actor, reason: reason)
        case .reset:
          let invitation = try accounts.reset(address, by: actor, reason: reason)
          try letters.send(invitation.code, until: invitation.expiresAt, to: address.lowercased())
        }
      }
    } catch let error as AccountsError where error.kind == .notFound {
      throw ConsoleError.notFound
    }
    return .redirect(to: "\(Self.path)?done=\(change.rawValue)")
  }
}
