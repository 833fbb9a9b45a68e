import Configuration
import Detection
import Hummingbird
import Policy
import Quarantine
import Register

/// Corrects one field; what stood there stays in the history.
struct CorrectAct: BreachAct {
  private let field: BreachField
  private let schools: [String]

  init(_ field: BreachField, _ ground: Ground) {
    self.field = field
    schools = ground.settings.organisation.schools.map(\.name)
  }

  var path: String { "correct/\(field.rawValue)" }
  var heading: String { "Correct: \(field.title)" }
  let button = "Keep the correction"
  let isForClosed = true
  let mainField = "value"

  func check(_ visit: BreachVisit) throws {
    guard visit.view.mayCorrect(field) else {
      throw ConsoleError.notYours("You do not see the names of the people, and cannot write over them.")
    }
  }

  func remarks(_ visit: BreachVisit) -> [String] { ["What stands there now stays in the record’s history."] }

  func fields(_ visit: BreachVisit, _ form: Form, _ faults: [FormFault]) -> [FormField] {
    [
      value(visit, form, faults),
      FormField("reason", "Why is it corrected?", value: form["reason"] ?? "", faults: faults),
    ]
  }

  private func value(_ visit: BreachVisit, _ form: Form, _ faults: [FormFault]) -> FormField {
    let now = visit.breach.account[field] ?? ""
    let typed = form["value"]
    func plain(_ shape: FormField.Shape, hint: String = "", _ stands: String) -> FormField {
      FormField("value", field.title, shape, hint: hint, value: typed ?? stands, faults: faults)
    }
    func chosen(_ shape: FormField.Shape, _ options: [(value: String, label: String)]) -> FormField {
      FormField("value", field.title, shape, value: typed ?? now, options: options, faults: faults)
    }
    switch field.kind {
    case .text where field == .school && !schools.isEmpty:
      return chosen(.select, [("", "The whole organisation")] + schools.map { ($0, $0) })
    case .text: return plain(field == .icoReference || field == .controller || field == .school ? .line : .area, now)
    case .time: return plain(.line, hint: "Like 26/11/2026 14:05.", visit.view.value(field))
    case .number: return plain(.line, hint: "In digits, like 28.", now)
    case .people: return plain(.area, hint: Self.peopleHint, now)
    case .choice(let words):
      let options = words.map { (value: $0, label: field.words($0)) }
      return chosen(words.count > 7 ? .select : .radios, [("", "Not yet known")] + options)
    case .categories:
      let ticked =
        form.fields.isEmpty ? now.split(separator: ",").map { String($0.trimmingPrefix(" ")) } : form.all("value")
      return FormField(
        "value", field.title, .boxes, options: Category.allCases.map { ($0.rawValue, field.words($0.rawValue)) },
        chosen: Set(ticked), faults: faults)
    }
  }

  static let peopleHint =
    "A line for each person, like ‘pupil: Aisha Khan’. The kinds are \(BreachPersonKind.allCases.map { $0.rawValue.replacing("_", with: " ") }.joined(separator: ", "))."

  func faults(_ form: Form, now: Int64) -> [FormFault] {
    var faults: [FormFault] = []
    do { _ = try field.read(typed(form), now: now) } catch {
      if let fault = FormFault(error, field: "value") { faults.append(fault) }
    }
    if form.text("reason") == nil { faults.append(FormFault("Say why it is corrected", field: "reason")) }
    return faults
  }

  private func typed(_ form: Form) -> String {
    field.kind == .categories ? form.all("value").joined(separator: ",") : form["value"] ?? ""
  }

  func enter(_ form: Form, on visit: BreachVisit, in store: QuarantineStore, after seen: Int) throws {
    try store.correct(
      [field: visit.kept(field, typed(form))], of: visit.id, because: form["reason"] ?? "", by: visit.reader.address,
      timeZone: .british,
      after: seen)
  }
}
