import Accounts
import Configuration
import Foundation
import Gateway
import HTTPTypes
import Hummingbird

/// Tells whence a request comes: from the other end of the connection, or from where a proxy that is trusted says.
struct Whence: Sendable {
  private let proxies: [Network]
  private let cookie: BrowserCookie

  /// - Throws: `ConsoleFailure` naming the first of `proxies:` that is no network.
  init(_ settings: ConsoleSettings) throws(ConsoleFailure) {
    var networks: [Network] = []
    for text in settings.proxies {
      guard let network = Network(text) else {
        throw ConsoleFailure("'\(text)' of 'proxies:' under 'console:' is no network: write it like 10.0.0.0/8")
      }
      networks.append(network)
    }
    proxies = networks
    cookie = BrowserCookie(isSecure: settings.isSecure)
  }

  func client(_ request: Request, _ context: ConsoleContext) -> Client {
    Client(
      address: address(context.remoteAddress?.ipAddress ?? "unknown", request.headers[values: .forwardedFor]),
      userAgent: request.headers[.userAgent] ?? "", browser: request.cookies[cookie.name]?.value)
  }

  /// - Parameter forwarded: the fields `X-Forwarded-For`. The last entry alone is the proxy's own word; those before it
  ///   are whatever the browser sent.
  func address(_ connection: String, _ forwarded: [String]) -> String {
    guard proxies.contains(where: { $0.contains(connection) }),
      let last = forwarded.last?.split(separator: ",").last?.trimmingCharacters(in: .whitespaces), Network(last) != nil,
      !last.contains("/")
    else { return connection }
    return last
  }
}
