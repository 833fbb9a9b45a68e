import Configuration
import Foundation
import Glibc
import Insight
import Inspection
import Logging
import People
import Policy
import Quarantine
import Synchronization

/// Writes every few seconds how the filter does, for the console.
final class HealthService: Sendable {
  private let settings: Settings
  private let gate: Gate
  private let store: QuarantineStore
  private let tally: Tally
  private let bypass: BypassSwitch
  private let care: CareService
  private let directory: DirectoryService?
  private let logger: Logger
  private let startedAt: Int64
  private let isClosing = Atomic<Bool>(false)
  private let wakes = DispatchSemaphore(value: 0)
  private let working = DispatchGroup()
  private let hasFailed = Mutex(false)
  /// In seconds; well within `FilterState.patience`.
  private static let period = 5

  init(
    _ settings: Settings, gate: Gate, store: QuarantineStore, tally: Tally, bypass: BypassSwitch, care: CareService,
    directory: DirectoryService?, logger: Logger
  ) {
    self.settings = settings
    self.gate = gate
    self.store = store
    self.tally = tally
    self.bypass = bypass
    self.care = care
    self.directory = directory
    self.logger = logger
    startedAt = store.time
  }

  func start() {
    working.enter()
    Thread.detachNewThread { [self] in
      while !isClosing.load(ordering: .acquiring) {
        tell()
        _ = wakes.wait(timeout: .now() + .seconds(Self.period))
      }
      working.leave()
    }
  }

  /// Says no more: another filter may say it now. May be called again.
  func finish(by deadline: DispatchTime) {
    isClosing.store(true, ordering: .releasing)
    wakes.signal()
    _ = working.wait(timeout: deadline)
  }

  private func tell() {
    do {
      try state().write(to: settings.state)
      hasFailed.withLock { $0 = false }
    } catch {
      // Once: a full disk is told by what cannot be stored.
      let isNew = hasFailed.withLock { failed in
        defer { failed = true }
        return !failed
      }
      if isNew { logger.error("the console cannot be told how the filter does: \(error)") }
    }
  }

  private func state() throws(QuarantineError) -> FilterState {
    let now = store.time
    let generation = gate.current
    var state = FilterState(process: getpid(), startedAt: startedAt, writtenAt: now)
    state.ruleSet = generation.rules.version
    state.rules = generation.rules.ids.count
    state.people = generation.people.count
    state.recordsWrittenAt = generation.recordsAge.writtenAt
    state.recordsWarning = generation.recordsAge.warning(at: now)
    state.directoryReadAt = directory?.age.readAt
    state.directoryWarning = directory?.age.warning(at: now)
    state.workers = workers()
    let (pending, outbox) = try store.queueLengths()
    state.pending = FilterState.Queue(count: pending.count, oldest: pending.oldest)
    state.outbox = FilterState.Queue(count: outbox.count, oldest: outbox.oldest)
    let counts = tally.counts
    state.inspections = counts.inspections
    state.actions = counts.actions
    state.replies = counts.replies
    state.bypassed = counts.bypassed
    state.bypassIsOn = bypass.current != nil
    state.caredAt = care.caredAt
    return state
  }

  private func workers() -> FilterState.Workers {
    let statistics = gate.statistics
    var workers = FilterState.Workers()
    workers.wanted = settings.limits.workers
    workers.alive = statistics.alive
    workers.idle = statistics.idle
    workers.waiting = statistics.waiting
    workers.started = statistics.started
    workers.died = statistics.died
    workers.zygotes = statistics.zygotes
    workers.outOfTime = statistics.outOfTime
    workers.refusedCalls = statistics.refusedCalls
    return workers
  }
}
