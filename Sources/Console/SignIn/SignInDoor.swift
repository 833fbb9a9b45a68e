import Accounts
import Configuration
import Hummingbird

/// Lets somebody in: gives the browser its new cookies, and ends what session it had before, so that nobody goes on under
/// a token that was known before the sign-in (OWASP, Session Management, session fixation).
struct SignInDoor: Sendable {
  let ground: Ground
  private let session: SessionCookie
  private let browser: BrowserCookie

  init(_ ground: Ground) {
    self.ground = ground
    session = SessionCookie(isSecure: ground.settings.console.isSecure)
    browser = BrowserCookie(isSecure: ground.settings.console.isSecure)
  }

  /// The session's token, as the browser sent it.
  func token(_ request: Request) -> String? { request.cookies[session.name]?.value }

  /// - Returns: where they wanted to go, or the page that asks about a form of theirs that came too late.
  func enter(_ entry: Entry, _ carried: Carried, _ request: Request, _ context: ConsoleContext) async throws -> Response
  {
    let context = try await admit(entry, request, context)
    let answer =
      carried.kept.map { KeptPage(views: ground.views).show($0, context) } ?? Response.redirect(to: carried.target)
    return opened(answer, entry)
  }

  /// - Returns: the context of somebody who has just signed in.
  func admit(_ entry: Entry, _ request: Request, _ context: ConsoleContext) async throws -> ConsoleContext {
    let (accounts, former) = (ground.accounts, token(request))
    try await work {
      if let former, former != entry.token { try accounts.signOut(former) }
      // How many were refused stands on the trail even if nobody is refused again.
      try accounts.tellRefusals()
    }
    var context = context
    context.visitor = Visitor(entry.session, ground.book)
    return context
  }

  /// The same answer with the cookies.
  func opened(_ answer: Response, _ entry: Entry) -> Response {
    var answer = answer
    answer.setCookie(session.set(entry.token))
    answer.setCookie(browser.set(entry.browser))
    return answer
  }

  /// Signs out.
  func leave(_ request: Request) async throws -> Response {
    if let token = token(request) {
      let accounts = ground.accounts
      try await work { try accounts.signOut(token) }
    }
    var answer = Response.redirect(to: "/sign-in?out=1")
    answer.setCookie(session.set(nil))
    return answer
  }
}
