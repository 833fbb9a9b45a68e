import Hummingbird

/// The cookie by which a browser that somebody signed in from is known later, so that others who guess at the password
/// never make them wait. It signs nobody in.
struct BrowserCookie: Sendable {
  let name: String
  private let isSecure: Bool
  /// As long as the accounts remember it: half a year, in seconds.
  private static let life = 180 * 86_400

  init(isSecure: Bool) {
    self.isSecure = isSecure
    name = isSecure ? "__Host-postern-browser" : "postern-browser"
  }

  func set(_ value: String) -> Cookie {
    Cookie(
      name: name, value: value, maxAge: Self.life, path: "/", secure: isSecure, httpOnly: true, sameSite: .lax)
  }
}
