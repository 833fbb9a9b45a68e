public import Quarantine

/// Why a held message was not released, returned or told about.
public enum DeliveryError: Error, Hashable, Sendable, CustomStringConvertible {
  case store(QuarantineError)
  case reinjection(ReinjectionError)
  /// Its sender is a machine or nobody: there is no one to give it back to.
  case nobodyToReturnTo(HeldID)

  public var description: String {
    switch self {
    case .store(let error): "\(error)"
    case .reinjection(let error): "\(error)"
    case .nobodyToReturnTo(let id): "\(id) has no sender who reads mail: release it or delete it"
    }
  }
}
