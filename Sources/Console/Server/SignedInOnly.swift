import HTTPTypes
import Hummingbird

/// Guards the pages that nobody sees who is not signed in.
struct SignedInOnly: RouterMiddleware {
  typealias Context = ConsoleContext

  let signIn: SignInPage

  func handle(
    _ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response
  ) async throws -> Response {
    guard context.visitor == nil else { return try await next(request, context) }
    guard request.method == .get || request.method == .head else {
      // Another site's form is not to be asked about, however it came here.
      guard OwnOrigin.isShown(request) else { throw ConsoleError.signInNeeded }
      let kept = KeptForm(path: request.uri.path, try await Form.read(request))
      var answer = signIn.show(Carried(kept: kept), nil, context)
      answer.status = .unauthorized
      return answer
    }
    return .redirect(to: "/sign-in" + Carried(then: request.uri.description).query, type: .normal)
  }
}
