import Hummingbird
import Quarantine

/// One thing that somebody who looks after the register does on a record: what its form asks, and what it enters.
protocol BreachAct: Sendable {
  /// After the record's own path.
  var path: String { get }
  var heading: String { get }
  var button: String { get }
  /// Whether it is done on closed records, too.
  var isForClosed: Bool { get }
  /// The field to which a fault is told that is of none.
  var mainField: String { get }

  /// - Throws: `ConsoleError` where this person, or this record, is not asked for it.
  func check(_ visit: BreachVisit) throws
  func remarks(_ visit: BreachVisit) -> [String]
  func fields(_ visit: BreachVisit, _ form: Form, _ faults: [FormFault]) -> [FormField]
  /// What is missing, in the order of the form.
  func faults(_ form: Form, now: Int64) -> [FormFault]
  /// Enters it. Blocks.
  /// - Parameter seen: how many entries the record had when the form was made.
  func enter(_ form: Form, on visit: BreachVisit, in store: QuarantineStore, after seen: Int) throws
}

extension BreachAct {
  var isForClosed: Bool { false }
  func check(_ visit: BreachVisit) throws {}
  func remarks(_ visit: BreachVisit) -> [String] { [] }
}
