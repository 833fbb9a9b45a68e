import Delivery
import Foundation
import Logging
import Quarantine
import Synchronization

/// Sends what is in the outbox, on threads of its own, so that no client waits for it.
final class OutboxService: Sendable {
  private let outbox: Outbox
  private let logger: Logger
  private let isClosing = Atomic<Bool>(false)
  private let wakes = DispatchSemaphore(value: 0)
  private let working = DispatchGroup()
  /// Two, so that a large message does not keep the letters waiting.
  private static let threads = 2
  /// How often the table is looked at without being told to, for what the command line has put there; in milliseconds.
  private static let period = 1_000

  init(_ outbox: Outbox, logger: Logger) {
    self.outbox = outbox
    self.logger = logger
  }

  /// Begins, by finding out about what a crash interrupted. No mail waits for that: it asks Postfix.
  func start() {
    for number in 0..<Self.threads {
      working.enter()
      Thread.detachNewThread { [self] in
        work(recovers: number == 0)
        working.leave()
      }
    }
  }

  /// There is something new.
  func wake() { wakes.signal() }

  /// Lets what is under way come to its end; the rest stays in the outbox. Postern's own milter has to answer meanwhile:
  /// without its receipt Postfix takes nothing. What comes to no end is looked into at the next start. May be called
  /// again.
  func finish(by deadline: DispatchTime) {
    isClosing.store(true, ordering: .releasing)
    for _ in 0..<Self.threads { wakes.signal() }
    _ = working.wait(timeout: deadline)
  }

  private func work(recovers: Bool) {
    var rounds = 0
    if recovers { recover() }
    while !isClosing.load(ordering: .acquiring) {
      do {
        let isWanted = { self.isClosing.load(ordering: .acquiring) == false }
        let tried = try outbox.drain(while: isWanted) { id, error in
          logger.error("\(id) could not be sent: \(error)")
        }
        if tried > 0 { continue }
      } catch {
        logger.error("the outbox cannot be read: \(error)")
      }
      _ = wakes.wait(timeout: .now() + .milliseconds(Self.period))
      rounds += 1
      // A command line may have been ended in the middle, too.
      if recovers, rounds % 15 == 0 { recover() }
    }
  }

  private func recover() {
    do {
      let found = try outbox.recover { id, error in
        logger.error("it cannot be found out what became of \(id): \(error)")
      }
      for (id, result) in found {
        switch result {
        case .uncertain(let problem):
          logger.error("nobody can tell whether \(id) went: \(problem); settle it with 'postern held settle'")
        case .waits(let problem): logger.notice("\(id) waits: \(problem)")
        case .sent, .failed, .taken: logger.notice("\(id) was interrupted, and is settled")
        }
      }
    } catch {
      logger.error("the outbox cannot be put in order: \(error)")
    }
  }
}
