import Policy
import Quarantine

/// Ends the work on a record. It stays in the register.
struct CloseAct: BreachAct {
  let path = "close"
  let heading = "Close the record"
  let button = "Close it"
  let mainField = "text"

  func remarks(_ visit: BreachVisit) -> [String] {
    let account = visit.breach.account
    var remarks = ["It stays in the register, and can be corrected. Its clock stops."]
    if account.ico == nil {
      remarks.append(
        "Nobody has decided whether the ICO is told. If that is because it was no breach, say so below; else decide first."
      )
    } else if account.ico == .tell, account.time(.icoTold) == nil {
      remarks.append("The ICO is to be told, and it is not recorded that it was.")
    }
    if account.tellPeople == .tell, account.time(.peopleTold) == nil {
      remarks.append("The people are to be told, and it is not recorded that they were.")
    }
    return remarks
  }

  func fields(_ visit: BreachVisit, _ form: Form, _ faults: [FormFault]) -> [FormField] {
    [
      FormField(
        "text", "What it was, and what was done", .area, hint: "The last word on it.", value: form["text"] ?? "",
        faults: faults)
    ]
  }

  func faults(_ form: Form, now: Int64) -> [FormFault] {
    form.text("text") == nil ? [FormFault("Say what it was, and what was done", field: "text")] : []
  }

  func enter(_ form: Form, on visit: BreachVisit, in store: QuarantineStore, after seen: Int) throws {
    try store.note(form["text"] ?? "", on: visit.id, by: visit.reader.address, closes: true, after: seen)
  }
}
