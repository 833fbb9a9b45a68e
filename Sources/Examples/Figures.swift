import Foundation

/// The figures that are recorded, and must not fall: each a share from 0 to 1 by its name, "sen: recall".
public struct Figures: Sendable, Equatable {
  /// The file beside the examples.
  public static let fileName = "figures.yaml"

  /// In the order in which they are written.
  let shares: [(name: String, share: Double)]

  public init(_ results: Results) {
    func share(_ part: Int, of whole: Int) -> Double { whole == 0 ? 1 : Double(part) / Double(whole) }
    var shares = [
      ("acceptable actions", share(results.acceptable, of: results.messages)),
      ("deliverable messages that were not stopped", 1 - share(results.falseStops.count, of: results.mustGo)),
      ("other messages that did not go as they were", 1 - share(results.missed.count, of: results.mustNotGo)),
    ]
    func add(_ name: String, _ tally: Tally) {
      if let precision = tally.precision { shares.append((name + ": precision", precision)) }
      if let recall = tally.recall { shares.append((name + ": recall", recall)) }
    }
    add("all categories", results.allCategories)
    for (name, tally) in results.categories.sorted(by: { $0.key < $1.key }) { add(name, tally) }
    add("all identifiers", results.allIdentifiers)
    for (name, tally) in results.identifierKinds.sorted(by: { $0.key < $1.key }) { add(name, tally) }
    add("people", results.people)
    shares.append(("messages with the right people", share(results.rightPeople, of: results.aboutPeople)))
    // Rounded down, so that what was recorded is never above what was measured.
    self.shares = shares.map { ($0.0, ($0.1 * 10_000 + 1e-6).rounded(.down) / 10_000) }
  }

  init(shares: [(name: String, share: Double)]) { self.shares = shares }

  public static func == (a: Figures, b: Figures) -> Bool {
    a.shares.map(\.name) == b.shares.map(\.name) && a.shares.map(\.share) == b.shares.map(\.share)
  }

  /// "sen: recall fell to 0.81, 0.9 is recorded", for each that is below; one that is gone counts as fallen to nothing.
  public func falls(below recorded: Figures) -> [String] {
    let now = Dictionary(shares.map { ($0.name, $0.share) }, uniquingKeysWith: { a, _ in a })
    return recorded.shares.compactMap { name, before in
      guard let share = now[name] else {
        return before > 0 ? "\(name) is not measured any more, \(before) is recorded" : nil
      }
      return share < before ? "\(name) fell to \(share), \(before) is recorded" : nil
    }
  }
}
