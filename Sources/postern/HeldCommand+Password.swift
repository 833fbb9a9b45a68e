import ArgumentParser
import Configuration
import Delivery
import Foundation
import Gateway
import Protection
import Quarantine

extension HeldCommand {
  struct Password: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Tells the password that a message has gone under.",
      discussion: """
        For its sender, who tells it to the recipients by telephone; never by email. That it was asked for, and by whom, \
        stands on the audit trail first. It is forgotten with the message.
        """)
    @OptionGroup var officer: OfficerOptions
    @OptionGroup var reference: ReferenceArgument

    func run() throws {
      let settings = try officer.configuration.load()
      let store = try officer.store(settings)
      guard let password = try password(settings, store) else {
        say("postern: \(reference.id) has no password: it was not protected, or is forgotten")
        throw ExitCode(ExitStatus.data)
      }
      answer(Data(password.words.utf8))
      for address in try orExit(ExitStatus.data, { try store.ownFormRecipients(of: reference.id) }) {
        say("\(address) opens it with the password that the school has agreed on with them.")
      }
    }

    /// As an officer who is named: only of what is theirs to open.
    private func password(_ settings: Settings, _ store: QuarantineStore) throws -> Protection.Password? {
      guard officer.officer != nil else {
        return try orExit(ExitStatus.data) { try store.password(of: reference.id, by: officer.actor) }
      }
      let desk = try officer.desk(settings, store)
      let reader = officer.reader(at: desk)
      return try orExit(orNotFound: ExitStatus.unavailable) { () throws(DeskError) in
        try desk.password(of: reference.id, for: reader)
      }
    }
  }
}
