import Foundation
import PosternKit

/// Somebody's account, as they know it.
struct Person {
  var address: String
  var app: AuthenticatorApp
  var recoveryCodes: [String]
  static let password = "lamplighter quiver mossy"
}

extension ConsoleSite {
  /// Signs somebody in whose account is made on the way: by the command line, and the pages of an invitation. What they
  /// may see the configuration says. Called again for the same address, it signs in with password and recovery code.
  /// - Parameter administrator: makes the first administrator.
  func signIn(as address: String, administrator: Bool = false) throws -> WebClient {
    let client = WebClient(port: client.port)
    guard var person = people[address] else {
      people[address] = try open(address, administrator: administrator, client)
      return client
    }
    let step = try client.post("/sign-in", [("address", address), ("password", Person.password)])
    let code = person.recoveryCodes.removeFirst()
    people[address] = person
    let ticket = try Self.hidden("ticket", in: step.text)
    let answer = try client.post("/sign-in/code", [("ticket", ticket), ("code", code)])
    guard answer.status == 303 else { throw PageError(answer) }
    return client
  }

  /// The same in a browser, which loses whom it knew before.
  func signIn(_ browser: Browser, as address: String, administrator: Bool = false) throws {
    let cookies = try signIn(as: address, administrator: administrator).cookies
    try browser.open(url + "/sign-in")
    try browser.forget()
    for (name, value) in cookies { try browser.cookie(name, value) }
  }

  /// A new one-time code, as the command line prints it.
  func invite(_ address: String, administrator: Bool = false) throws -> String {
    let made = try site.run(["account", administrator ? "first-administrator" : "invite", address])
    guard made.status == 0 else { throw SiteError(description: made.errors) }
    return made.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// What stands in the session's forms: `form_token` of any of its pages.
  func formToken(_ client: WebClient) throws -> String { try Self.hidden("form_token", in: client.get("/help").text) }

  private func open(_ address: String, administrator: Bool, _ client: WebClient) throws -> Person {
    let code = try invite(address, administrator: administrator)
    let page = try client.post("/invitation/password", [("code", code), ("password", Person.password)])
    guard let key = Self.between("class=\"key\">", "<", in: page.text) else { throw PageError(page) }
    let app = AuthenticatorApp(key: key)
    let codes = try client.post(
      "/sign-in/app", [("ticket", Self.hidden("ticket", in: page.text)), ("code", app.code())])
    let recovery = codes.text.components(separatedBy: "<code>").dropFirst().map { String($0.prefix { $0 != "<" }) }
    guard codes.status == 200, recovery.count == 10 else { throw PageError(codes) }
    return Person(address: address, app: app, recoveryCodes: recovery)
  }

  /// The value of a hidden field; the first one of that name.
  static func hidden(_ name: String, in page: String) throws -> String {
    guard let value = between("name=\"\(name)\" value=\"", "\"", in: page) else {
      throw SiteError(description: "there is no field '\(name)' in:\n\(page)")
    }
    return value
  }

  static func between(_ start: String, _ end: String, in text: String) -> String? {
    guard let from = text.range(of: start), let to = text.range(of: end, range: from.upperBound..<text.endIndex) else {
      return nil
    }
    return String(text[from.upperBound..<to.lowerBound])
  }
}

/// A page that is not the one that a test stands on.
struct PageError: Error, CustomStringConvertible {
  let description: String
  init(_ answer: WebClient.Answer) { description = "\(answer.status):\n\(answer.text)" }
}
