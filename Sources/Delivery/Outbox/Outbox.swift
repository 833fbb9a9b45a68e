public import Configuration
import Foundation
public import Quarantine
import Spool

/// Sends what is in the outbox: once, whatever dies in between (D20). Blocking; any thread, any process.
public struct Outbox: Sendable {
  /// How one try went.
  public enum Result: Hashable, Sendable {
    case sent(ReleaseOutcome)
    /// It surely did not go; it will be tried again by itself.
    case waits(problem: String)
    /// Postfix will never take it.
    case failed(ReinjectionError)
    case uncertain(problem: String)
    /// Another process is at it, or has ended it.
    case taken
  }

  private let store: QuarantineStore
  private let reinjection: Reinjection
  private let trace: PostfixTrace
  private let composer: OutgoingComposer

  public init(_ settings: Settings, store: QuarantineStore, writer: NoticeWriter) {
    self.store = store
    reinjection = Reinjection(settings.reinject)
    trace = PostfixTrace(settings.reinject)
    composer = OutgoingComposer(store: store, writer: writer)
  }

  /// Tries one row now.
  @discardableResult
  public func send(_ id: OutgoingID) throws(DeliveryError) -> Result {
    do {
      let row = try store.outgoing(id)
      guard row.state == .waiting else { return .taken }
      let content = try composer.content(of: row)
      let digest = try WireDigest(content)
      guard try store.begin(id, digest: digest) else { return .taken }
      return try hand(over: row, content)
    } catch let error as QuarantineError {
      if error.kind == .notFoundOutgoing { return .taken }
      throw .store(error)
    } catch let error as DeliveryError {
      throw error
    } catch {
      throw .reinjection(.unreadable("\(error)"))
    }
  }

  /// Tries all that is due.
  /// - Returns: how many rows were tried.
  public func drain(_ failed: (OutgoingID, DeliveryError) -> Void) throws(DeliveryError) -> Int {
    let due: [OutgoingID]
    do { due = try store.dueOutgoing() } catch { throw .store(error) }
    for id in due {
      do { try send(id) } catch { failed(id, error) }
    }
    return due.count
  }

  /// Finds out what became of rows whose sender died: those that went are settled, those that surely did not wait
  /// again, the rest are uncertain.
  /// - Returns: the rows, with what was found.
  @discardableResult
  public func recover() throws(DeliveryError) -> [OutgoingID: Result] {
    var found: [OutgoingID: Result] = [:]
    do {
      for id in try store.interruptedOutgoing() {
        let row = try store.outgoing(id)
        found[id] = try conclude(row, reason: "the process that was sending it ended")
      }
    } catch {
      throw .store(error)
    }
    return found
  }

  private func hand(over row: Outgoing, _ content: MemoryFile) throws -> Result {
    let outcome: ReleaseOutcome
    do {
      outcome = try reinjection.send(content, envelope: row.record.envelope, as: row.id)
    } catch {
      switch error {
      case .uncertain(let reason): return try conclude(store.outgoing(row.id), reason: reason)
      case .refused(_, isTemporary: false, let refusals) where refusals.contains(where: \.isTemporary):
        break
      case _ where !error.isTemporary:
        try store.fail(row.id, ReleaseOutcome(refused: error.refusals, problem: error.description))
        return .failed(error)
      default: break
      }
      try store.postpone(store.outgoing(row.id), problem: error.description)
      return .waits(problem: error.description)
    }
    return try store.settle(row.id, outcome) ? .sent(outcome) : .waits(problem: "Postfix does not take it yet for all")
  }

  /// The answer to the last byte is missing.
  private func conclude(_ row: Outgoing, reason: String) throws(QuarantineError) -> Result {
    guard let queueID = row.queueID, let since = row.receiptAt else {
      // No receipt: the milter, without which Postfix takes nothing here, had not let it pass; and it will not any more.
      guard try store.hasReceipts() else {
        let problem = "\(reason), and no receipt milter stands before Postfix's service"
        try store.leaveUncertain(row.id, problem: problem)
        return .uncertain(problem: problem)
      }
      // A receipt that comes at this very moment is a receipt.
      guard try store.postpone(row, problem: reason) else {
        return try conclude(store.outgoing(row.id), reason: reason)
      }
      return .waits(problem: reason)
    }
    switch settled(queueID, since) {
    case .taken:
      let outcome = ReleaseOutcome(queueID: queueID)
      try store.settle(row.id, outcome)
      return .sent(outcome)
    case .absent:
      try store.postpone(row, problem: reason)
      return .waits(problem: reason)
    case .unknown(let why):
      let problem = "\(reason); Postfix may have it as \(queueID) (\(why))"
      try store.leaveUncertain(row.id, problem: problem)
      return .uncertain(problem: problem)
    }
  }

  /// Postfix may be about to finish: a message that is on its way to the disk is in no queue yet.
  private func settled(_ queueID: String, _ since: Int64) -> PostfixTrace.Fate {
    var fate = PostfixTrace.Fate.unknown("")
    for pause in [200_000, 800_000, 2_000_000] as [useconds_t] {
      usleep(pause)
      fate = trace.fate(of: queueID, since: since)
      if fate == .taken { break }
    }
    return fate
  }
}
