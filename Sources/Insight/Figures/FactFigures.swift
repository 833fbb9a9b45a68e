import Policy
import Quarantine

/// Counts of decisions. What is about somebody's conduct is in none of them: the facts do not say who may not know of it
/// (D17), and held mail of that kind is counted from the store, which does.
struct FactFigures {
  private(set) var messages = Counter()
  private(set) var mended = Counter()
  private(set) var bypassed = Counter()
  private(set) var bypassedStopped = Counter()
  private(set) var weeks: [Week: Counter] = [:]
  private(set) var categories: [String: Counter] = [:]
  private(set) var audiences: [String: Counter] = [:]
  private(set) var schools: [String: Counter] = [:]

  mutating func add(_ fact: DecisionFacts, _ reader: InsightReader) {
    guard !fact.concernsConduct else { return }
    let isOpen = reader.mayOpen(categories: fact.categories.map(\.category), in: fact.school)
    messages.add(isOpen: true)
    let action = Action(rawValue: fact.action) ?? .deliver
    if fact.bypassed == true {
      bypassed.add(isOpen: true)
      if action >= .protect { bypassedStopped.add(isOpen: isOpen) }
      return
    }
    guard action > .deliver else { return }
    if action < .protect {
      mended.add(isOpen: isOpen)
      weeks[Week(of: fact.time), default: Counter()].add(isOpen: isOpen)
    }
    for category in Set(fact.categories.map(\.category)) {
      categories[category, default: Counter()].add(isOpen: isOpen)
    }
    for kind in fact.recipients.keys { audiences[kind, default: Counter()].add(isOpen: isOpen) }
    if let school = fact.school { schools[school, default: Counter()].add(isOpen: isOpen) }
  }
}
