public import Detection

/// What the register says of a breach now, field by field.
public struct BreachAccount: Hashable, Sendable {
  /// In the form that `BreachField.checked` gives.
  public private(set) var values: [BreachField: String]
  /// Who said last what stands in a field, and when.
  public private(set) var said: [BreachField: Word] = [:]

  public struct Word: Hashable, Sendable {
    public var by: String
    /// Unix time in seconds.
    public var time: Int64
  }

  init(_ values: [BreachField: String]) { self.values = values }

  mutating func apply(_ entry: BreachEntry) {
    for change in entry.changes {
      values[change.field] = change.new
      said[change.field] = Word(by: entry.by, time: entry.time)
    }
  }

  public subscript(field: BreachField) -> String? { values[field] }

  /// Unix time in seconds of a field that is a time.
  public func time(_ field: BreachField) -> Int64? { values[field].flatMap { Int64($0) } }

  public var how: BreachType? { values[.how].flatMap { BreachType(rawValue: $0) } }

  public var people: [BreachPerson] {
    BreachPerson.list(values[.people] ?? "")
  }

  /// How many people: what somebody said, else the distinct ones that are named; nil where neither is known.
  public var peopleCount: Int? {
    if let said = values[.peopleCount].flatMap({ Int($0) }) { return said }
    let named = Set(people.map { $0.name.lowercased() }).count
    return named == 0 ? nil : named
  }

  /// How many distinct people of each kind are named, in the order of the kinds.
  public var peopleByKind: [(kind: BreachPersonKind, count: Int)] { BreachPerson.byKind(people) }

  public var categories: [Detection.Category] {
    (values[.data] ?? "").split(separator: ",").compactMap { word in
      Detection.Category(rawValue: word.trimmingPrefix(" ").description)
    }
  }

  /// What likelihood and severity come to; nil where one of them is not said yet.
  public var risk: BreachRisk? {
    guard let likelihood = values[.likelihood].flatMap({ BreachLikelihood(rawValue: $0) }),
      let severity = values[.severity].flatMap({ BreachSeverity(rawValue: $0) })
    else { return nil }
    return BreachRisk(likelihood, severity)
  }

  /// Whether the Commissioner is to be told; nil where nobody has decided.
  public var ico: BreachDecisionWord? { values[.ico].flatMap { BreachDecisionWord(rawValue: $0) } }
  /// Whether the people are to be told.
  public var tellPeople: BreachDecisionWord? { values[.tellPeople].flatMap { BreachDecisionWord(rawValue: $0) } }
}
