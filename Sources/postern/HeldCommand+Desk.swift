import ArgumentParser
import Configuration
import Delivery
import Gateway
import Glibc
import People
import Policy
import Quarantine

extension OfficerOptions {
  /// Who may open what; with the records where somebody is named, since the person counts and not the mailbox.
  func book(_ settings: Settings) throws -> AccessBook {
    let matrix = try orExit(ExitStatus.configuration) { () throws(ConfigurationError) in
      try (settings.rules ?? Programs.shippedRules).map { rules throws(ConfigurationError) in
        try RoleMatrix.load(folder: rules)
      }
    }
    let records = officer == nil ? nil : try records(settings)
    return AccessBook(
      settings, matrix: matrix ?? RoleMatrix(audiences: [:], staffList: .only([]), cabinets: [:]),
      people: records?.people, lists: records?.lists ?? ListBook())
  }

  /// Where held mail is decided on. A command sends at once: there is no grace time.
  func desk(_ settings: Settings, _ store: QuarantineStore) throws -> Desk {
    Desk(store, book: try book(settings), writer: NoticeWriter(settings), grace: 0)
  }

  /// The officer who is named, or the account that works on the machine.
  func reader(at desk: Desk) -> Reader {
    officer.map { desk.book.reader($0) } ?? desk.book.machineAccount(actor)
  }
}

/// Runs `body`; what it throws is printed for a person, and ends the program: with the status of wrong data where the
/// message does not exist for this officer, else with `code`.
func orExit<T>(orNotFound code: Int32, _ body: () throws(DeskError) -> T) throws -> T {
  do {
    return try body()
  } catch {
    say("postern: \(error)")
    if case .notFound = error { throw ExitCode(ExitStatus.data) }
    throw ExitCode(code)
  }
}
