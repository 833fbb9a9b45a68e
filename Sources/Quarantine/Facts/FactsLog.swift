import Foundation
import Glibc
import Synchronization

/// Takes the facts of decisions on the mail path, where it only puts them into memory, and writes them in batches on a
/// thread of its own. Who kills the process loses at most the last second of them.
public final class FactsLog: Sendable {
  private struct Waiting {
    var facts: [DecisionFacts] = []
    var dropped = 0
    var isClosing = false
  }

  private let database: FactsDatabase
  private let waiting = Mutex(Waiting())
  private let wakes = DispatchSemaphore(value: 0)
  private let done = DispatchSemaphore(value: 0)
  private let failed: @Sendable (String) -> Void
  /// About ten minutes of a large trust's mail, a kilobyte each: what waits while the disk does not answer.
  private static let most = 10_000
  /// In milliseconds.
  private static let period = 500
  private static let niceness: Int32 = 10

  /// Opens the database, and begins.
  /// - Parameter failed: is told, in words that name nothing of a message, when facts could not be written.
  /// - Throws: `QuarantineError`.
  public init(state: String, failed: @escaping @Sendable (String) -> Void) throws(QuarantineError) {
    database = try FactsDatabase(StateFolder(path: state), patience: 5)
    self.failed = failed
    Thread.detachNewThread { [self] in
      work()
      done.signal()
    }
  }

  /// Never waits for a disk.
  public func append(_ facts: DecisionFacts) {
    waiting.withLock { waiting in
      guard waiting.facts.count < Self.most else {
        waiting.dropped += 1
        return
      }
      waiting.facts.append(facts)
    }
  }

  /// Writes what is waiting, and ends. To be called once.
  public func close() {
    waiting.withLock { $0.isClosing = true }
    wakes.signal()
    done.wait()
  }

  private func work() {
    // Of this thread alone, as Linux has it: a batch takes some milliseconds, in which mail goes first.
    setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness)
    var isClosing = false
    while !isClosing {
      _ = wakes.wait(timeout: .now() + .milliseconds(Self.period))
      let batch: [DecisionFacts]
      let dropped: Int
      (batch, dropped, isClosing) = waiting.withLock { waiting in
        defer { waiting = Waiting(isClosing: waiting.isClosing) }
        return (waiting.facts, waiting.dropped, waiting.isClosing)
      }
      if dropped > 0 { failed("the facts of \(dropped) decisions were not kept: the disk does not answer") }
      guard !batch.isEmpty else { continue }
      do {
        try attempt("write the facts of decisions") { try database.write(batch) }
      } catch {
        // Facts are for tuning rules; no mail waits for them.
        failed("the facts of \(batch.count) decisions were not kept: \(error)")
      }
    }
  }
}
