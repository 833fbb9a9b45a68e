import ArgumentParser
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
      let store = try officer.store(try officer.configuration.load())
      guard let password = try orExit(ExitStatus.data, { try store.password(of: reference.id, by: officer.actor) })
      else {
        say("postern: \(reference.id) has no password: it was not protected, or is forgotten")
        throw ExitCode(ExitStatus.data)
      }
      answer(Data(password.words.utf8))
    }
  }
}
