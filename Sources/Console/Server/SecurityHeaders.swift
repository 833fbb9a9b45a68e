import HTTPTypes
import Hummingbird

/// What each answer tells the browser not to do (OWASP Secure Headers Project). A page runs no script and loads no style,
/// picture or frame but the console's own, and no copy of it is kept.
struct SecurityHeaders: RouterMiddleware {
  typealias Context = ConsoleContext

  /// Whether the browser speaks TLS with us or with the proxy before us.
  let isSecure: Bool

  static let policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    + "frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

  func handle(
    _ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response
  ) async throws -> Response {
    var response = try await next(request, context)
    response.headers.setIfMissing(.contentSecurityPolicy, Self.policy)
    response.headers.setIfMissing(.cacheControl, "no-store")
    response.headers.setIfMissing(.xFrameOptions, "DENY")
    response.headers[.xContentTypeOptions] = "nosniff"
    // By "no-referrer" the browser would hide from us, too, that a form is our own (Fetch Standard, "append a request
    // Origin header").
    response.headers.setIfMissing(.referrerPolicy, "same-origin")
    response.headers[.crossOriginOpenerPolicy] = "same-origin"
    response.headers[.crossOriginResourcePolicy] = "same-origin"
    response.headers[.permissionsPolicy] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
    response.headers[.robots] = "noindex, nofollow"
    if isSecure { response.headers[.strictTransportSecurity] = "max-age=31536000" }
    return response
  }
}

extension HTTPFields {
  /// A page with a stricter word of its own keeps it.
  fileprivate mutating func setIfMissing(_ name: HTTPField.Name, _ value: String) {
    if self[name] == nil { self[name] = value }
  }
}

extension HTTPField.Name {
  private static func known(_ name: String) -> HTTPField.Name {
    // A constant of this file: a token of RFC 9110 §5.6.2.
    HTTPField.Name(name) ?? .init(parsed: name) ?? .server
  }

  static let referrerPolicy = known("Referrer-Policy")
  static let permissionsPolicy = known("Permissions-Policy")
  static let crossOriginOpenerPolicy = known("Cross-Origin-Opener-Policy")
  static let crossOriginResourcePolicy = known("Cross-Origin-Resource-Policy")
  static let xFrameOptions = known("X-Frame-Options")
  static let robots = known("X-Robots-Tag")
  static let secFetchSite = known("Sec-Fetch-Site")
  /// Says that no person asks.
  static let live = known("X-Postern-Live")
  static let forwardedFor = known("X-Forwarded-For")
}
