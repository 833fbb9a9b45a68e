import Accounts
import ArgumentParser
import Configuration
import Quarantine

extension AccountCommand {
  struct Invite: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Makes an account, and prints the one-time code by which its holder opens it.",
      discussion: """
        The code is printed once, and only its hash is kept. Called again before the account is opened, it makes a new
        code, and the old one serves no more. Whom the school's provider signs in needs no invitation.
        """)
    @OptionGroup var officer: OfficerOptions
    @OptionGroup var account: AddressArgument
    @Option(name: .long, help: "What the console calls them.") var name: String?
    @Flag(name: .long, help: "They look after accounts and rules; nobody sees content by that.") var administrator =
      false

    func run() throws {
      let accounts = try officer.accounts()
      let invitation = try withAccounts { () throws(AccountsError) in
        try accounts.invite(account.address, name: name, isAdministrator: administrator, by: officer.actor)
      }
      invitation.tell(try officer.configuration.load())
    }
  }

  struct FirstAdministrator: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "first-administrator",
      abstract: "Makes the administrator that a new console needs, and prints a one-time code.",
      discussion: "It serves for a day. Refused with 75 once there is an administrator, who invites others.")
    @OptionGroup var officer: OfficerOptions
    @OptionGroup var account: AddressArgument
    @Flag(name: .long, help: "There is one who cannot be reached.") var another = false

    func run() throws {
      let accounts = try officer.accounts()
      let invitation = try withAccounts { () throws(AccountsError) in
        try accounts.inviteFirstAdministrator(account.address, another: another, by: officer.actor)
      }
      invitation.tell(try officer.configuration.load())
    }
  }

  struct Reset: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Takes password, second factor, sessions and bonds from an account, and prints a new one-time code.",
      discussion: """
        For somebody who has lost them, whose account may be in other hands, or whose address was given to somebody new.
        Make sure that it is they who ask: whoever has the code has the account.
        """)
    @OptionGroup var officer: OfficerOptions
    @OptionGroup var account: AddressArgument
    @Option(name: .long, help: "Why; goes on the audit trail.") var reason: String

    func run() throws {
      let accounts = try officer.accounts()
      let invitation = try withAccounts { () throws(AccountsError) in
        try accounts.reset(account.address, by: officer.actor, reason: reason)
      }
      invitation.tell(try officer.configuration.load())
    }
  }
}
