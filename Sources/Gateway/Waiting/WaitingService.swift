import Configuration
import Delivery
import Foundation
import Logging
import Policy
import Quarantine
import Synchronization

/// Every few seconds, while the filter serves: who is to check addresses is asked, and what has nothing more to wait for
/// goes on (`WaitingRound`).
final class WaitingService: Sendable {
  private let settings: Settings
  private let file: String
  private let store: QuarantineStore
  private let writer: NoticeWriter
  private let outbox: OutboxService
  private let book: @Sendable () -> AccessBook
  private let logger: Logger
  private let wakes = DispatchSemaphore(value: 0)
  private let working = DispatchGroup()
  private let isClosing = Atomic<Bool>(false)
  /// In seconds: a letter to those who check goes out within half a minute.
  private static let period = 5

  /// - Parameters:
  ///   - file: the configuration's path, for errors.
  ///   - book: who may open what, now.
  init(
    _ settings: Settings, file: String, store: QuarantineStore, writer: NoticeWriter, outbox: OutboxService,
    book: @escaping @Sendable () -> AccessBook, logger: Logger
  ) {
    self.settings = settings
    self.file = file
    self.store = store
    self.writer = writer
    self.outbox = outbox
    self.book = book
    self.logger = logger
  }

  func start() {
    working.enter()
    Thread.detachNewThread { [self] in
      while !isClosing.load(ordering: .acquiring) {
        serve()
        _ = wakes.wait(timeout: .now() + .seconds(Self.period))
      }
      working.leave()
    }
  }

  /// Lets a round come to its end. May be called again.
  func finish(by deadline: DispatchTime) {
    isClosing.store(true, ordering: .releasing)
    wakes.signal()
    _ = working.wait(timeout: deadline)
  }

  private func serve() {
    let round = WaitingRound(store: store, book: book(), writer: writer) { [self] id in try protect(id) }
    do {
      let report = try round.run()
      for problem in report.problems { logger.error("held mail that waits: \(problem)") }
      guard report.asked + report.sent > 0 else { return }
      logger.notice("held mail that waits", metadata: ["asked": "\(report.asked)", "sent": "\(report.sent)"])
      outbox.wake()
    } catch {
      logger.error("held mail that waits cannot be looked at: \(error)")
    }
  }

  /// By workers of its own, which end with it: it is rare, and nobody's connection waits for it.
  private func protect(_ id: HeldID) throws -> Bool {
    let protection = try HeldProtection(settings, file: file, store: store)
    defer { protection.close() }
    return try protection.protect(id, includesBody: false, by: WaitingRound.actor)
  }
}
