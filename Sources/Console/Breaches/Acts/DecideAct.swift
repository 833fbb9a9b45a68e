import Policy
import Quarantine
import Register

/// Decides whether the Information Commissioner's Office, or the people concerned, are told.
struct DecideAct: BreachAct {
  let whom: QuarantineStore.ToldOfBreach

  init(_ whom: QuarantineStore.ToldOfBreach) { self.whom = whom }

  private var isICO: Bool { whom == .ico }
  private var told: BreachField { isICO ? .icoTold : .peopleTold }
  var path: String { "decide/\(whom.rawValue)" }
  var heading: String { isICO ? "Decide on telling the ICO" : "Decide on telling the people" }
  let button = "Keep this decision"
  let mainField = "word"

  func remarks(_ visit: BreachVisit) -> [String] {
    let risk =
      visit.breach.account.risk.map { "The assessment says: \($0.title)." } ?? "Nobody has assessed the risk yet."
    let law =
      isICO
      ? "The ICO is told within 72 hours of when the controller became aware, unless a risk to people is unlikely. What is not known yet can follow."
      : "The people are told without undue delay where the risk to them is high."
    return [law, risk]
  }

  func fields(_ visit: BreachVisit, _ form: Form, _ faults: [FormFault]) -> [FormField] {
    let account = visit.breach.account
    func stands(_ field: BreachField) -> String { visit.view.value(field) }
    let word = isICO ? account.ico : account.tellPeople
    var fields = [
      FormField(
        "word", isICO ? "Is the ICO to be told?" : "Are the people to be told?", .radios,
        value: form["word"] ?? word?.rawValue ?? "",
        options: [
          (BreachDecisionWord.tell.rawValue, isICO ? "Yes, it is to be told" : "Yes, they are to be told"),
          (BreachDecisionWord.notNeeded.rawValue, isICO ? "No, it need not be told" : "No, they need not be told"),
        ], faults: faults),
      FormField(
        "reasons", "Why", .area, hint: "The reasons are kept also where the answer is no.",
        value: form["reasons"] ?? "", faults: faults),
      FormField(
        "told", isICO ? "When was it told?" : "When were they told?",
        hint: "Like 26/11/2026 14:05. Leave it empty if that is still to be done.",
        value: form["told"] ?? stands(told), faults: faults),
    ]
    if isICO {
      fields += [
        FormField(
          "reference", "The ICO’s reference", hint: "You can leave it empty.",
          value: form["reference"] ?? stands(.icoReference), faults: faults),
        FormField(
          "late", "Why it was told after more than 72 hours", .area,
          hint: "Only if it was. The law asks for the reasons.", value: form["late"] ?? stands(.lateReasons),
          faults: faults),
      ]
    }
    return fields
  }

  func faults(_ form: Form, now: Int64) -> [FormFault] {
    var faults: [FormFault] = []
    let word = BreachDecisionWord(rawValue: form["word"] ?? "")
    if word == nil { faults.append(FormFault("Choose yes or no", field: "word")) }
    if form.text("reasons") == nil { faults.append(FormFault("Say why", field: "reasons")) }
    if word == .notNeeded, form.text("told") != nil {
      faults.append(FormFault("Who need not be told was not told: leave the time empty", field: "told"))
    }
    do { _ = try told.read(form["told"], now: now) } catch {
      if let fault = FormFault(error, field: "told") { faults.append(fault) }
    }
    return faults
  }

  func enter(_ form: Form, on visit: BreachVisit, in store: QuarantineStore, after seen: Int) throws {
    guard let word = BreachDecisionWord(rawValue: form["word"] ?? "") else { return }
    try store.decide(
      whom, word, on: visit.id, because: form["reasons"] ?? "", by: visit.reader.address,
      told: try told.read(visit.kept(told, form["told"] ?? ""), now: store.time).flatMap { Int64($0) },
      reference: form.text("reference"),
      late: form.text("late"), after: seen)
  }
}
