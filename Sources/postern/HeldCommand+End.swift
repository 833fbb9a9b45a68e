import ArgumentParser
import Configuration
import Delivery
import Foundation
import Gateway
import Quarantine

extension HeldCommand {
  struct Release: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Sends a held message on: its bytes and its whole envelope as they came.")
    @OptionGroup var officer: OfficerOptions
    @OptionGroup var reference: ReferenceArgument
    @Option(name: .long, help: "Why it may go; goes on the audit trail.") var reason = ""

    func run() throws {
      let settings = try officer.configuration.load()
      let store = try officer.store(settings)
      try officer.mayEnd(reference.id, in: store)
      let release = Delivery.Release(store: store, reinjection: Reinjection(settings.reinject))
      let outcome = try orExit(ExitStatus.unavailable) {
        try release.release(reference.id, by: officer.actor, reason: reason)
      }
      print("\(reference.id) is released\(outcome.queueID.map { " as \($0)" } ?? "").")
      for refusal in outcome.refused { say("not taken for \(refusal.address): \(refusal.reply)") }
    }
  }

  struct Return: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Gives a held message back to its sender, unsent, and forgets it.")
    @OptionGroup var officer: OfficerOptions
    @OptionGroup var reference: ReferenceArgument
    @Option(name: .long, help: "Why; goes on the audit trail.") var reason = ""

    func run() throws {
      let settings = try officer.configuration.load()
      let store = try officer.store(settings)
      try officer.mayEnd(reference.id, in: store)
      let giveBack = Delivery.Return(
        store: store, reinjection: Reinjection(settings.reinject), writer: NoticeWriter(settings))
      try orExit(ExitStatus.unavailable) { try giveBack.giveBack(reference.id, by: officer.actor, reason: reason) }
      print("\(reference.id) is on its way back to its sender.")
    }
  }

  struct Delete: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Forgets a held message: nobody gets it, and its key is destroyed.",
      discussion: "Its sender is not told. To give it back, use 'postern held return'.")
    @OptionGroup var officer: OfficerOptions
    @OptionGroup var reference: ReferenceArgument
    @Option(name: .long, help: "Why; goes on the audit trail.") var reason: String

    func run() throws {
      let store = try officer.store(try officer.configuration.load())
      try officer.mayEnd(reference.id, in: store)
      try orExit(ExitStatus.data) { try store.markDeleted(reference.id, by: officer.actor, reason: reason) }
      print("\(reference.id) is deleted.")
    }
  }

  struct Reopen: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Holds an uncertain message again, once you have seen that Postfix never got it.",
      discussion: "Look for its Message-ID in Postfix's queue and log first: released again, it goes again.")
    @OptionGroup var officer: OfficerOptions
    @OptionGroup var reference: ReferenceArgument
    @Option(name: .long, help: "What you have looked at; goes on the audit trail.") var reason: String

    func run() throws {
      let store = try officer.store(try officer.configuration.load())
      try officer.mayEnd(reference.id, in: store)
      try orExit(ExitStatus.data) { try store.reopen(reference.id, by: officer.actor, reason: reason) }
      print("\(reference.id) is held again.")
    }
  }
}

extension OfficerOptions {
  /// Ends the program where this officer may not even know of a message (D17).
  func mayEnd(_ id: HeldID, in store: QuarantineStore) throws {
    _ = try orExit(ExitStatus.data) { try store.show(id, visibleTo: reader) }
  }
}
