import ArgumentParser
import Configuration
import Foundation
import Gateway
import Quarantine

struct BreachCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "breach", abstract: "Lists and works on the breach register.",
    discussion: """
      A record is opened by itself when somebody asks recipients to delete or disregard an earlier message; the
      earlier message is looked for by what the later one answers, and by its recipients. Files of it are known
      again when they go out once more.
      """,
    subcommands: [List.self, Show.self, Note.self, Close.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lists the records that are open, the newest first.")
    @OptionGroup var officer: OfficerOptions
    @Flag(name: .long, help: "Closed ones, too.") var all = false
    @Flag(name: .long, help: "A line of JSON for each.") var json = false

    func run() throws {
      let store = try officer.store(try officer.configuration.load())
      let breaches = try orExit(ExitStatus.unavailable) {
        try store.breaches(closedToo: all, visibleTo: officer.reader)
      }
      for breach in breaches {
        if json {
          answer(try BreachLine(breach).line())
        } else {
          let found = breach.record.earlier.map { "\($0.recipients) recipients" } ?? "message not found"
          print(
            [
              "\(breach.id)", since(breach.openedAt), breach.closedAt == nil ? "open" : "closed", breach.record.sender,
              found,
            ].joined(separator: "  "))
        }
      }
      if breaches.isEmpty, !json { say(all ? "The register is empty." : "No record is open.") }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Shows a record with all that was noted on it.")
    @OptionGroup var officer: OfficerOptions
    @OptionGroup var reference: BreachArgument
    @Flag(name: .long, help: "As JSON.") var json = false

    func run() throws {
      let store = try officer.store(try officer.configuration.load())
      let breach = try orExit(ExitStatus.data) { try store.breach(reference.id, visibleTo: officer.reader) }
      if json { return answer(try BreachLine(breach).line()) }
      let record = breach.record
      var lines = [
        ("Reference", "\(breach.id)"), ("Opened", since(breach.openedAt)), ("Closed", breach.closedAt.map(since) ?? ""),
        ("Because", "a message took an earlier one back"), ("Sender", record.sender), ("Subject", record.subject),
        ("Went to", "\(record.recipients) recipients"), ("Queue id", record.queueID ?? ""),
      ]
      if let earlier = record.earlier {
        lines += [
          ("Earlier", "\(since(earlier.time)), to \(earlier.recipients) recipients, with \(earlier.files) files"),
          ("Told by", earlier.isAnswered ? "the later message answers it" : "its recipients"),
          ("Its queue id", earlier.queueID ?? ""),
        ]
      } else {
        lines.append(("Earlier", "no message of this sender fits"))
      }
      for note in record.notes { lines.append(("Note", "\(since(note.time)) \(note.by): \(note.text)")) }
      for (name, value) in lines where !value.isEmpty {
        print("\(name):".padding(toLength: 14, withPad: " ", startingAt: 0) + value)
      }
    }
  }

  struct Note: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Adds what was found out or done.")
    @OptionGroup var officer: OfficerOptions
    @OptionGroup var reference: BreachArgument
    @Argument(help: "What was found out or done.") var text: String

    func run() throws {
      let store = try officer.store(try officer.configuration.load())
      try orExit(ExitStatus.data) { try store.note(text, on: reference.id, by: officer.actor) }
      print("\(reference.id) is noted.")
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
      let store = try officer.store(try officer.configuration.load())
      try orExit(ExitStatus.data) { try store.note(reason, on: reference.id, by: officer.actor, closes: true) }
      print("\(reference.id) is closed.")
    }
  }
}

/// The short name of a breach record, as letters and lists write it.
struct BreachArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The reference, like B-H7K2-9QXD.", valueName: "reference"),
    transform: { text in
      guard let id = BreachID(text) else {
        throw ValidationError("'\(text)' is no reference of a breach: it looks like B-H7K2-9QXD.")
      }
      return id
    })
  var id: BreachID
}

/// A record as a script reads it.
private struct BreachLine: Encodable {
  var reference, sender, subject: String
  var openedAt: Int64
  var closedAt: Int64?
  var messageID, queueID: String?
  var recipients: Int
  var earlier: BreachRecord.Earlier?
  var notes: [BreachRecord.Note]

  init(_ breach: Breach) {
    reference = "\(breach.id)"
    (sender, subject) = (breach.record.sender, breach.record.subject)
    (openedAt, closedAt) = (breach.openedAt, breach.closedAt)
    (messageID, queueID) = (breach.record.messageID, breach.record.queueID)
    recipients = breach.record.recipients
    earlier = breach.record.earlier
    notes = breach.record.notes
  }

  func line() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
    return try encoder.encode(self)
  }
}
