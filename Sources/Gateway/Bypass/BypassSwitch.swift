import Delivery
import Foundation
import Logging
import Quarantine
import Synchronization

/// The filter's side of the emergency switch: whether it is on, what went by, and its end.
final class BypassSwitch: Sendable {
  private struct Look {
    var number: Int64?
    var takenAt: ContinuousClock.Instant?
    /// Not stored yet, for each bypass.
    var passed: [Int64: (passed: Int, stopped: Int)] = [:]
  }

  private let store: QuarantineStore
  private let desk: BypassDesk
  private let outbox: OutboxService
  private let logger: Logger
  private let look = Mutex(Look())
  private let isClosing = Atomic<Bool>(false)
  private let wakes = DispatchSemaphore(value: 0)
  private let working = DispatchGroup()
  /// What was seen of the switch counts for so long.
  private static let freshness = Duration.seconds(1)
  private static let period = 1_000

  init(_ desk: BypassDesk, store: QuarantineStore, outbox: OutboxService, logger: Logger) {
    self.desk = desk
    self.store = store
    self.outbox = outbox
    self.logger = logger
  }

  /// - Parameter succeeds: this filter takes over from one that serves, at a hot restart. Else what ended the last one may
  ///   have been a crash: no bypass outlives that.
  func start(succeeds: Bool) {
    settle(filterStarts: !succeeds)
    working.enter()
    Thread.detachNewThread { [self] in
      while !isClosing.load(ordering: .acquiring) {
        round()
        _ = wakes.wait(timeout: .now() + .milliseconds(Self.period))
      }
      working.leave()
    }
  }

  /// May be called again.
  func finish(by deadline: DispatchTime) {
    isClosing.store(true, ordering: .releasing)
    wakes.signal()
    _ = working.wait(timeout: deadline)
  }

  /// To be called when no message is in hand any more.
  func sayLastWord() { storeCounts() }

  /// The number of the bypass that is on; nil for none, and where nobody can tell.
  var current: Int64? {
    let now = ContinuousClock.now
    let seen = look.withLock { look -> Int64?? in
      guard let takenAt = look.takenAt, now - takenAt < Self.freshness else { return nil }
      return .some(look.number)
    }
    if let seen { return seen }
    var number: Int64?
    do {
      if let bypass = try store.currentBypass(), bypass.begunAt != nil { number = bypass.number }
    } catch {
      logger.error("it cannot be seen whether a bypass is on; mail is held as ever: \(error)")
    }
    return look.withLock { look in
      if look.number != number {
        logger.warning("\(number == nil ? "the rules hold again" : "a bypass is on: mail goes as it comes")")
      }
      look.number = number
      look.takenAt = now
      return number
    }
  }

  /// Counts a message that went by.
  func count(_ number: Int64, isStopped: Bool) {
    look.withLock { look in
      let before = look.passed[number] ?? (0, 0)
      look.passed[number] = (before.passed + 1, before.stopped + (isStopped ? 1 : 0))
    }
  }

  private func round() {
    storeCounts()
    settle(filterStarts: false)
    do {
      if try desk.tellEnds() > 0 { outbox.wake() }
    } catch {
      logger.error("the officers cannot be told of the end of a bypass: \(error)")
    }
  }

  private func settle(filterStarts: Bool) {
    do {
      guard let ending = try store.settleBypass(filterStarts: filterStarts) else { return }
      look.withLock { $0.takenAt = nil }
      logger.warning("a bypass is over: \(ending.words)")
    } catch {
      logger.error("it cannot be seen whether a bypass is over: \(error)")
    }
  }

  private func storeCounts() {
    let counts = look.withLock { look in
      defer { look.passed = [:] }
      return look.passed
    }
    for (number, count) in counts {
      do {
        try store.countBypassed(number, passed: count.passed, stopped: count.stopped)
      } catch {
        logger.error("\(count.passed) messages that a bypass let by were not counted: \(error)")
      }
    }
  }
}
