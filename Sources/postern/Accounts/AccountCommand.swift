import Accounts
import ArgumentParser
import Configuration
import Gateway
import Quarantine

struct AccountCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "account", abstract: "Looks after who may sign in to the web console.",
    discussion: """
      What somebody may see and do there comes from 'officers:' in the configuration, by their address; an account only
      lets them in. Everything that is done here stands on the audit trail.

      A new console:                 postern account first-administrator ADDRESS
      A new colleague:               postern account invite ADDRESS
      Telephone or password lost:    postern account reset ADDRESS
      Somebody leaves:               postern account disable ADDRESS
      """,
    subcommands: [
      List.self, Invite.self, Disable.self, Enable.self, Reset.self, Sessions.self, EndSessions.self,
      FirstAdministrator.self,
    ], defaultSubcommand: List.self)
}

extension OfficerOptions {
  /// The accounts, over the store's own state and keys.
  func accounts() throws -> AccountStore {
    let settings = try configuration.load()
    let store = try self.store(settings, create: true)
    let keys = try orExit(ExitStatus.keys) { try settings.keyRing() }
    return try withAccounts { () throws(AccountsError) in try AccountStore(settings, keys: keys, trail: store) }
  }
}

/// Runs `body`; an error of the accounts ends the program with its own status.
func withAccounts<T>(_ body: () throws(AccountsError) -> T) throws -> T {
  do {
    return try body()
  } catch {
    say("postern: \(error)")
    throw ExitCode(error.status)
  }
}

extension AccountsError {
  fileprivate var status: Int32 {
    switch kind {
    case .storage, .newer, .busy, .wait: ExitStatus.unavailable
    case .quarantine(.keyMissing), .quarantine(.keysInsideState): ExitStatus.keys
    case .quarantine: ExitStatus.unavailable
    case .administratorExists: ExitStatus.refused
    default: ExitStatus.data
    }
  }
}

/// Whose account.
struct AddressArgument: ParsableArguments {
  @Argument(help: "The e-mail address of the account.") var address: String
}

extension Invitation {
  /// The code goes to standard output alone, so that a script can take it.
  func tell(_ settings: Settings) {
    say("Give this code to them, by hand or by telephone; it serves once, until \(since(expiresAt)), at")
    say("\(settings.console.url)/invitation")
    print(code)
  }
}
