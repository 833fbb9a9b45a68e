import Foundation
import HTTPTypes
import Hummingbird

/// Guards the pages that nobody sees who is not signed in.
struct SignedInOnly: RouterMiddleware {
  typealias Context = ConsoleContext

  func handle(
    _ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response
  ) async throws -> Response {
    guard context.visitor == nil else { return try await next(request, context) }
    guard request.method == .get || request.method == .head else { throw ConsoleError.signInNeeded }
    var allowed = CharacterSet.urlQueryAllowed
    allowed.remove(charactersIn: "&=+?#;")
    let target = request.uri.description.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
    return .redirect(to: "/sign-in?then=\(target)", type: .normal)
  }
}
