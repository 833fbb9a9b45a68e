import ArgumentParser
import Configuration
import Foundation
import Gateway
import People
import Policy
import Protection
import Quarantine

struct PasswordsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "passwords",
    abstract: "Keeps the passwords that the school has agreed on with partners and guardians.",
    discussion: """
      What goes under a password to somebody with whom one is agreed opens with that, and nobody has to telephone. The words
      lie sealed in the state folder, and are never shown again. Everything that is done here stands on the audit trail.

        postern passwords set social.worker@council.example < FILE
        postern passwords set @council.example < FILE
      """,
    subcommands: [List.self, Set.self, Forget.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lists with whom a password is agreed, and since when.")
    @OptionGroup var officer: OfficerOptions

    func run() throws {
      let store = try officer.store(officer.configuration.load())
      let agreed = try orExit(ExitStatus.unavailable) { () throws(QuarantineError) in try store.agreedPasswords() }
      guard !agreed.isEmpty else { return print("No password is agreed on with anybody.") }
      for entry in agreed { print("\(entry.address)  since \(since(entry.setAt))") }
    }
  }

  struct Set: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Keeps a password for an address, or for all of a domain.",
      discussion: """
        The password is the first line of standard input: on the command line others could see it. Words are best; a date is
        refused, since a stranger may know one, and names that stand in the school's records count for nothing.
        """)
    @OptionGroup var officer: OfficerOptions
    @Argument(help: "A recipient's address, or @ and a domain.") var address: String

    func validate() throws { try check(address) }

    func run() throws {
      let settings = try officer.configuration.load()
      let people = try officer.records(settings).people
      guard let line = readLine(), !line.isEmpty else {
        say("postern: write the password as the first line of standard input")
        throw ExitCode(ExitStatus.data)
      }
      let password = try orExit(ExitStatus.data) { () throws(AgreedPasswordFault) in
        try Password.agreed(line, besides: Self.words(of: people))
      }
      let store = try officer.store(settings, create: true)
      try orExit(ExitStatus.unavailable) { () throws(QuarantineError) in
        try store.agree(on: password, for: address, by: officer.actor)
      }
      print("What goes under a password to \(address.lowercased()) opens with this one from now on.")
    }

    /// What the records say of anybody, in words.
    private static func words(of people: PeopleIndex) -> Swift.Set<String> {
      var known: Swift.Set<String> = []
      for number in 0..<people.count {
        guard let person = people.person(PersonNumber(UInt32(number))) else { continue }
        let all = [person.fullName, person.preferredName ?? "", person.school ?? ""] + person.addresses
        for text in all {
          known.formUnion(text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
        }
      }
      return known
    }
  }

  struct Forget: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Forgets a password: what goes to that address from then on gets a new one each time.",
      discussion: "What has gone under it opens with it still.")
    @OptionGroup var officer: OfficerOptions
    @Argument(help: "A recipient's address, or @ and a domain.") var address: String

    func validate() throws { try check(address) }

    func run() throws {
      let store = try officer.store(officer.configuration.load())
      let isForgotten = try orExit(ExitStatus.unavailable) { () throws(QuarantineError) in
        try store.forgetAgreed(for: address, by: officer.actor)
      }
      guard isForgotten else {
        say("postern: no password is agreed on with \(address)")
        throw ExitCode(ExitStatus.data)
      }
      print("The password of \(address.lowercased()) is forgotten.")
    }
  }
}

private func check(_ address: String) throws {
  let parts = address.split(separator: "@", omittingEmptySubsequences: false)
  guard parts.count == 2, parts[1].contains("."), !address.contains(where: \.isWhitespace) else {
    throw ValidationError("'\(address)' is neither an address nor @ and a domain.")
  }
}
