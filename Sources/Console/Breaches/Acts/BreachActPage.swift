import Hummingbird
import Quarantine
import Register

/// The page of one act, which is done once: a form that comes again after it was entered is known by what it entered, and
/// one that was made before somebody else's entry is shown once more, with what was typed.
struct BreachActPage: Sendable {
  let ground: Ground
  let act: any BreachAct

  private static let seen = "seen"

  func add(to router: RouterGroup<ConsoleContext>, at path: String) {
    router.get(RouterPath(path)) { _, context in try await show(context) }
    router.post(RouterPath(path)) { request, context in try await enter(request, context) }
  }

  private func visit(_ context: ConsoleContext) async throws -> BreachVisit {
    let visit = try await ground.breachToWorkOn(context)
    try act.check(visit)
    return visit
  }

  private func show(_ context: ConsoleContext) async throws -> Response {
    let visit = try await visit(context)
    guard act.isForClosed || visit.breach.closedAt == nil else { throw Self.closed(visit) }
    return page(visit, nil, [], context)
  }

  /// - Parameter form: what was typed; nil for a new one.
  private func page(
    _ visit: BreachVisit, _ form: Form?, _ faults: [FormFault], _ context: ConsoleContext
  ) -> Response {
    FormView(
      act.heading, lead: "\(visit.id)", remarks: act.remarks(visit), action: "\(visit.path)/\(act.path)",
      fields: act.fields(visit, form ?? Form([]), faults),
      hidden: [HiddenField(name: Self.seen, value: "\(visit.breach.entries.count)")], button: act.button,
      instead: "Leave it as it is", back: visit.path, backWords: "Back to the record", faults: faults
    ).page(ground.views, context)
  }

  private func enter(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let form = try await Form.checked(request, context.signedIn())
    let visit = try await visit(context)
    guard let seen = form[Self.seen].flatMap({ Int($0) }), seen >= 0 else {
      throw ConsoleError.badRequest("The page was sent in part. Go back, load it again, and send it once more.")
    }
    let faults = act.faults(form, now: ground.now())
    guard faults.isEmpty else { return page(visit, form, faults, context) }
    do {
      let (act, store) = (act, ground.store)
      try await work { try act.enter(form, on: visit, in: store, after: seen) }
    } catch let error as QuarantineError {
      if error.kind == .breachClosed { throw Self.closed(visit) }
      guard let fault = FormFault(error, field: act.mainField) else { throw error }
      return page(try await self.visit(context), form, [fault], context)
    }
    return .redirect(to: "\(visit.path)?done=\(act.path.prefix { $0 != "/" })", type: .normal)
  }

  private static func closed(_ visit: BreachVisit) -> ConsoleError {
    .overtaken("The record \(visit.id) is closed. It can be corrected; for a new fact, open a new record.")
  }
}
