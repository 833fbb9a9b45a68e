import Foundation
import PosternKit

/// The console over the held sample mail, with an account for some of the school's people.
struct StageConsole {
  private let address: String
  private let accounts: [(who: String, account: ConsoleAccount, sees: Int)]
  /// How many messages are held.
  private let held: Int
  private let links: [(to: String, url: String)]

  private static let people = [
    ("the compliance officer", "y.castell@oakfield.example", false),
    ("the designated safeguarding lead", "c.draycott@oakfield.example", false),
    ("an administrator, who sees no content", "it@oakfield.example", true),
  ]

  init(_ site: Site, held: Int, links: [(to: String, url: String)]) throws {
    self.links = links
    address = try site.startConsole()
    self.held = held
    accounts = try Self.people.map { who, address, isAdministrator in
      let client = site.consoleClient()
      let account = try site.openConsoleAccount(address, administrator: isAdministrator, client)
      let list = try client.get("/held")
      guard list.status == 200 else { throw WebClient.Surprise(list) }
      return (who, account, list.text.components(separatedBy: "data-row").count - 1)
    }
  }

  /// Everybody sees that something waits: it, or that it is there.
  var isAsExpected: Bool { held == 0 || accounts.prefix(2).allSatisfy { $0.sees > 0 } }

  func text(isTerminal: Bool) -> String {
    func bold(_ text: String) -> String { isTerminal ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
    var lines = ["The console is at \(bold(address + "/")). Sign in with the password '\(ConsoleAccount.password)' as"]
    for (who, account, sees) in accounts {
      lines.append("  \(bold(account.address)), \(who): \(sees) \(sees == 1 ? "message" : "messages") in the list")
      lines.append(
        "    recovery codes in the place of an app: \(account.recoveryCodes.prefix(3).joined(separator: ", "))")
    }
    if !links.isEmpty { lines.append("Senders open the links of their notices, without a sign-in:") }
    for (to, url) in links { lines.append("  \(to): \(bold(url))") }
    return lines.joined(separator: "\n")
  }
}
