import ArgumentParser
import Configuration
import Delivery
import Foundation
import Gateway
import History
import Policy
import Quarantine

extension BreachCommand {
  struct Open: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Opens a record by hand, or from a message; the others who look after the register get a letter.",
      discussion: """
        From a held message, --held fills in what is known of it; with --sent it has gone, and that is the breach. A
        message that was never held is looked for in the history by --sender and --message-id. Everything can be
        corrected later with 'postern breach correct'.
        """)
    @OptionGroup var officer: OfficerOptions
    @Option(name: .long, help: "What happened.") var what: String?
    @Option(
      name: .long, help: "How it came about: \(BreachType.allCases.map(\.rawValue).joined(separator: ", ")).")
    var how: String?
    @Option(name: .long, help: "When it happened, like '26/11/2026 14:05'.") var happened: Moment?
    @Option(name: .long, help: "When it became known, from when the 72 hours run; by default now.") var known: Moment?
    @Option(name: .long, help: "Whose data, like 'pupil: Aisha Khan'; may be given several times.")
    var people: [String] = []
    @Option(name: .long, help: "The school that it is about; by default that of the sender or of who reports.")
    var school: String?
    @Option(name: .long, help: "The held message that it is about, like H7K2-9QXD.") var held: String?
    @Flag(name: .long, help: "With --held: it was sent.") var sent = false
    @Option(name: .long, help: "Whose message went wrong: an address.") var sender: String?
    @Option(name: .long, help: "With --sender: the Message-ID of that message.") var messageID: String?
    @Option(name: .long, help: "Who told you: an address.") var reportedBy: String?
    @Option(name: .long, help: "An officer whom it is about, and who may not know of it; may be given several times.")
    var hide: [String] = []

    func validate() throws {
      guard held == nil || (sender == nil && messageID == nil) else {
        throw ValidationError("A held message names its sender: leave --sender and --message-id out.")
      }
      guard messageID == nil || sender != nil else { throw ValidationError("--message-id needs --sender.") }
      guard !sent || held != nil else { throw ValidationError("--sent needs --held.") }
      guard held != nil || what != nil else { throw ValidationError("Say what happened: --what.") }
    }

    func run() throws {
      let settings = try officer.configuration.load()
      let store = try officer.store(settings)
      var record = try record(settings, in: store)
      try orExit(ExitStatus.data) { () throws(QuarantineError) in
        for (field, text) in typed {
          var values = record.initial ?? [:]
          values[field] = try field.checked(text, now: store.time)
          record.initial = values
        }
      }
      record.hiddenFrom = Set((record.hiddenFrom ?? []) + hide.map { $0.lowercased() }).sorted()
      let letters = BreachLetters(settings, store: store, writer: NoticeWriter(settings))
      let final = record
      guard let id = try orExit(ExitStatus.data, { try letters.open(final, by: officer.actor) }) else {
        say("postern: a record of this message was opened before: see 'postern breach list --all'")
        throw ExitCode(ExitStatus.data)
      }
      print("\(id) is open.")
    }

    private var typed: [(BreachField, String)] {
      [
        (.what, what), (.how, how), (.happened, happened.map { "\($0.time)" }), (.known, known.map { "\($0.time)" }),
        (.people, people.isEmpty ? nil : people.joined(separator: "\n")), (.school, school),
      ].compactMap { field, text in text.map { (field, $0) } }
    }

    private func record(_ settings: Settings, in store: QuarantineStore) throws -> BreachRecord {
      if let held {
        guard let id = HeldID(held) else {
          throw ValidationError("'\(held)' is no reference: they look like H7K2-9QXD.")
        }
        return try orExit(ExitStatus.data) {
          BreachRecord(try store.show(id, visibleTo: officer.reader), wasSent: sent, by: officer.actor)
        }
      }
      if let sender, let messageID { return try sentMessage(sender.lowercased(), messageID, settings) }
      let cause: BreachRecord.Cause = reportedBy == nil ? .officerEntry : .staffReport
      return BreachRecord(
        cause: cause, sender: sender?.lowercased() ?? "", reportedBy: reportedBy?.lowercased() ?? officer.actor)
    }

    private func sentMessage(_ sender: String, _ messageID: String, _ settings: Settings) throws -> BreachRecord {
      let history = try officer.history(settings)
      defer { history.close() }
      let found = history.earlier(of: Audience.comparable(sender), answering: [messageID], to: [], since: .max)
      let hidden = found.map { earlier in settings.officers.everybody.filter { history.isHidden(earlier, from: $0) } }
      return BreachRecord(
        cause: .sentMessage, sender: sender, messageID: messageID, queueID: found?.queueID,
        recipients: found?.readerCount ?? 0,
        earlier: found.map {
          BreachRecord.Earlier(
            time: $0.time, queueID: $0.queueID, recipients: $0.readerCount, files: $0.fileCount, isAnswered: true)
        }, hiddenFrom: hidden ?? [], reportedBy: reportedBy?.lowercased() ?? officer.actor)
    }
  }
}
