public import Quarantine

/// Why a held message was not released, returned or told about.
public enum DeliveryError: Error, Hashable, Sendable, CustomStringConvertible {
  case store(QuarantineError)
  case reinjection(ReinjectionError)
  /// Its sender is a machine or nobody: there is no one to give it back to.
  case nobodyToReturnTo(HeldID)
  /// Postfix has it, but the store could not be told: it stands as `releasing`, and must not be sent again.
  case notRecorded(HeldID, QuarantineError)

  public var description: String {
    switch self {
    case .store(let error): "\(error)"
    case .reinjection(let error): "\(error)"
    case .nobodyToReturnTo(let id): "\(id) has no sender who reads mail: release it or delete it"
    case .notRecorded(let id, let error):
      "\(id) was handed to Postfix, but that could not be recorded (\(error.problem)): do not send it again; "
        + "it becomes uncertain at a later start"
    }
  }
}
