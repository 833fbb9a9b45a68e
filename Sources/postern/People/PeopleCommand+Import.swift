import ArgumentParser
import Configuration
import Delivery
import Gateway
import People
import PeopleStore
import Quarantine

extension PeopleCommand {
  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Imports the exports of the school's systems, unless too many people would vanish.",
      discussion: """
        Says what is added, changed and gone before anything is put in place. Those who are gone stay matched for twelve
        months. With --unattended, as the timer runs it, the officers of the general cabinet are written to when an
        import is refused or fails.

        Exit status: 0 done; 65 an export is wrong, and the message says where; 69 disk, database or another import is
        in the way; 75 refused, since too many would vanish: look, and use --force; 77 the keys cannot be had; 78 the
        configuration or the plan is wrong.
        """)
    @OptionGroup var officer: OfficerOptions
    @Flag(name: .long, help: "Apply it though many people would vanish.") var force = false
    @Flag(name: .long, help: "Write to the officers when it is refused or fails.") var unattended = false

    func run() throws {
      let settings = try officer.configuration.load()
      do {
        let lock = try RecordsStore(settings).lock()
        defer { withExtendedLifetime(lock) {} }
        let it = try RecordsImport(settings, officer)
        ImportReport(it).say()
        guard it.refusals.isEmpty || force else {
          throw ImportEnd(status: ExitStatus.refused, reason: it.refusals.joined(separator: "; "))
        }
        let store = try officer.store(settings, create: true)
        try it.apply()
        try store.auditRecords(.recordsImported, by: officer.actor, reason: ImportReport(it).sentence(force: force))
        print("The records are imported; a running filter takes them up within seconds.")
      } catch {
        let end = ImportEnd(error)
        say("postern: \(end.reason)")
        if unattended { tell(end, settings) }
        throw ExitCode(end.status)
      }
    }

    /// Also where nothing else works, the exit status tells.
    private func tell(_ end: ImportEnd, _ settings: Settings) {
      do {
        let store = try QuarantineStore.open(
          state: settings.state, keys: settings.keyRing(create: true), as: .commandLine)
        let letters = RecordsLetters(settings, store: store, writer: NoticeWriter(settings))
        let count = try letters.tell(end.reason, wasRefused: end.status == ExitStatus.refused)
        say("postern: \(count) officers are written to")
      } catch {
        say("postern: the officers could not be written to: \(error)")
      }
    }
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Says what an import would change, and changes nothing.",
      discussion: """
        With --list also who it is, by name, which goes on the audit trail. Exit status as for 'people import': 75 when
        the import would be refused.
        """)
    @OptionGroup var officer: OfficerOptions
    @Flag(name: .long, help: "List the people by name.") var list = false

    func run() throws {
      let settings = try officer.configuration.load()
      do {
        let it = try RecordsImport(settings, officer)
        if list {
          try officer.store(settings, create: true).auditRecords(
            .personShown, by: officer.actor, reason: "people check --list: the names of all who would change")
        }
        ImportReport(it).say(listing: list)
        if !it.refusals.isEmpty {
          throw ImportEnd(status: ExitStatus.refused, reason: it.refusals.joined(separator: "; "))
        }
      } catch {
        let end = ImportEnd(error)
        postern.say("postern: \(end.reason)")
        throw ExitCode(end.status)
      }
    }
  }
}

/// How an import ended other than well.
private struct ImportEnd: Error {
  var status: Int32
  var reason: String

  init(status: Int32, reason: String) {
    self.status = status
    self.reason = status == ExitStatus.refused ? "the import is refused: \(reason)" : reason
  }

  init(_ error: any Error) {
    switch error {
    case let end as ImportEnd: self = end
    case let error as ConfigurationError:
      // What a person wrote is wrong in either; only an export's next edition mends itself.
      let isPlan = error.file.hasSuffix(".yaml") || error.file.hasSuffix(".yml")
      self.init(status: isPlan ? ExitStatus.configuration : ExitStatus.data, reason: "\(error)")
    case let error as RecordsError: self.init(status: error.status, reason: "\(error)")
    case let code as ExitCode: self.init(status: code.rawValue, reason: "the quarantine cannot be opened")
    default: self.init(status: ExitStatus.unavailable, reason: "\(error)")
    }
  }
}

extension RecordsImport {
  fileprivate init(_ settings: Settings, _ officer: OfficerOptions) throws {
    try self.init(
      settings, file: officer.configuration.file, presets: Programs.shippedRules.map { $0 + "/people" },
      categories: CurrentRecords.categories)
  }
}
