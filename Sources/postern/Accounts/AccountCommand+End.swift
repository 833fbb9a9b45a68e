import Accounts
import ArgumentParser
import Quarantine

extension AccountCommand {
  struct Disable: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lets nobody sign in to an account any more, and ends its sessions at once.")
    @OptionGroup var officer: OfficerOptions
    @OptionGroup var account: AddressArgument
    @Option(name: .long, help: "Why; goes on the audit trail.") var reason = ""

    func run() throws {
      let accounts = try officer.accounts()
      try withAccounts { () throws(AccountsError) in
        try accounts.disable(account.address, by: officer.actor, reason: reason)
      }
      print("Nobody signs in to it any more.")
    }
  }

  struct Enable: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lets its holder sign in to an account again that was disabled.")
    @OptionGroup var officer: OfficerOptions
    @OptionGroup var account: AddressArgument
    @Option(name: .long, help: "Why; goes on the audit trail.") var reason = ""

    func run() throws {
      let accounts = try officer.accounts()
      try withAccounts { () throws(AccountsError) in
        try accounts.enable(account.address, by: officer.actor, reason: reason)
      }
      print("Its holder can sign in again, with what they had.")
    }
  }

  struct EndSessions: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "end-sessions", abstract: "Signs somebody out everywhere, or in one place.")
    @OptionGroup var officer: OfficerOptions
    @OptionGroup var account: AddressArgument
    @Option(name: .long, help: "One session alone, as 'postern account sessions' names it.") var session: String?

    func run() throws {
      let accounts = try officer.accounts()
      let count = try withAccounts { () throws(AccountsError) -> Int in
        guard let session else { return try accounts.endSessions(of: account.address, by: officer.actor) }
        try accounts.endSession(session, of: account.address, by: officer.actor)
        return 1
      }
      print(count == 0 ? "Nobody was signed in." : "\(count) \(count == 1 ? "session has" : "sessions have") ended.")
    }
  }
}
