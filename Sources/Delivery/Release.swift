public import Quarantine
import Spool

/// Ends a hold by sending the message on: its bytes and its whole envelope as they came.
public struct Release: Sendable {
  private let store: QuarantineStore
  private let reinjection: Reinjection

  public init(store: QuarantineStore, reinjection: Reinjection) {
    self.store = store
    self.reinjection = reinjection
  }

  /// Releases one message.
  /// - Parameter actor: who ends the hold: an address, or the name of a system account.
  /// - Returns: the queue id, and the recipients that Postfix refused while it took the others.
  /// - Throws: `DeliveryError`. A message that is not held (released before, say) is refused; after a failure it is held
  ///   again, or `uncertain` when nobody can tell whether Postfix has it.
  public func release(_ id: HeldID, by actor: String, reason: String = "") throws(DeliveryError) -> ReleaseOutcome {
    try recording { () throws(QuarantineError) in try store.beginRelease(id, by: actor, reason: reason) }
    let outcome: ReleaseOutcome
    do {
      guard let message = try store.show(id).message else { throw QuarantineError.gone(id) }
      outcome = try reinjection.send(try store.claimedContent(id), envelope: message.envelope)
    } catch {
      throw failed(id, actor, error)
    }
    do {
      try store.markReleased(id, by: actor, outcome: outcome)
    } catch {
      throw .notRecorded(id, error)
    }
    return outcome
  }

  private func failed(_ id: HeldID, _ actor: String, _ error: any Error) -> DeliveryError {
    giveUp(id, in: store, by: actor, because: error)
  }
}

/// Puts a claimed message back, with what went wrong on record.
func giveUp(_ id: HeldID, in store: QuarantineStore, by actor: String, because error: any Error) -> DeliveryError {
  let failure: DeliveryError
  var outcome = ReleaseOutcome()
  var isUncertain = false
  switch error {
  case let error as ReinjectionError:
    failure = .reinjection(error)
    isUncertain = error.isUncertain
    if case .refused(_, _, let refusals) = error { outcome.refused = refusals }
    outcome.problem = error.description
  case let error as QuarantineError:
    failure = .store(error)
    outcome.problem = error.description
  default:
    failure = .reinjection(.unreadable("\(error)"))
    outcome.problem = "\(error)"
  }
  do {
    try store.markFailed(id, by: actor, outcome: outcome, isUncertain: isUncertain)
  } catch {
    // The claim runs out by itself and then counts as uncertain; the first failure is the one to tell.
    return failure
  }
  return failure
}

func recording(_ work: () throws(QuarantineError) -> Void) throws(DeliveryError) {
  do {
    try work()
  } catch {
    throw .store(error)
  }
}

extension QuarantineError {
  static func gone(_ id: HeldID) -> QuarantineError {
    QuarantineError(.damaged, "nothing is left of \(id)", remedy: "it was returned or deleted")
  }
}
