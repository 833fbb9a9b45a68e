import Accounts
import HTTPTypes
import Hummingbird
import Quarantine

/// Lets in who has a link, and nobody else. A link that is unknown, altered, expired or made for something else gets one
/// answer; who tries many waits.
struct LinkGate: RouterMiddleware {
  typealias Context = ConsoleContext

  let ground: Ground
  let whence: Whence
  let purpose: LinkPurpose

  func handle(
    _ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response
  ) async throws -> Response {
    let client = whence.client(request, context)
    let (store, accounts, purpose) = (ground.store, ground.accounts, purpose)
    let token = context.parameters.get("token").map { String($0) } ?? ""
    guard let link = try await work({ try store.link(token, to: purpose) }) else {
      try await work { try accounts.countMissedLink(from: client) }
      throw ConsoleError.noSuchLink
    }
    var context = context
    context.link = LinkVisit(token, link, context.visitor, from: client.address, ground.book)
    var response = try await next(request, context)
    // The path is a secret: no page that somebody goes on to is told of it.
    response.headers[.referrerPolicy] = "no-referrer"
    return response
  }
}

extension ConsoleContext {
  /// On a page behind a link.
  func visit() throws(ConsoleError) -> LinkVisit {
    guard let link else { throw .noSuchLink }
    return link
  }

  /// The same, for who has signed in as the person whose link it is.
  func signedInVisit() throws(ConsoleError) -> LinkVisit {
    let visit = try visit()
    guard visit.isSignedIn else {
      throw .notYours(
        "You are signed in as somebody else than the person whom this link was sent to. Sign out, and sign in as them.")
    }
    return visit
  }
}

extension Form {
  /// Reads a form of a page behind a link, and makes sure that such a page made it: that of who has signed in by their
  /// session, any other by the link.
  static func checked(_ request: Request, _ context: ConsoleContext) async throws -> Form {
    let form = try await read(request)
    _ = try context.visit()
    guard isSame(form[tokenField] ?? "", context.formToken) else { throw ConsoleError.formExpired }
    return form
  }
}
