import Foundation
import Inspection
import Logging
import Policy
import Quarantine
import Synchronization

/// Reads in the background what could not be read in time (D5), and carries out what the rules say to it.
///
/// One message at a time for each reason, so that one that takes minutes does not keep those waiting that only came at a
/// busy moment.
final class PendingService: Sendable {
  private let gate: Gate
  private let store: QuarantineStore
  private let end: PendingEnd
  private let decisions: DecisionLog
  private let outbox: OutboxService
  private let breaches: BreachDesk
  private let logger: Logger
  private let isClosing = Atomic<Bool>(false)
  private let wakes = PendingReason.allCases.map { _ in DispatchSemaphore(value: 0) }
  private let threads = DispatchGroup()
  /// Messages that nothing can be done about before somebody has looked: told of once.
  private let unusable = Mutex<Set<HeldID>>([])
  /// So often a message is tried that no process has survived, or for which no worker came up; then the rules decide.
  private static let most = 8
  /// How often it is looked for what another process has left, in milliseconds.
  private static let period = 5_000

  init(
    gate: Gate, store: QuarantineStore, end: PendingEnd, decisions: DecisionLog, outbox: OutboxService,
    breaches: BreachDesk,
    logger: Logger
  ) {
    self.breaches = breaches
    self.gate = gate
    self.store = store
    self.end = end
    self.decisions = decisions
    self.outbox = outbox
    self.logger = logger
  }

  /// Takes up what an earlier process has left, too.
  func start() {
    for (reason, wakes) in zip(PendingReason.allCases, wakes) {
      threads.enter()
      Thread.detachNewThread { [self] in
        work(reason, wakes)
        threads.leave()
      }
    }
  }

  /// There is something new.
  func wake() { for semaphore in wakes { semaphore.signal() } }

  /// Breaks off what is being read: it stays pending. May be called again.
  func finish(by deadline: DispatchTime) {
    isClosing.store(true, ordering: .releasing)
    gate.endBackground()
    wake()
    _ = threads.wait(timeout: deadline)
  }

  private var isOpen: Bool { !isClosing.load(ordering: .acquiring) }

  private func work(_ reason: PendingReason, _ wakes: DispatchSemaphore) {
    while isOpen {
      var hasServed = false
      do {
        for id in try store.pendingMessages(reason) where isOpen && !unusable.withLock({ $0.contains(id) }) {
          if serve(id, reason) { hasServed = true }
        }
      } catch {
        logger.error("it cannot be seen what is pending: \(error)")
      }
      if !hasServed { _ = wakes.wait(timeout: .now() + .milliseconds(Self.period)) }
    }
  }

  /// - Returns: whether it has come to an end.
  private func serve(_ id: HeldID, _ reason: PendingReason) -> Bool {
    do {
      guard let claimed = try store.claimPending(id) else { return false }
      let judgement = judge(claimed)
      if judgement.facts.failure != nil, !isOpen {
        try store.leavePending(id, counts: false)
        return false
      }
      if Self.mayMend(judgement.facts.failure), claimed.attempts < Self.most {
        logger.error("a pending message waits for a worker", metadata: ["reference": "\(id)"])
        try store.leavePending(id, counts: true)
        return false
      }
      let verdict = try end.verdict(judgement, claimed)
      // Before it ends: should this process end first, the next one finds the record open already.
      if ActionPlan(judgement.decision, submission: judgement.facts.submission).opensBreach {
        _ = breaches.open(judgement, Origin(claimed.message))
      }
      guard try store.finishPending(id, verdict, content: claimed.content) else { return true }
      do {
        try end.tellSafeguarding(judgement, claimed, verdict)
      } catch {
        logger.error("the safeguarding lead could not be told: \(error)", metadata: ["reference": "\(id)"])
      }
      outbox.wake()
      note(judgement, claimed, verdict, reason)
      return true
    } catch {
      logger.error("a pending message cannot be ended: \(error)", metadata: ["reference": "\(id)"])
      if (error as? QuarantineError)?.isTemporary == false { unusable.withLock { _ = $0.insert(id) } }
      return false
    }
  }

  private func judge(_ claimed: ClaimedMessage) -> Judgement {
    let message = claimed.message
    let pace: Gate.Pace =
      claimed.attempts > Self.most
      ? .notAtAll(.workerDied(reason: "the filter has ended over it \(Self.most) times")) : .inBackground
    return gate.judge(
      claimed.content, identity: message.identity, envelope: message.envelope,
      submission: message.client.login == nil ? .relayed : .direct,
      headersWereCut: message.pending?.headersWereCut ?? false, pace: pace)
  }

  /// Not the message's fault.
  private static func mayMend(_ failure: InspectionFailure?) -> Bool {
    switch failure {
    case .unavailable, .overloaded: true
    case .outOfTime, .workerDied, .invalidAnswer, nil: false
    }
  }

  private func note(
    _ judgement: Judgement, _ claimed: ClaimedMessage, _ verdict: PendingVerdict, _ reason: PendingReason
  ) {
    let reply =
      switch verdict.ending {
      case .pass: "accept"
      case .hold: "held"
      case .giveBack: "returned"
      }
    let decision = judgement.decision
    logger.info(
      "judged in the background",
      metadata: [
        "queue": "\(claimed.message.queueID ?? "-")", "because": "\(reason.rawValue)",
        "action": "\(decision.action.rawValue)", "reply": "\(reply)",
        "rules": "\(decision.matches.map(\.rule).joined(separator: ","))",
        "recipients": "\(decision.recipients.count)", "milliseconds": "\(Int(judgement.milliseconds))",
      ])
    decisions.note(judgement, reply: reply, time: store.time)
  }
}
