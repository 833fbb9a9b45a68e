import Inspection

extension InspectionFailure {
  /// What happened, for a person.
  var words: String {
    switch self {
    case .outOfTime(let milliseconds): "it could not be read within \(milliseconds) ms"
    case .workerDied(let reason): "the program that reads mail ended twice on it (\(reason))"
    case .overloaded: "no worker came free in time"
    case .invalidAnswer: "what the worker answered was not valid"
    case .unavailable(let reason): "the workers cannot be started: \(reason)"
    }
  }
}
