import Hummingbird
import Policy
import Quarantine

/// Enters a disclosure, or the correction of one: it is never changed afterwards.
struct DisclosurePage: Sendable {
  let ground: Ground

  private static let path = "/breaches/disclosures/new"

  func add(to router: RouterGroup<ConsoleContext>) {
    router.get("breaches/disclosures/new") { request, context in try await start(request, context) }
    router.post("breaches/disclosures/new") { request, context in try await enter(request, context) }
  }

  private func start(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let reader = try await ground.keeper(context)
    var form = Form([])
    if let corrected = request.uri.queryParameters["corrects"] {
      guard let id = DisclosureID(String(corrected)) else { throw ConsoleError.notFound }
      let store = ground.store
      form = DisclosureForm.values(try await work { try store.disclosure(id, visibleTo: reader.address) })
    }
    return page(form, FormKey.random(), [], reader, context)
  }

  private func page(
    _ form: Form, _ key: String, _ faults: [FormFault], _ reader: Reader, _ context: ConsoleContext
  ) -> Response {
    let corrects = form.text("corrects")
    return FormView(
      corrects == nil ? "Log a disclosure" : "Correct a disclosure", lead: corrects ?? "",
      remarks: [
        corrects == nil
          ? "Personal data that was given to somebody with a right to ask for it. It is an act of its own, and no breach."
          : "The first entry stays as it is; this one stands beside it and says what is right."
      ], action: Self.path, fields: DisclosureForm(form, reader, ground).fields(faults),
      hidden: [
        HiddenField(name: FormKey.name, value: key), HiddenField(name: "corrects", value: corrects ?? ""),
      ], button: "Log it", instead: "Do not log it", back: "/breaches/disclosures", backWords: "Back to disclosures",
      faults: faults
    ).page(ground.views, context)
  }

  private func enter(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let form = try await Form.checked(request, context.signedIn())
    let reader = try await ground.keeper(context)
    let key = try FormKey.read(form)
    let entered = DisclosureForm(form, reader, ground)
    let faults = entered.faults(now: ground.now())
    guard faults.isEmpty, let record = entered.record() else { return page(form, key, faults, reader, context) }
    do {
      let store = ground.store
      let id = try await work { try store.disclose(record, by: reader.address, form: key) }
      return .redirect(to: "/breaches/disclosures?done=\(id)", type: .normal)
    } catch let error as QuarantineError {
      guard let fault = FormFault(error, field: "given") else { throw error }
      // With a key of its own: if they do mean a second one, it is one.
      return page(form, FormKey.random(), [fault], reader, context)
    }
  }
}
