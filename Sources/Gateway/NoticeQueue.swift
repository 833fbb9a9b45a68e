import Delivery
import Foundation
import Logging
import Synchronization

/// Sends notices on a thread of its own, so that no client waits for them. A notice that cannot be sent is logged; the
/// hold that it tells of stands.
final class NoticeQueue: Sendable {
  typealias Job = @Sendable () throws(DeliveryError) -> Void

  private struct State {
    var jobs: [Job] = []
    var isClosing = false
  }

  /// More than this many are not kept: they are letters about holds that stand anyhow.
  private static let most = 10_000
  private let state = Mutex(State())
  private let wake = DispatchSemaphore(value: 0)
  private let done = DispatchSemaphore(value: 0)
  private let logger: Logger

  init(logger: Logger) {
    self.logger = logger
    Thread.detachNewThread { [self] in work() }
  }

  func add(_ job: @escaping Job) {
    let isFull = state.withLock { state in
      guard state.jobs.count < Self.most else { return true }
      state.jobs.append(job)
      return false
    }
    if isFull { logger.error("a notice is left out: too many wait to be sent") } else { wake.signal() }
  }

  /// Sends what waits, for at most ten seconds.
  func finish() {
    state.withLock { $0.isClosing = true }
    wake.signal()
    if done.wait(timeout: .now() + 10) == .timedOut {
      logger.error("notices are left out at the stop", metadata: ["count": "\(state.withLock { $0.jobs.count })"])
    }
  }

  private func work() {
    while true {
      wake.wait()
      let (job, isDone): (Job?, Bool) = state.withLock { state in
        let next = state.jobs.isEmpty ? nil : state.jobs.removeFirst()
        return (next, next == nil && state.isClosing)
      }
      if isDone { break }
      do {
        try job?()
      } catch {
        logger.error("a notice could not be sent: \(error)")
      }
      // The end may have been asked for while jobs were still there.
      if state.withLock({ $0.isClosing }) { wake.signal() }
    }
    done.signal()
  }
}
