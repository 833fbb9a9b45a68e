import Configuration
import Foundation
import Policy
import Quarantine

/// What somebody enters who has given personal data to the police, to the person themselves, or to others with a right.
struct DisclosureForm: Sendable {
  private let form: Form
  private let ground: Ground
  private let reader: Reader

  init(_ form: Form, _ reader: Reader, _ ground: Ground) {
    (self.form, self.reader, self.ground) = (form, reader, ground)
  }

  /// What another one says, to be put right.
  static func values(_ disclosure: Disclosure) -> Form {
    let record = disclosure.record
    return Form(
      [
        ("kind", record.kind.rawValue), ("asked_by", record.askedBy), ("basis", record.legalBasis),
        ("given", record.given), ("about", record.about), ("given_at", BritishTime.british.words(record.givenAt)),
        ("corrects", "\(disclosure.id)"),
      ] + record.hiddenFrom.map { ("hide", $0) })
  }

  private var officers: [String] {
    ground.settings.allOfficers.everybody.filter { !reader.addresses.contains($0) }
  }

  private var hidden: [String] { form.all("hide").filter(officers.contains) }

  func fields(_ faults: [FormFault]) -> [FormField] {
    func field(_ name: String, _ label: String, _ shape: FormField.Shape = .area, hint: String) -> FormField {
      FormField(name, label, shape, hint: hint, value: form[name] ?? "", faults: faults)
    }
    return [
      FormField(
        "kind", "To whom?", .radios, value: form["kind"] ?? "",
        options: DisclosureRecord.Kind.allCases.map { ($0.rawValue, $0.title) }, faults: faults),
      field("asked_by", "Who asked?", .line, hint: "Name, office, and their reference."),
      field("basis", "On which legal basis?", .line, hint: "Like ‘Data Protection Act 2018, Schedule 2, paragraph 2’."),
      field("given", "What was given?", hint: "In words, not the data itself."),
      field("about", "Whose data?", .line, hint: "In words. You can leave it empty."),
      field("given_at", "When was it given?", .line, hint: "Like 26/11/2026 14:05."),
      FormField(
        "hide", "Who is not to know of it?", .boxes, hint: "Officers whom it is about see nothing of it.",
        options: officers.map { ($0, $0) }, chosen: Set(hidden), faults: faults),
    ]
  }

  func faults(now: Int64) -> [FormFault] {
    var faults: [FormFault] = []
    if DisclosureRecord.Kind(rawValue: form["kind"] ?? "") == nil {
      faults.append(FormFault("Choose to whom it was given", field: "kind"))
    }
    for (name, words) in [
      ("asked_by", "Say who asked"), ("basis", "Say on which legal basis"), ("given", "Say what was given"),
    ] where form.text(name) == nil { faults.append(FormFault(words, field: name)) }
    if form.text("given_at") == nil {
      faults.append(FormFault("Say when it was given", field: "given_at"))
    } else if time == nil {
      faults.append(FormFault("That is no time: write it like 26/11/2026 14:05", field: "given_at"))
    } else if let time, time > now + 60 {
      faults.append(FormFault("That is still to come: enter it once it was given", field: "given_at"))
    }
    return faults
  }

  private var time: Int64? { BritishTime.british.read(form["given_at"] ?? "") }

  /// Nil while something is missing.
  func record() -> DisclosureRecord? {
    guard let kind = DisclosureRecord.Kind(rawValue: form["kind"] ?? ""), let time else { return nil }
    func text(_ name: String) -> String { String((form.text(name) ?? "").prefix(4_000)) }
    return DisclosureRecord(
      kind: kind, askedBy: text("asked_by"), legalBasis: text("basis"), given: text("given"), about: text("about"),
      givenAt: time, corrects: form.text("corrects").flatMap { DisclosureID($0) }, hiddenFrom: hidden)
  }
}
