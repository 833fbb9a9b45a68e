import Policy
import Quarantine
import Register

/// The facts of a record under their headings, each with the way to put it right.
enum RecordSections {
  private static let groups: [(title: String, fields: [BreachField])] = [
    ("What happened", [.what, .how, .happened, .discovery, .known, .recipients]),
    ("Whose data", [.people, .peopleCount, .data, .records]),
    ("Effects and remedy", [.consequences, .measures, .before, .lessons]),
    ("Risk to the people", [.likelihood, .severity, .riskReasons]),
    ("Telling the ICO", [.ico, .icoReasons, .icoTold, .icoReference, .lateReasons]),
    ("Telling the people", [.tellPeople, .tellPeopleReasons, .peopleTold]),
    ("Whose it is", [.controller, .school]),
  ]

  private static let decisions: Set<BreachField> = [.likelihood, .ico, .tellPeople]

  static func all(_ visit: BreachVisit, at time: Int64) -> [BreachRecordView.Section] {
    var sections = groups.map { group in
      let rows = group.fields.map { row($0, visit) }
      // What nobody has decided has one line; what was left out of a decision, none.
      let isDecision = decisions.contains(group.fields[0])
      return BreachRecordView.Section(
        title: group.title, rows: isDecision ? Array(rows.prefix(1)) + rows.dropFirst().filter(\.isKnown) : rows)
    }
    sections[1].rows.insert(contentsOf: kinds(visit), at: 1)
    if let risk = visit.breach.account.risk { sections[3].rows.append(RecordRow("Risk", risk.title)) }
    // What is no field: how the record began.
    let fields = Set(BreachField.allCases.map(\.title) + ["Reference", "State", "Risk"])
    let began = visit.view.rows(at: time).filter { !fields.contains($0.name) }
    return sections + [.init(title: "How the record began", rows: began.map { RecordRow($0.name, $0.value) })]
  }

  private static func row(_ field: BreachField, _ visit: BreachVisit) -> RecordRow {
    var value = visit.view.value(field)
    if field == .peopleCount, visit.breach.account[.peopleCount] == nil, !value.isEmpty {
      value += value == "1" ? " is named" : " are named"
    }
    return RecordRow(
      field.title, value,
      change: visit.view.mayCorrect(field) ? "\(visit.path)/correct/\(field.rawValue)" : "")
  }

  /// The distinct people by what they are to the school; to who does not see names, `people` says the same.
  private static func kinds(_ visit: BreachVisit) -> [RecordRow] {
    guard visit.view.sight == .whole else { return [] }
    let kinds = visit.breach.account.peopleByKind
    guard !kinds.isEmpty else { return [] }
    return [
      RecordRow("Of which kind", kinds.map { "\($0.count) × \($0.kind.title.lowercased())" }.joined(separator: ", "))
    ]
  }
}
