import Foundation
import PosternKit

extension ConsoleSite {
  /// Signs somebody in whose account is made on the way: by the command line, and the pages of an invitation. What they
  /// may see the configuration says. Called again for the same address, it signs in with password and recovery code.
  /// - Parameter administrator: makes the first administrator.
  func signIn(as address: String, administrator: Bool = false) throws -> WebClient {
    let client = WebClient(port: client.port)
    guard people[address] != nil else {
      people[address] = try site.openConsoleAccount(address, administrator: administrator, client)
      return client
    }
    let step = try client.post("/sign-in", [("address", address), ("password", ConsoleAccount.password)])
    let code = try recoveryCode(address)
    let ticket = try step.field("ticket")
    let answer = try client.post("/sign-in/code", [("ticket", ticket), ("code", code)])
    guard answer.status == 303 else { throw WebClient.Surprise(answer) }
    return client
  }

  /// A code on paper of somebody who has signed in before; each serves once.
  func recoveryCode(_ address: String) throws -> String {
    guard let code = people[address]?.recoveryCodes.popLast() else {
      throw SiteError(description: "no recovery code of \(address) is left")
    }
    return code
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
    try site.inviteToConsole(address, administrator: administrator)
  }

  /// What stands in the session's forms: `form_token` of any of its pages.
  func formToken(_ client: WebClient) throws -> String { try client.get("/help").field("form_token") }
}
