import Configuration
import Directory
import Foundation
import Glibc
import Logging
import People
import PeopleStore
import Synchronization

/// Reads the directory at the start and at an interval, and keeps the last good copy. The filter takes up a new one as it
/// does other records; no message ever waits for the directory.
final class DirectoryService: Sendable {
  private let settings: Settings.Directory
  private let store: RecordsStore
  private let logger: Logger
  private let startedAt = Int64(time(nil))
  private let isClosing = Atomic<Bool>(false)
  private let wakes = DispatchSemaphore(value: 0)
  /// The day on which the log was last told that it does not work; nil while it does.
  private let toldFailing = Mutex<CalendarDate?>(nil)
  /// After a failure it is tried again sooner; in seconds.
  private static let retry = 300

  /// - Returns: nil where no directory is configured; the copy of one that was is removed.
  init?(_ settings: Settings, logger: Logger) {
    store = RecordsStore(settings)
    guard let directory = settings.directory else {
      store.forgetDirectory()
      return nil
    }
    self.settings = directory
    self.logger = logger
  }

  var age: DirectoryAge {
    DirectoryAge(readAt: store.directoryReadAt, startedAt: startedAt, staleHours: settings.staleHours)
  }

  func start() {
    Thread.detachNewThread { [self] in
      while !isClosing.load(ordering: .acquiring) {
        let period = settings.everyMinutes * 60
        let pause = read() ? period : min(period, Self.retry)
        _ = wakes.wait(timeout: .now() + .seconds(pause))
      }
    }
  }

  /// Asks no more. One that is being asked is not waited for: it may take as long as it likes.
  func finish() {
    isClosing.store(true, ordering: .releasing)
    wakes.signal()
  }

  private func read() -> Bool {
    do {
      let isClosing = { self.isClosing.load(ordering: .acquiring) }
      guard let contents = try DirectoryReader(settings).read(isStopped: isClosing), !isClosing() else { return false }
      let hasChanged = try store.save(directory: contents.book)
      let failed = toldFailing.withLock { day in
        defer { day = nil }
        return day != nil
      }
      if failed || hasChanged {
        logger.notice(
          "the directory is read",
          metadata: [
            "groups": "\(contents.groups)", "incomplete": "\(contents.incomplete)",
            "mailboxes": "\(contents.mailboxes)",
          ])
      }
      return true
    } catch {
      let isNew = toldFailing.withLock { day in
        defer { day = .today }
        return day != .today
      }
      let copy = store.directoryReadAt == nil ? "there is no copy yet" : "the last good copy stays in force"
      if isNew { logger.error("\(copy): \(error)") }
      return false
    }
  }
}
