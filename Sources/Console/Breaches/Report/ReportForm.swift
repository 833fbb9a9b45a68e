import Configuration
import Foundation
import Policy
import Quarantine
import Register

/// What a member of staff says of a breach.
struct ReportForm: Sendable {
  /// What the form asks, in its order.
  static let asked: [BreachField] = [
    .how, .what, .happened, .known, .people, .peopleCount, .recipients, .measures,
  ]
  static let hide = "hide"

  private let form: Form
  private let ground: Ground
  private let reader: Reader

  init(_ form: Form, _ reader: Reader, _ ground: Ground) {
    (self.form, self.reader, self.ground) = (form, reader, ground)
  }

  private var schools: [String] { ground.settings.organisation.schools.map(\.name) }
  private var asksForSchool: Bool { schools.count > 1 }
  private var ownSchool: String { ground.settings.organisation.schoolName(of: reader.address) }

  /// Those who look after the register, whom the report may be about; never who reports.
  private var keepers: [String] {
    let officers = ground.settings.officers(ofSchool: school.isEmpty ? ownSchool : school)
    return officers.registerKeepers.filter { !reader.addresses.contains($0) }
  }

  private var school: String { form["school"].flatMap { schools.contains($0) ? $0 : nil } ?? "" }
  private var hidden: [String] { form.all(Self.hide).filter(keepers.contains) }

  /// What a field is called to somebody who reports.
  private static func question(_ field: BreachField) -> String {
    switch field {
    case .how: "What kind of breach is it?"
    case .what: "What happened?"
    case .happened: "When did it happen?"
    case .known: "When did you find out?"
    case .people: "Whose data is it?"
    case .peopleCount: "How many people are they?"
    case .recipients: "Who got it, or may have?"
    case .measures: "What has been done about it?"
    case .school: "Which school is it about?"
    default: field.title
    }
  }

  func fields(_ faults: [FormFault]) -> [FormField] {
    func field(_ field: BreachField, _ shape: FormField.Shape = .area, hint: String) -> FormField {
      FormField(
        field.rawValue, Self.question(field), shape, hint: hint, value: form[field.rawValue] ?? "", faults: faults)
    }
    var fields = [
      FormField(
        BreachField.how.rawValue, Self.question(.how), .select, value: form[BreachField.how.rawValue] ?? "",
        options: [("", "Choose")] + BreachType.allCases.map { ($0.rawValue, $0.title) }, faults: faults),
      field(
        .what, hint: "In your own words. If you are not sure whether it was a breach, report it."),
      field(.happened, .line, hint: "Like 26/11/2026 14:05. Leave it empty if you do not know."),
      field(
        .known, .line,
        hint: "Like 26/11/2026 14:05. Leave it empty if that was just now. The school’s 72 hours run from then."),
      field(
        .people,
        hint: "A line for each person, like ‘pupil: Aisha Khan’. Leave it empty if you do not know, or they are many."),
      field(.peopleCount, .line, hint: "In digits. A guess is better than nothing."),
      field(
        .recipients, hint: "For example: the parents of Year 9; a stranger on a train."),
      field(
        .measures,
        hint: "For example: they were asked to delete it, and who has answered."),
    ]
    if asksForSchool {
      fields.append(
        FormField(
          "school", Self.question(.school), .select, value: school.isEmpty ? ownSchool : school,
          options: schools.map { ($0, $0) }, faults: faults))
    }
    if !keepers.isEmpty {
      fields.append(
        FormField(
          Self.hide, "Is it about one of those who get these reports?", .boxes,
          hint: "Whoever you choose sees nothing of it. If nobody is left, somebody decides in their place.",
          options: keepers.map { ($0, $0) }, chosen: Set(hidden), faults: faults))
    }
    return fields
  }

  /// What the register cannot take.
  func faults(now: Int64) -> [FormFault] {
    var faults: [FormFault] = []
    if form.text(BreachField.how.rawValue) == nil {
      faults.append(FormFault("Choose what kind of breach it is", field: BreachField.how.rawValue))
    }
    if form.text(BreachField.what.rawValue) == nil {
      faults.append(FormFault("Say what happened", field: BreachField.what.rawValue))
    }
    for field in Self.asked {
      do { _ = try field.read(form[field.rawValue], now: now) } catch {
        if let fault = FormFault(error, field: field.rawValue) { faults.append(fault) }
      }
    }
    if !keepers.isEmpty, Set(hidden) == Set(keepers), standIns.isEmpty {
      faults.append(
        FormFault(
          "Nobody would be left to read it. Leave one of them out, or speak to the headteacher instead",
          field: Self.hide))
    }
    return faults
  }

  private var standIns: Set<String> {
    let officers = ground.settings.officers(ofSchool: school.isEmpty ? ownSchool : school)
    return Set(keepers.flatMap { officers.standIns[$0] ?? [] }).subtracting(hidden).subtracting(reader.addresses)
  }

  /// In the form in which the register keeps it.
  private func values(now: Int64) throws -> [BreachField: String] {
    var values: [BreachField: String] = [:]
    for field in Self.asked { values[field] = try field.read(form[field.rawValue], now: now) }
    if asksForSchool { values[.school] = school.isEmpty ? ownSchool : school }
    return values
  }

  /// Of the page that asks whether it is right.
  func answers(now: Int64) throws -> [RecordRow] {
    let values = try values(now: now)
    var rows = Self.asked.map { field in
      RecordRow(
        Self.question(field),
        values[field].map { field.words($0, times: .british) } ?? (field == .known ? "Just now" : "Not known"))
    }
    if let school = values[.school] { rows.append(RecordRow(Self.question(.school), school)) }
    if !hidden.isEmpty { rows.append(RecordRow("Not to be seen by", hidden.joined(separator: "\n"))) }
    return rows
  }

  /// All that was typed, to be carried on.
  func carried(_ key: String) -> [HiddenField] {
    [HiddenField(name: FormKey.name, value: key)]
      + form.fields.filter { $0.name != Form.tokenField && $0.name != FormKey.name }
      .map { HiddenField(name: $0.name, value: $0.value) }
  }

  /// - Parameter key: stands for this form.
  func record(_ key: String, now: Int64) throws -> BreachRecord {
    BreachRecord(
      cause: ground.book.looksAfterRegister(reader) ? .officerEntry : .staffReport, hiddenFrom: hidden,
      reportedBy: reader.address, initial: try values(now: now), form: key)
  }
}
