import Detection
public import Gateway
import Policy

/// How well the rules do on the examples.
public struct Results: Sendable {
  public private(set) var messages = 0
  /// Messages of which the action was the best, or another that is no fault.
  public private(set) var acceptable = 0
  public private(set) var exact = 0
  /// Messages whose label says deliver, and those of them that were stopped by fault.
  public private(set) var mustGo = 0
  public private(set) var falseStops: [String] = []
  /// Messages whose label says otherwise, and those of them that went as they were, by fault.
  public private(set) var mustNotGo = 0
  public private(set) var missed: [String] = []
  public private(set) var categories: [String: Tally] = [:]
  public private(set) var allCategories = Tally()
  public private(set) var identifierKinds: [String: Tally] = [:]
  public private(set) var allIdentifiers = Tally()
  public private(set) var people = Tally()
  /// Messages that are about somebody, or are said to be; and those of them in which exactly the right people are named.
  /// One long table weighs no more here than a line of text.
  public private(set) var aboutPeople = 0
  public private(set) var rightPeople = 0
  public private(set) var misses: [Miss] = []

  public init() {}

  /// Takes in what was said of one example.
  public mutating func add(_ example: Example, _ answer: CheckAnswer) {
    let wanted = example.expected
    let said = Action(rawValue: answer.action) ?? .hold
    messages += 1
    if said == wanted.action { exact += 1 }
    let isRight = wanted.acceptable.contains(said)
    if isRight { acceptable += 1 }
    if wanted.action == .deliver {
      mustGo += 1
      if !isRight, said >= .hold { falseStops.append(example.name) }
    } else {
      mustNotGo += 1
      if !isRight, said == .deliver { missed.append(example.name) }
    }
    var differences = Differences()
    if !isRight { differences.words.append("action: \(said.rawValue), not \(wanted.acceptableWords)") }
    addCategories(wanted, answer, &differences)
    addIdentifiers(wanted, answer, &differences)
    let names = Set(answer.people.map(Expectation.comparable))
    people.add(wanted: wanted.people, said: names, allowed: wanted.allowedPeople)
    let isPeopleRight = differences.note(
      "people", wanted: wanted.people, said: names, allowed: wanted.allowedPeople)
    if !wanted.people.isEmpty || !isPeopleRight { aboutPeople += 1 }
    if !wanted.people.isEmpty, isPeopleRight { rightPeople += 1 }
    if !differences.words.isEmpty {
      misses.append(
        Miss(
          example: example, said: said, differences: differences.words, tooMany: differences.tooMany, answer: answer))
    }
  }

  private mutating func addCategories(_ wanted: Expectation, _ answer: CheckAnswer, _ differences: inout Differences) {
    let said = Set(answer.categories)
    let (right, allowed) = (Set(wanted.categories.map(\.rawValue)), Set(wanted.allowedCategories.map(\.rawValue)))
    for category in said.union(right) {
      categories[category, default: Tally()].add(
        wanted: right.intersection([category]), said: said.intersection([category]), allowed: allowed)
    }
    allCategories.add(wanted: right, said: said, allowed: allowed)
    differences.note("categories", wanted: right, said: said, allowed: allowed)
  }

  private mutating func addIdentifiers(_ wanted: Expectation, _ answer: CheckAnswer, _ differences: inout Differences) {
    let all = Set(answer.identifiers.map { Expectation.Identifier(kind: $0.kind, written: $0.value) })
    let allowed = all.filter { found in wanted.allowedIdentifiers.contains { $0.rawValue == found.kind } }
    for kind in Set(all.union(wanted.identifiers).map(\.kind)) {
      identifierKinds[kind, default: Tally()].add(
        wanted: wanted.identifiers.filter { $0.kind == kind }, said: all.filter { $0.kind == kind }, allowed: allowed)
    }
    allIdentifiers.add(wanted: wanted.identifiers, said: all, allowed: allowed)
    func words(_ set: Set<Expectation.Identifier>) -> Set<String> { Set(set.map { "\($0.kind) \($0.value)" }) }
    let isRight = differences.note(
      "identifiers", wanted: words(wanted.identifiers), said: words(all), allowed: words(allowed))
    if !isRight { differences.tooMany.formUnion(all.subtracting(wanted.identifiers).map(\.kind)) }
  }
}

/// In what an answer differs from a label.
private struct Differences {
  var words: [String] = []
  var tooMany: Set<String> = []

  /// - Returns: whether there is none.
  @discardableResult
  mutating func note(_ title: String, wanted: Set<String>, said: Set<String>, allowed: Set<String>) -> Bool {
    let missing = wanted.subtracting(said).sorted()
    let extra = said.subtracting(wanted).subtracting(allowed).sorted()
    var parts: [String] = []
    if !missing.isEmpty { parts.append("missing " + missing.joined(separator: ", ")) }
    if !extra.isEmpty { parts.append("too many " + extra.joined(separator: ", ")) }
    if !parts.isEmpty { words.append("\(title): " + parts.joined(separator: "; ")) }
    tooMany.formUnion(extra)
    return parts.isEmpty
  }
}

extension Expectation {
  /// "hold", "hold, bcc or split": the best one first.
  var acceptableWords: String {
    let all = [action.rawValue] + acceptable.subtracting([action]).sorted().map(\.rawValue)
    return all.count == 1 ? all[0] : all.dropLast().joined(separator: ", ") + " or " + all[all.count - 1]
  }
}
