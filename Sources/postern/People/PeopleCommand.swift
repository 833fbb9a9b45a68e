import ArgumentParser
import Configuration
import Gateway
import People
import PeopleStore
import Quarantine

struct PeopleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "people", abstract: "Imports, checks, shows and forgets the people of the school's records.",
    discussion: """
      The exports of the school's systems are named by a plan (people: import: in the configuration), or, for a single
      school, by the files under people: itself. What is imported lies sealed in the state folder; the filter takes it up
      within seconds, without a pause. Without an import the filter reads the files under people: as they are.

      See what an import would change:   postern people check
      Import, each night by a timer:     postern people import --unattended
      A court order came in:             postern people no-contact --pupil UPN --contact ADDRESS --reason "order of …"
      Does the directory answer?         postern people directory
      Why was this child named?          postern people show NAME --reason "H7K2-9QXD"
      """,
    subcommands: [Import.self, Check.self, Directory.self, Show.self, Forget.self, NoContact.self])
}

extension OfficerOptions {
  /// The one person who is meant, or the end of the program with what to write instead.
  func person(_ text: String, in people: PeopleIndex, kinds: Set<PersonKind>? = nil) throws -> Person {
    let found = people.search(text).compactMap { people.person($0) }.filter { kinds?.contains($0.kind) ?? true }
    if found.count == 1, let only = found.first { return only }
    say(
      found.isEmpty
        ? "postern: nobody in the records is meant by that: write a full name, an e-mail address or a UPN"
        : "postern: \(found.count) people are meant by that: write an e-mail address or a UPN")
    throw ExitCode(ExitStatus.data)
  }

  /// Reads the records as the filter does.
  func records(_ settings: Settings) throws -> CurrentRecords {
    try orExit(ExitStatus.configuration) { () throws(ConfigurationError) in try CurrentRecords.read(settings) }
  }
}

/// Exit statuses of work on the stored records.
extension RecordsError {
  var status: Int32 {
    switch kind {
    case .busy, .unwritable: ExitStatus.unavailable
    case .keys, .unreadable: ExitStatus.keys
    case .missing, .damaged: ExitStatus.data
    }
  }
}

/// Runs `body`; an error of the stored records ends the program with its own status.
func withRecords<T>(_ body: () throws(RecordsError) -> T) throws -> T {
  do {
    return try body()
  } catch {
    say("postern: \(error)")
    throw ExitCode(error.status)
  }
}
