import HTTPTypes
import Quarantine

extension FormFault {
  /// What the register does not take; nil for an error that no form can mend.
  init?(_ error: QuarantineError, field: String) {
    switch error.kind {
    case .badValue, .reasonMissing, .changed: break
    default: return nil
    }
    // "people_count: 'many' is no number": the word of the command line is not the page's.
    var problem = error.problem
    for name in BreachField.allCases where problem.hasPrefix(name.rawValue + ": ") {
      problem = String(problem.dropFirst(name.rawValue.count + 2))
    }
    self.init(Self.sentences(problem, error.remedy), field: field)
    if error.kind == .changed { status = .conflict }
  }
}

extension BreachField {
  /// Takes what somebody typed into a form.
  /// - Parameter now: Unix time in seconds.
  func read(_ text: String?, now: Int64) throws(QuarantineError) -> String? {
    try checked(text ?? "", now: now, timeZone: .british)
  }
}
