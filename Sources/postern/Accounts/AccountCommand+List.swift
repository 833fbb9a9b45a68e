import Accounts
import ArgumentParser
import Foundation
import Quarantine

extension AccountCommand {
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lists all accounts, and how each is signed in to.")
    @OptionGroup var officer: OfficerOptions
    @Flag(name: .long, help: "A line of JSON for each.") var json = false

    func run() throws {
      let accounts = try officer.accounts()
      let all = try withAccounts { () throws(AccountsError) in try accounts.accounts() }
      for account in all {
        if json {
          answer(try AccountLine(account).data())
        } else {
          print(([account.address] + account.traits).joined(separator: "  "))
        }
      }
      if all.isEmpty, !json { say("There is no account: begin with 'postern account first-administrator'.") }
    }
  }

  struct Sessions: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists where somebody is signed in: since when, with which browser, from which network address.")
    @OptionGroup var officer: OfficerOptions
    @OptionGroup var account: AddressArgument
    @Flag(name: .long, help: "A line of JSON for each.") var json = false

    func run() throws {
      let accounts = try officer.accounts()
      let sessions = try withAccounts { () throws(AccountsError) in try accounts.sessions(of: account.address) }
      for session in sessions {
        if json {
          answer(try SessionLine(session).data())
        } else {
          print(
            [
              session.id, since(session.startedAt), "seen \(since(session.seenAt))", session.browser, session.place,
              session.way.rawValue,
            ].joined(separator: "  "))
        }
      }
      if sessions.isEmpty, !json { say("Nobody is signed in to it.") }
    }
  }
}

extension Account {
  fileprivate var traits: [String] {
    var traits: [String] = []
    if isDisabled { traits.append("disabled") }
    if isAdministrator { traits.append("administrator") }
    if hasPassword { traits.append(hasSecondFactor ? "password and code" : "password") }
    if hasSecondFactor, recoveryCodesLeft < 4 { traits.append("\(recoveryCodesLeft) recovery codes left") }
    if usesSingleSignOn { traits.append("single sign-on") }
    if let invitedUntil { traits.append("invited until \(since(invitedUntil))") }
    traits.append(signedInAt.map { "signed in \(since($0))" } ?? "never signed in")
    return traits
  }
}

/// An account as a script reads it.
private struct AccountLine: Encodable {
  var address: String
  var name: String?
  var createdAt: Int64
  var administrator, disabled, password, secondFactor, singleSignOn: Bool
  var recoveryCodesLeft: Int
  var invitedUntil, signedInAt: Int64?

  init(_ account: Account) {
    (address, name, createdAt) = (account.address, account.name, account.createdAt)
    (administrator, disabled) = (account.isAdministrator, account.isDisabled)
    (password, secondFactor) = (account.hasPassword, account.hasSecondFactor)
    (singleSignOn, recoveryCodesLeft) = (account.usesSingleSignOn, account.recoveryCodesLeft)
    (invitedUntil, signedInAt) = (account.invitedUntil, account.signedInAt)
  }

  func data() throws -> Data { try sortedJSON(self) }
}

/// A session as a script reads it.
private struct SessionLine: Encodable {
  var session, address, browser, place, way: String
  var startedAt, seenAt: Int64

  init(_ it: Session) {
    (session, address, browser, place, way) = (it.id, it.address, it.browser, it.place, it.way.rawValue)
    (startedAt, seenAt) = (it.startedAt, it.seenAt)
  }

  func data() throws -> Data { try sortedJSON(self) }
}

private func sortedJSON(_ value: some Encodable) throws -> Data {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
  return try encoder.encode(value)
}
