public import ArgumentParser
import Configuration
import Foundation
import Gateway
public import Quarantine

extension BreachField: ExpressibleByArgument {}
extension BreachLikelihood: ExpressibleByArgument {}
extension BreachSeverity: ExpressibleByArgument {}
extension BreachDecisionWord: ExpressibleByArgument {}
extension QuarantineStore.ToldOfBreach: ExpressibleByArgument {}

extension BreachCommand {
  struct Note: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Adds what was found out or done.")
    @OptionGroup var officer: OfficerOptions
    @OptionGroup var reference: BreachArgument
    @Argument(help: "What was found out or done.") var text: String

    func run() throws {
      try officer.work(on: reference.id) { try $0.note(text, on: reference.id, by: officer.actor) }
      print("\(reference.id) is noted.")
    }
  }

  struct Correct: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Corrects a field of a record, also of a closed one; what stood there stays in its history.",
      discussion:
        "The fields are: \(BreachField.allCases.map { "\($0.rawValue) (\($0.title))" }.joined(separator: ", ")).")
    @OptionGroup var officer: OfficerOptions
    @OptionGroup var reference: BreachArgument
    @Argument(help: "Which field.") var field: BreachField
    @Argument(help: "What it is to say; nothing ('') empties it.") var value: String
    @Option(name: .long, help: "Why; stays in the record.") var reason: String

    func run() throws {
      try officer.work(on: reference.id) {
        try $0.correct([field: value], of: reference.id, because: reason, by: officer.actor)
      }
      print("\(reference.id) is corrected.")
    }
  }

  struct Assess: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Weighs the risk to the people concerned, with the reasons.")
    @OptionGroup var officer: OfficerOptions
    @OptionGroup var reference: BreachArgument
    @Option(name: .long, help: "How likely it is that they suffer from it.") var likelihood: BreachLikelihood
    @Option(name: .long, help: "How badly, if they do.") var severity: BreachSeverity
    @Option(name: .long, help: "Why; stays in the record.") var reasons: String

    func run() throws {
      try officer.work(on: reference.id) {
        try $0.assess(reference.id, likelihood, severity, because: reasons, by: officer.actor)
      }
      print("\(reference.id) is assessed. \(BreachRisk(likelihood, severity).title).")
    }
  }

  struct Decide: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Decides whether the Information Commissioner's Office, or the people concerned, are told.",
      discussion: """
        The 72 hours stop once the ICO was told (--told), or need not be. The reasons are kept also where the answer is no.
        """)
    @OptionGroup var officer: OfficerOptions
    @OptionGroup var reference: BreachArgument
    @Argument(help: "Who: ico or people.") var whom: QuarantineStore.ToldOfBreach
    @Argument(help: "tell or not_needed.") var word: BreachDecisionWord
    @Option(name: .long, help: "Why; stays in the record.") var reasons: String
    @Option(name: .long, help: "When they were told, like '26/11/2026 14:05', or now.") var told: Moment?
    @Option(name: .customLong("ico-reference"), help: "The ICO's reference.") var icoReference: String?
    @Option(name: .long, help: "Why the ICO was told after more than 72 hours.") var late: String?

    func validate() throws {
      guard whom == .ico || (icoReference == nil && late == nil) else {
        throw ValidationError("--ico-reference and --late go with the ICO.")
      }
      guard word == .tell || told == nil else {
        throw ValidationError("Who need not be told was not told: leave --told out.")
      }
    }

    func run() throws {
      try officer.work(on: reference.id) {
        try $0.decide(
          whom, word, on: reference.id, because: reasons, by: officer.actor, told: told?.time, reference: icoReference,
          late: late)
      }
      print("\(reference.id) is decided.")
    }
  }

  struct Close: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Closes a record.",
      discussion: "It stays in the register for as long as retention: {breach_register_years} says.")
    @OptionGroup var officer: OfficerOptions
    @OptionGroup var reference: BreachArgument
    @Option(name: .long, help: "What it was, and what was done.") var reason: String

    func run() throws {
      try officer.work(on: reference.id) { store in
        try store.note(reason, on: reference.id, by: officer.actor, closes: true)
        if try store.breach(reference.id).account.ico == nil {
          say("Nobody has decided whether the ICO is told; if that is because it was no breach, the reason says so.")
        }
      }
      print("\(reference.id) is closed.")
    }
  }
}

extension OfficerOptions {
  /// Opens the store for somebody who may work on a record.
  fileprivate func work(on id: BreachID, _ body: (QuarantineStore) throws -> Void) throws {
    let settings = try configuration.load()
    let store = try self.store(settings)
    try checkMayWrite(id, settings, in: store)
    try orExit(ExitStatus.data) { try body(store) }
  }
}
