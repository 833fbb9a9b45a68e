import Foundation

/// Somebody's account for the console of a site, as they know it.
public struct ConsoleAccount: Sendable {
  public let address: String
  public let app: AuthenticatorApp
  /// Each serves once, in the place of the app.
  public var recoveryCodes: [String]
  /// Of all accounts that the kit opens.
  public static let password = "lamplighter quiver mossy"
}

extension Site {
  /// A new one-time code, as the command line prints it.
  /// - Parameter administrator: makes the first administrator.
  public func inviteToConsole(_ address: String, administrator: Bool = false) throws -> String {
    let made = try run(["account", administrator ? "first-administrator" : "invite", address])
    guard made.status == 0 else { throw SiteError(description: made.errors) }
    return made.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Opens an account by the pages of an invitation, as its holder does.
  /// - Parameter client: is signed in then.
  public func openConsoleAccount(
    _ address: String, administrator: Bool = false, _ client: WebClient
  ) throws -> ConsoleAccount {
    let code = try inviteToConsole(address, administrator: administrator)
    let page = try client.post("/invitation/password", [("code", code), ("password", ConsoleAccount.password)])
    guard let key = page.text.between("class=\"key\">", "<"), let ticket = page.hidden("ticket") else {
      throw WebClient.Surprise(page)
    }
    let app = AuthenticatorApp(key: key)
    let codes = try client.post("/sign-in/app", [("ticket", ticket), ("code", app.code())])
    let recovery = codes.text.components(separatedBy: "<code>").dropFirst().map { String($0.prefix { $0 != "<" }) }
    guard codes.status == 200, recovery.count == 10 else { throw WebClient.Surprise(codes) }
    return ConsoleAccount(address: address, app: app, recoveryCodes: recovery)
  }

  /// A client of the console.
  public func consoleClient() -> WebClient { WebClient(port: consolePort) }
}

extension WebClient {
  /// A page that is not the one that was waited for.
  public struct Surprise: Error, CustomStringConvertible {
    public let description: String
    public init(_ answer: Answer) { description = "\(answer.status):\n\(answer.text)" }
  }
}

extension WebClient.Answer {
  /// The value of a hidden field; the first one of that name.
  public func hidden(_ name: String) -> String? { text.between("name=\"\(name)\" value=\"", "\"") }

  /// The same, which has to be there.
  public func field(_ name: String) throws -> String {
    guard let value = hidden(name) else { throw WebClient.Surprise(self) }
    return value
  }
}

extension String {
  /// The first text between two others.
  public func between(_ start: String, _ end: String) -> String? {
    guard let from = range(of: start), let to = range(of: end, range: from.upperBound..<endIndex) else { return nil }
    return String(self[from.upperBound..<to.lowerBound])
  }
}
