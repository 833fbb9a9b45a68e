public import Configuration
import Foundation
public import History
import Policy
public import Quarantine
import Spool
import Synchronization

/// Sends what is in the outbox: once, whatever dies in between (D20). Blocking; any thread, any process.
public final class Outbox: Sendable {
  /// How one try went.
  public enum Result: Hashable, Sendable {
    case sent(ReleaseOutcome)
    /// It did not go, or not for all, and is tried again by itself.
    case waits(problem: String)
    /// Postfix will never take it.
    case failed(ReinjectionError)
    case uncertain(problem: String)
    /// Somebody else is at it, or has ended it.
    case taken
  }

  private let store: QuarantineStore
  private let reinjection: Reinjection
  private let verified: VerifiedReinjection
  private let composer: OutgoingComposer
  private let inquest: Inquest
  private let letters: ReleaseRefusal.Letters
  private let history: MailHistory?
  /// What threads of this process work on: a lease tells processes apart, not threads.
  private let inHand = Mutex<Set<OutgoingID>>([])

  /// - Parameters:
  ///   - history: learns of what is released, when it has gone.
  ///   - report: is told, for the log, why nothing goes by verified TLS.
  public init(
    _ settings: Settings, store: QuarantineStore, writer: NoticeWriter, history: MailHistory? = nil,
    report: (@Sendable (String) -> Void)? = nil
  ) {
    self.history = history
    self.store = store
    reinjection = Reinjection(settings.reinject)
    verified = VerifiedReinjection(settings, report: report)
    composer = OutgoingComposer(store: store, writer: writer)
    let dispatch = NoticeDispatch(settings, store: store, writer: writer)
    letters = { try dispatch.letters(about: $0) }
    inquest = Inquest(store: store, trace: PostfixTrace(settings.reinject), letters: letters)
  }

  /// Tries one row now.
  @discardableResult
  public func send(_ id: OutgoingID) throws(DeliveryError) -> Result {
    try alone(with: id) { try trying(id) }
  }

  /// Tries all that is due.
  /// - Parameters:
  ///   - isWanted: asked before each; the rest waits when it is not.
  ///   - failed: is told of rows that could not even be tried; they wait.
  /// - Returns: how many rows were tried.
  public func drain(
    while isWanted: () -> Bool = { true }, _ failed: (OutgoingID, DeliveryError) -> Void
  ) throws(DeliveryError) -> Int {
    let due: [OutgoingID]
    do { due = try store.dueOutgoing() } catch { throw .store(error) }
    var tried = 0
    for id in due where isWanted() {
      do {
        if try send(id) != .taken { tried += 1 }
      } catch {
        failed(id, error)
        do { try store.putOff(id) } catch { throw .store(error) }
      }
    }
    return tried
  }

  /// Finds out what became of rows whose sender died: those that went are settled, those that surely did not wait
  /// again, those of which nobody can tell are uncertain.
  /// - Returns: the rows, with what was found.
  @discardableResult
  public func recover(_ failed: (OutgoingID, DeliveryError) -> Void) throws(DeliveryError) -> [OutgoingID: Result] {
    let interrupted: [OutgoingID]
    do { interrupted = try store.interruptedOutgoing() } catch { throw .store(error) }
    var found: [OutgoingID: Result] = [:]
    for id in interrupted {
      do {
        let result = try alone(with: id) {
          let row = try store.outgoing(id)
          guard row.isAbandoned else { return .taken }
          return try learning(from: row) {
            try inquest.conclude(row, reason: "the process that was sending it ended")
          }
        }
        if result != .taken { found[id] = result }
      } catch {
        failed(id, error)
      }
    }
    return found
  }

  private func alone(with id: OutgoingID, _ work: () throws -> Result) throws(DeliveryError) -> Result {
    guard inHand.withLock({ $0.insert(id).inserted }) else { return .taken }
    defer { inHand.withLock { _ = $0.remove(id) } }
    do {
      return try work()
    } catch let error as QuarantineError {
      if error.kind == .notFoundOutgoing { return .taken }
      throw .store(error)
    } catch let error as DeliveryError {
      throw error
    } catch {
      throw .reinjection(.unreadable("\(error)"))
    }
  }

  private func trying(_ id: OutgoingID) throws -> Result {
    let row = try store.outgoing(id)
    guard row.state == .waiting else { return .taken }
    return try learning(from: row) { try trying(row) }
  }

  /// Tells the history who has a released message, once it has gone.
  private func learning(from row: Outgoing, _ work: () throws -> Result) throws -> Result {
    // Before it goes: one that nothing was wrong with leaves nothing to read.
    let message = try history == nil || row.kind != .release ? nil : row.held.flatMap { try store.show($0).message }
    let result = try work()
    guard let history, let message, let remembered = message.remembered.map(Set.init),
      case .sent(let outcome) = result
    else { return result }
    let refused = Set(outcome.refused.map(\.address))
    let recipients = row.record.recipients.filter { $0.state != .refused && !refused.contains($0.path.address) }
      .map { Audience.comparable($0.path.address) }
    history.learn(
      SentMail(
        sender: Audience.comparable(message.identity),
        recipients: recipients.filter(remembered.contains).map { Correspondent($0) },
        time: store.time, messageID: message.messageID, queueID: message.queueID, files: message.files ?? [],
        hasLockedFile: message.hasLockedFile ?? false, hiddenFrom: message.hiddenFrom))
    return result
  }

  private func trying(_ row: Outgoing) throws -> Result {
    let id = row.id
    let service: Reinjection
    switch row.record.route {
    case nil: service = reinjection
    case .verifiedTLS:
      switch verified.service {
      case .success(let checked): service = checked
      case .failure(let trouble):
        try store.putOff(id)
        return .waits(problem: trouble.description)
      }
    }
    let content: MemoryFile
    do {
      content = try composer.content(of: row)
    } catch let error as QuarantineError where !error.isTemporary && error.kind != .notFoundOutgoing {
      try store.fail(id, ReleaseOutcome(problem: error.description), telling: letters)
      return .failed(.unreadable(error.description))
    }
    guard let attempt = try store.begin(id, digest: try WireDigest(content)) else { return .taken }
    let envelope = row.record.envelope
    do {
      let outcome = try service.send(content, envelope: envelope, as: attempt)
      return try answer(store.settle(id, outcome, telling: letters), outcome)
    } catch let error as ReinjectionError {
      return try conclude(error, id, recipients: envelope.recipients.count)
    }
  }

  private func conclude(_ error: ReinjectionError, _ id: OutgoingID, recipients: Int) throws -> Result {
    if case .uncertain(let reason) = error { return try inquest.conclude(store.outgoing(id), reason: reason) }
    if error.refusals.count == recipients {
      // Each has an answer of its own.
      let outcome = ReleaseOutcome(refused: error.refusals, problem: error.description)
      switch try store.settle(id, outcome, telling: letters) {
      case .failed: return .failed(error)
      // Others have it by an earlier try.
      case .sent: return .sent(outcome)
      case .waiting, .sending, .uncertain: return .waits(problem: error.description)
      }
    }
    guard error.isTemporary else {
      try store.fail(
        id, ReleaseOutcome(refused: error.refusals, problem: error.description), telling: letters)
      return .failed(error)
    }
    try store.postpone(store.outgoing(id), problem: error.description)
    return .waits(problem: error.description)
  }

  private func answer(_ state: OutgoingState, _ outcome: ReleaseOutcome) -> Result {
    state == .waiting ? .waits(problem: "Postfix does not take it yet for some recipients") : .sent(outcome)
  }
}
