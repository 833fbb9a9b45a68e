import ArgumentParser
import Configuration
import Delivery
import Foundation
import Gateway
import Protection
import Quarantine
import Texting

extension HeldCommand {
  struct Password: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Tells the password that a message has gone under.",
      discussion: """
        For its sender, who tells it to the recipients by telephone; never by email. That it was asked for, and by whom, \
        stands on the audit trail first. It is forgotten with the message.

        With --text it is not told, but goes to a mobile telephone by the school's gateway ('sms:' in the configuration), \
        as soon as 'postern console' runs.
        """)
    @OptionGroup var officer: OfficerOptions
    @OptionGroup var reference: ReferenceArgument
    @Option(name: .long, help: ArgumentHelp("Send it to this mobile number by text message.", valueName: "number"))
    var text: String?

    func run() throws {
      let settings = try officer.configuration.load()
      if let text { return try send(to: text, settings) }
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

    private func send(to typed: String, _ settings: Settings) throws {
      guard let texts = settings.textMessages else {
        say("postern: text messages are not set up: name the school's gateway with 'sms:'")
        throw ExitCode(ExitStatus.configuration)
      }
      let number: MobileNumber
      do {
        number = try MobileNumber(typed, in: texts.countries)
      } catch {
        say("postern: \(error)")
        throw ExitCode(ExitStatus.data)
      }
      let store = try officer.store(settings)
      if officer.officer == nil {
        try orExit(ExitStatus.data) {
          try store.queueText(to: number.e164, of: reference.id, by: officer.actor, perDay: texts.perSenderADay)
        }
      } else {
        let desk = try officer.desk(settings, store)
        let reader = officer.reader(at: desk)
        try orExit(orNotFound: ExitStatus.data) { () throws(DeskError) in
          try desk.textPassword(of: reference.id, to: number, by: reader)
        }
      }
      say("The password of \(reference.id) goes to the number that ends in \(number.e164.suffix(3)).")
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
