import Configuration
import Foundation
import HTTPTypes
import Hummingbird

/// Refuses what another site makes a browser send, and names under which a foreign page could reach a console on loopback
/// (DNS rebinding). The token in each form is the second wall: `Form.checked`.
struct OwnOrigin: RouterMiddleware {
  typealias Context = ConsoleContext

  /// "postern.oakfield.example", or "127.0.0.1:8025".
  private let authorities: Set<String>

  /// Where pages ask the browser not to say whence a form comes: by their policy, with the token in each form as the wall.
  private let takesHidden: Bool

  /// - Parameters:
  ///   - port: on which it listens indeed.
  ///   - takesHidden: for pages of the policy "no-referrer", whose forms come from the origin "null".
  init(_ settings: ConsoleSettings, port: Int, takesHidden: Bool = false) {
    self.takesHidden = takesHidden
    var known: Set<String> = []
    if let url = URLComponents(string: settings.url), let host = url.host {
      known.insert(host)
      known.insert("\(host):\(url.port ?? (settings.isSecure ? 443 : 80))")
    }
    for host in settings.isLoopback ? ["127.0.0.1", "localhost", "[::1]"] : [] { known.insert("\(host):\(port)") }
    authorities = Set(known.map { $0.lowercased() })
  }

  /// Whether the browser says whence a form came, which is then one of our own pages: what is not is refused here.
  static func isShown(_ request: Request) -> Bool {
    request.headers[.origin] != nil || request.headers[.secFetchSite] != nil
  }

  func handle(
    _ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response
  ) async throws -> Response {
    guard let authority = request.head.authority?.lowercased(), authorities.contains(authority) else {
      throw ConsoleError.badRequest(
        "The console is not served under this name. Use the address that your administrator gave you; it is 'url:' "
          + "under 'console:' in the configuration.")
    }
    guard request.method == .get || request.method == .head else {
      // Fetch Metadata (W3C): "none" is a person's own typing, which no form is sent by.
      if let site = request.headers[.secFetchSite], site != "same-origin" { throw ConsoleError.formExpired }
      if let origin = request.headers[.origin], !(takesHidden && origin == "null") {
        guard let url = URLComponents(string: origin), let host = url.host,
          authorities.contains((url.port.map { "\(host):\($0)" } ?? host).lowercased())
        else { throw ConsoleError.formExpired }
      }
      return try await next(request, context)
    }
    return try await next(request, context)
  }
}
