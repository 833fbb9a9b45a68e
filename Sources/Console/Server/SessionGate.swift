import Accounts
import HTTPTypes
import Hummingbird
import Policy

/// Finds out who is signed in, and sends everybody else to sign in.
struct SessionGate: RouterMiddleware {
  typealias Context = ConsoleContext

  let accounts: AccountStore
  let book: AccessBook
  let cookie: SessionCookie

  func handle(
    _ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    if let token = request.cookies[cookie.name]?.value {
      let (accounts, book) = (accounts, book)
      // A page that keeps itself up to date is no sign of somebody before it.
      let counts = request.headers[.live] == nil
      context.visitor = try await work { try accounts.session(token, counts: counts).map { Visitor($0, book) } }
    }
    return try await next(request, context)
  }
}

/// The cookie that holds a session's token.
struct SessionCookie: Sendable {
  /// "__Host-" binds it to this very host (RFC 6265bis §4.1.3.2); browsers take it over TLS only.
  let name: String
  private let isSecure: Bool

  init(isSecure: Bool) {
    self.isSecure = isSecure
    name = isSecure ? "__Host-postern" : "postern"
  }

  /// - Parameter token: nil ends it.
  func set(_ token: String?) -> Cookie {
    Cookie(
      name: name, value: token ?? "", maxAge: token == nil ? 0 : nil, path: "/", secure: isSecure, httpOnly: true,
      sameSite: .lax)
  }
}
