import Foundation
import Spool
import Synchronization

/// The memory that all mail under way takes together: bounded, and given out in turn.
///
/// What is small is not counted, so that ordinary mail goes on while large mail waits. Of those that wait, the message that
/// came first is served first. One at a time may go beyond the bound, or messages that are half there would wait for one
/// another; and one that does not get on while others wait loses what it has.
final class MailMemory: Sendable {
  private struct State {
    var used = 0
    var next = 0
    var holding: [MailShare] = []
    /// The oldest first.
    var waiting: [MailShare] = []
    /// The one that may go beyond the bound.
    var beyond: MailShare?
  }

  private let bound: Int
  /// How long a message may wait altogether, and how long one may stand still while others wait.
  private let patience: Duration
  private let standstill: Duration
  private let state = Mutex(State())
  /// What is given out at once, in bytes, so that not every piece of a body asks.
  static let step = 256 << 10

  init(_ limits: MilterLimits) {
    bound = limits.memoryBytes
    patience = .milliseconds(limits.memoryWaitMilliseconds)
    standstill = .milliseconds(limits.standstillMilliseconds)
  }

  /// Has room for so many bytes of a message; waits for it.
  /// - Returns: for how many there is room now.
  /// - Throws: `.noMemory` when it has waited too long, `.stalled` when it has lost what it had.
  func grow(_ share: MailShare, to bytes: Int) throws(IncomingMessageError) -> Int {
    let now = ContinuousClock.now
    state.withLock { state in
      guard !share.isLost, share.held < bytes else { return }
      if share.number == nil {
        share.number = state.next
        state.next += 1
        share.grownAt = now
        state.holding.append(share)
      }
      share.wanted = (bytes + Self.step - 1) / Self.step * Self.step - share.held
      let place = state.waiting.firstIndex { ($0.number ?? 0) > (share.number ?? 0) } ?? state.waiting.count
      state.waiting.insert(share, at: place)
      serve(&state, now)
      if share.wanted > 0, share.givesUpAt == nil { share.givesUpAt = now + patience }
    }
    while true {
      let room = try state.withLock { state throws(IncomingMessageError) -> Int? in
        if share.isLost { throw .stalled(seconds: standstill.components.seconds) }
        if share.wanted == 0 { return share.held }
        let now = ContinuousClock.now
        takeBack(&state, now)
        serve(&state, now)
        if share.wanted == 0 { return share.held }
        if let end = share.givesUpAt, now >= end {
          share.wanted = 0
          state.waiting.removeAll { $0 === share }
          throw .noMemory(bound: bound, seconds: patience.components.seconds)
        }
        return nil
      }
      if let room { return room }
      // Woken when it is its turn; else it looks now and then for those that stand still.
      _ = share.signal.wait(timeout: .now() + .milliseconds(200))
    }
  }

  /// The message is all there: it keeps what it has for as long as it is judged.
  /// - Throws: `.stalled` when it has lost that already.
  func settle(_ share: MailShare) throws(IncomingMessageError) {
    try state.withLock { _ throws(IncomingMessageError) in
      if share.isLost { throw .stalled(seconds: standstill.components.seconds) }
      share.isWhole = true
    }
  }

  /// The message is gone.
  func leave(_ share: MailShare) {
    state.withLock { state in
      release(share, &state)
      serve(&state, .now)
    }
  }

  /// How many messages wait now.
  var waiting: Int { state.withLock { $0.waiting.count } }
  /// How much is given out now, in bytes.
  var used: Int { state.withLock { $0.used } }

  private func serve(_ state: inout State, _ now: ContinuousClock.Instant) {
    // Whoever has gone beyond the bound goes on before all others: the rest wait for its end.
    while let next = state.waiting.first(where: { $0 === state.beyond }) ?? state.waiting.first {
      if state.used + next.wanted > bound {
        guard state.beyond == nil || state.beyond === next else { return }
        state.beyond = next
      }
      state.used += next.wanted
      next.held += next.wanted
      next.wanted = 0
      next.grownAt = now
      state.waiting.removeAll { $0 === next }
      next.signal.signal()
    }
  }

  private func takeBack(_ state: inout State, _ now: ContinuousClock.Instant) {
    for share in state.holding where !share.isWhole && share.wanted == 0 && now - share.grownAt > standstill {
      share.isLost = true
      share.file.discard()
      release(share, &state)
    }
  }

  private func release(_ share: MailShare, _ state: inout State) {
    state.used -= share.held
    share.held = 0
    state.holding.removeAll { $0 === share }
    if state.beyond === share { state.beyond = nil }
  }
}

/// What one message has of the memory for mail.
final class MailShare: @unchecked Sendable {
  // Sendable because its variables are touched only under the lock of its `MailMemory`.
  let file: MemoryFile
  fileprivate let signal = DispatchSemaphore(value: 0)
  /// Messages are numbered as they first ask; nil before.
  fileprivate var number: Int?
  fileprivate var held = 0
  fileprivate var wanted = 0
  fileprivate var grownAt = ContinuousClock.now
  fileprivate var givesUpAt: ContinuousClock.Instant?
  fileprivate var isWhole = false
  fileprivate var isLost = false

  init(_ file: MemoryFile) { self.file = file }
}
