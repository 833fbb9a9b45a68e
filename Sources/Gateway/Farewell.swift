import Foundation
import Synchronization

/// The end of what the filter does by itself, while its milter still answers: without that nothing leaves the outbox, and
/// a letter in hand would keep the filter waiting for Postfix, and Postfix for the filter.
final class Farewell: Sendable {
  private let pending: PendingService
  private let care: CareService
  private let waiting: WaitingService
  private let outbox: OutboxService
  private let directory: DirectoryService?
  private let bypass: BypassSwitch
  private let health: HealthService
  private let isDone = Mutex(false)
  /// In seconds, for all of it. What takes longer is in the outbox, or pending, and goes on at the next start.
  private static let patience = 4.0

  init(
    pending: PendingService, care: CareService, waiting: WaitingService, outbox: OutboxService,
    directory: DirectoryService?, bypass: BypassSwitch, health: HealthService
  ) {
    self.health = health
    self.bypass = bypass
    self.pending = pending
    self.care = care
    self.waiting = waiting
    self.outbox = outbox
    self.directory = directory
  }

  /// Does it once, whoever asks.
  func say() {
    isDone.withLock { isDone in
      guard !isDone else { return }
      isDone = true
      let deadline = DispatchTime.now() + Self.patience
      directory?.finish()
      health.finish(by: deadline)
      bypass.finish(by: deadline)
      pending.finish(by: deadline)
      care.finish(by: deadline)
      waiting.finish(by: deadline)
      outbox.finish(by: deadline)
    }
  }
}
