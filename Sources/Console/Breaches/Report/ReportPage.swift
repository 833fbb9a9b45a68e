import Delivery
import Foundation
import Hummingbird
import Quarantine

/// The form by which anybody who is signed in reports a breach: asked, shown once more, sent, and receipted.
struct ReportPage: Sendable {
  let ground: Ground

  private static let path = "/breaches/report"

  func add(to router: RouterGroup<ConsoleContext>) {
    router.get("breaches/report") { request, context in try await start(request, context) }
    router.post("breaches/report") { request, context in try await send(request, context) }
    // Whoever loads a page again that answered a form begins anew.
    for step in ["check", "change"] {
      router.get(RouterPath("breaches/report/\(step)")) { _, _ in Response.redirect(to: Self.path, type: .normal) }
    }
    router.post("breaches/report/check") { request, context in try await check(request, context) }
    router.post("breaches/report/change") { request, context in try await change(request, context) }
  }

  private func start(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    // A link from elsewhere may say of what kind it is: "sent in error".
    let how = request.uri.queryParameters["how"].flatMap { BreachType(rawValue: String($0)) }
    let form = Form(how.map { [(BreachField.how.rawValue, $0.rawValue)] } ?? [])
    return try await page(form, FormKey.random(), [], context)
  }

  private func page(
    _ form: Form, _ key: String, _ faults: [FormFault], _ context: ConsoleContext
  ) async throws -> Response {
    let report = ReportForm(form, try await ground.reader(context), ground)
    return FormView(
      "Report a breach",
      lead:
        "Anything personal that went where it should not have gone, was lost, or was seen by somebody who should not have seen it.",
      remarks: ["Report it at once, also if you only think so. Nothing is sent before you have seen it once more."],
      action: Self.path + "/check", fields: report.fields(faults),
      hidden: [HiddenField(name: FormKey.name, value: key)], button: "Go on", instead: "Do not report anything",
      back: "/breaches", backWords: "Back to breaches", faults: faults
    ).page(ground.views, context)
  }

  private struct Answers: Sendable {
    var rows: [RecordRow]
    var carried: [HiddenField]
  }

  private func check(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let visitor = try context.signedIn()
    let form = try await Form.checked(request, visitor)
    let key = try FormKey.read(form)
    let report = ReportForm(form, try await ground.reader(context), ground)
    let faults = report.faults(now: ground.now())
    guard faults.isEmpty else { return try await page(form, key, faults, context) }
    return ground.views.page(
      "breaches/check", Answers(rows: try report.answers(now: ground.now()), carried: report.carried(key)),
      title: "Check your report", context)
  }

  private func change(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let form = try await Form.checked(request, context.signedIn())
    return try await page(form, try FormKey.read(form), [], context)
  }

  private func send(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let visitor = try context.signedIn()
    let form = try await Form.checked(request, visitor)
    let key = try FormKey.read(form)
    let ground = ground
    let report = ReportForm(form, try await ground.reader(context), ground)
    let faults = report.faults(now: ground.now())
    guard faults.isEmpty else { return try await page(form, key, faults, context) }
    let record = try report.record(key, now: ground.now())
    let letters = ground.breachLetters
    let (id, isOther) = try await work { () -> (BreachID?, Bool) in
      if let id = try letters.open(record, by: visitor.address) { return (id, false) }
      let known = try ground.store.breach(ofForm: key, by: visitor.address)
      return (known?.id, known.map { !Self.isSame($0.record, record) } ?? true)
    }
    guard let id else {
      throw ConsoleError.overtaken("This report was not taken. Load the form anew, and send it again.")
    }
    if isOther {
      // With a key of its own: if they do mean a second report, it is one.
      let fault = FormFault(
        "You have sent this form before: your report is \(id). Send this one only if it is another breach; to add to the "
          + "first, tell those who look after the register.", field: BreachField.what.rawValue)
      return try await page(form, FormKey.random(), [fault], context)
    }
    return .redirect(to: "\(BreachVisit.path(id))?done=report", type: .normal)
  }

  /// Whether a record says what a form says now; school and controller were filled in when it was opened.
  private static func isSame(_ one: BreachRecord, _ other: BreachRecord) -> Bool {
    one.hiddenFrom == other.hiddenFrom
      && ReportForm.asked.allSatisfy { one.initial?[$0] == other.initial?[$0] }
  }
}
