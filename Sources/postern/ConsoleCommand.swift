import Accounts
import ArgumentParser
import Configuration
import Console
import Foundation
import Gateway
import Logging
import Policy
import Quarantine
import Synchronization

struct ConsoleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "console",
    abstract: "Serves the web console, as far as it stands: people sign in, and read who may open what.",
    discussion: """
      Held mail is decided on with 'postern held' until its pages stand. Let the first person in by:
        postern account first-administrator ADDRESS

      Stays in the foreground, as systemd likes it, and runs beside 'postern filter' as the same user. It listens on
      127.0.0.1:8025 unless 'console:' in the configuration says otherwise; for other machines give it a certificate, or
      put a proxy with one before it.
      """)

  @OptionGroup var configuration: ConfigurationOption

  func run() throws {
    let settings = try configuration.load()
    var logger = Logger(label: "postern.console", factory: { StreamLogHandler.standardError(label: $0) })
    logger.logLevel = Logger.Level(rawValue: settings.log.rawValue) ?? .info
    guard let resources = Programs.consoleResources else {
      say("postern: the pages of the console are not beside the program: install Postern again")
      throw ExitCode(ExitStatus.unavailable)
    }
    let keys = try orExit(ExitStatus.keys) { try settings.keyRing(create: true) }
    let store = try orExit(ExitStatus.unavailable) {
      try QuarantineStore.open(state: settings.state, keys: keys, as: .console)
    }
    guard let rules = settings.rules ?? Programs.shippedRules else {
      say("postern: the rules that ship are not beside the program: name a folder with 'rules:'")
      throw ExitCode(ExitStatus.configuration)
    }
    let book = try orExit(ExitStatus.configuration) { () throws(ConfigurationError) in
      let records = try CurrentRecords.read(settings)
      return try AccessBook(
        settings, matrix: RoleMatrix.load(folder: rules), people: records.people, lists: records.lists)
    }
    let accounts = try orExit(ExitStatus.unavailable) {
      try AccountStore(settings, keys: keys, trail: store)
    }
    do {
      let console = try Console(
        settings, file: configuration.file, store: store, accounts: accounts, book: book, resources: resources,
        logger: logger)
      try waiting {
        try await console.run {
          say("The console is at \(settings.console.url)/")
          if let senders = settings.console.senders { say("Senders open their links at \(senders.url)/") }
        }
      }
    } catch {
      say("postern: \(error)")
      throw ExitCode(ExitStatus.unavailable)
    }
  }
}

/// Waits for what runs on other threads. The other commands are synchronous, and set up signals for this very thread.
private func waiting(_ body: @escaping @Sendable () async throws -> Void) throws {
  let done = DispatchSemaphore(value: 0)
  let failure = Mutex<(any Error)?>(nil)
  Task {
    do { try await body() } catch { failure.withLock { $0 = error } }
    done.signal()
  }
  done.wait()
  if let error = failure.withLock({ $0 }) { throw error }
}
