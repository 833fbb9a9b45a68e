import Policy
import Quarantine

/// Adds what was found out or done.
struct NoteAct: BreachAct {
  let path = "note"
  let heading = "Add a note"
  let button = "Add it"
  let mainField = "text"

  func fields(_ visit: BreachVisit, _ form: Form, _ faults: [FormFault]) -> [FormField] {
    [
      FormField(
        "text", "What was found out, or done", .area,
        hint: "It stays in the record as you write it. Write nobody’s name who need not be named.",
        value: form["text"] ?? "", faults: faults)
    ]
  }

  func faults(_ form: Form, now: Int64) -> [FormFault] {
    form.text("text") == nil ? [FormFault("Write what was found out, or done", field: "text")] : []
  }

  func enter(_ form: Form, on visit: BreachVisit, in store: QuarantineStore, after seen: Int) throws {
    try store.note(form["text"] ?? "", on: visit.id, by: visit.reader.address, after: seen)
  }
}
