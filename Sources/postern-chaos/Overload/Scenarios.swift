/// One way of bringing too much.
protocol Scenario: Sendable {
  var name: String { get }
  /// In a few words.
  var told: String { get }
  func run(_ ground: OverloadGround) throws -> Outcome
}

enum Scenarios {
  static let all: [any Scenario] = [
    Crowd(), SlowSenders(), StalledSenders(), LargeMail(), HungWorkers(), SlowMessage(),
  ]
}
