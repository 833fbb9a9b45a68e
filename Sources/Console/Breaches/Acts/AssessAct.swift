import Policy
import Quarantine

/// Weighs the risk to the people concerned.
struct AssessAct: BreachAct {
  let path = "assess"
  let heading = "Assess the risk"
  let button = "Keep this assessment"
  let mainField = "likelihood"

  func remarks(_ visit: BreachVisit) -> [String] {
    ["The risk is the one to the people whose data it is, not to the school."]
      + (visit.breach.account.risk.map { ["So far: \($0.title)."] } ?? [])
  }

  func fields(_ visit: BreachVisit, _ form: Form, _ faults: [FormFault]) -> [FormField] {
    let account = visit.breach.account
    return [
      FormField(
        "likelihood", "How likely is it that they suffer from it?", .radios,
        value: form["likelihood"] ?? account[.likelihood] ?? "",
        options: BreachLikelihood.allCases.map { ($0.rawValue, $0.title) }, faults: faults),
      FormField(
        "severity", "How badly, if they do?", .radios,
        hint: "From loss of control and distress to identity theft and physical harm.",
        value: form["severity"] ?? account[.severity] ?? "",
        options: BreachSeverity.allCases.map { ($0.rawValue, $0.title) }, faults: faults),
      FormField(
        "reasons", "Why", .area,
        hint: "Which data, how many people, how easily they are known by it, who has it, and what was done already.",
        value: form["reasons"] ?? "", faults: faults),
    ]
  }

  func faults(_ form: Form, now: Int64) -> [FormFault] {
    var faults: [FormFault] = []
    if BreachLikelihood(rawValue: form["likelihood"] ?? "") == nil {
      faults.append(FormFault("Choose how likely it is", field: "likelihood"))
    }
    if BreachSeverity(rawValue: form["severity"] ?? "") == nil {
      faults.append(FormFault("Choose how badly they would suffer", field: "severity"))
    }
    if form.text("reasons") == nil { faults.append(FormFault("Say why", field: "reasons")) }
    return faults
  }

  func enter(_ form: Form, on visit: BreachVisit, in store: QuarantineStore, after seen: Int) throws {
    guard let likelihood = BreachLikelihood(rawValue: form["likelihood"] ?? ""),
      let severity = BreachSeverity(rawValue: form["severity"] ?? "")
    else { return }
    try store.assess(
      visit.id, likelihood, severity, because: form["reasons"] ?? "", by: visit.reader.address, after: seen)
  }
}
