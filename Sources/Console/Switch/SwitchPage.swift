import Configuration
import Delivery
import Gateway
import Hummingbird
import Quarantine

/// The emergency switch: one asks, another confirms, anybody of the officers ends it.
struct SwitchPage: Sendable {
  let ground: Ground
  private let desk: BypassDesk

  init(ground: Ground) {
    self.ground = ground
    desk = BypassDesk(ground.settings, store: ground.store, writer: NoticeWriter(ground.settings))
  }

  func add(to router: RouterGroup<ConsoleContext>) {
    router.get("switch") { _, context in try await show(context) }
    router.post("switch/ask") { request, context in try await ask(request, context) }
    router.post("switch/confirm") { request, context in try await confirm(request, context) }
    router.post("switch/end") { request, context in try await end(request, context) }
  }

  private struct Values {
    var error: String?
    var isOff: Bool
    var current: Current?
    var mayConfirm: Bool
    var minutes: String
    var reason: String
    var longest: Int
    var hasPast: Bool
    var past: [Past]
  }

  private struct Current {
    var isOn: Bool
    var minutes: Int
    var reason: String
    var askedBy: String
    var askedAt: String
    var confirmedBy: String?
    var until: String
    var passed: Int
    var stopped: Int
  }

  private struct Past {
    var when: String
    var people: String
    var reason: String
    var ending: String
    var passed: Int
    var stopped: Int
  }

  func show(_ context: ConsoleContext) async throws -> Response {
    try await page(context, Form([]), error: nil)
  }

  func ask(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    try await act(request, context) { form, actor, persons in
      guard let minutes = form.text("minutes").flatMap({ Int($0) }) else {
        throw QuarantineError(.bypass, "How many minutes is no number", remedy: "write a number, like 30")
      }
      _ = try desk.ask(minutes: minutes, reason: form.text("reason") ?? "", by: actor, persons)
    }
  }

  func confirm(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    try await act(request, context) { _, actor, persons in _ = try desk.confirm(by: actor, persons) }
  }

  func end(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    try await act(request, context) { _, actor, _ in _ = try desk.end(by: actor) }
  }

  /// Does it, and shows the page anew; what does not work is told on the page, with what was typed.
  private func act(
    _ request: Request, _ context: ConsoleContext,
    _ body: @escaping @Sendable (Form, String, BypassDesk.Persons) throws -> Void
  ) async throws -> Response {
    let visitor = try context.signedIn()
    guard desk.mayAct(visitor.address) else { throw Self.notYours }
    let form = try await Form.checked(request, visitor)
    let settings = ground.settings
    do {
      try await work { try body(form, visitor.address, try .read(settings)) }
    } catch let error as QuarantineError where [.bypass, .reasonMissing].contains(error.kind) {
      return try await page(context, form, error: "\(error)")
    } catch let error as ConfigurationError {
      return try await page(
        context, form, error: "The school’s records cannot be read, and nobody can tell who is who: \(error)")
    }
    return .redirect(to: "/switch")
  }

  private static let notYours = ConsoleError.notYours("This page is for those who are named as officers.")

  private func page(_ context: ConsoleContext, _ form: Form, error: String?) async throws -> Response {
    let visitor = try context.signedIn()
    guard desk.mayAct(visitor.address) else { throw Self.notYours }
    let store = ground.store
    let (current, all) = try await work { (try store.currentBypass(), try store.bypasses(limit: 20)) }
    let past = all.filter { $0.begunAt != nil && $0.ending != nil }.map { Self.past($0) }
    let values = Values(
      error: error, isOff: current == nil, current: current.map { Self.current($0) },
      mayConfirm: current.map { $0.begunAt == nil && $0.askedBy != visitor.address.lowercased() } ?? false,
      minutes: form["minutes"] ?? "30", reason: form["reason"] ?? "", longest: Bypass.longest,
      hasPast: !past.isEmpty, past: past)
    return ground.views.page(
      "switch/switch", values, title: error == nil ? "Emergency switch" : "Error: Emergency switch", context,
      status: error == nil ? .ok : .badRequest)
  }

  private static func current(_ bypass: Bypass) -> Current {
    Current(
      isOn: bypass.begunAt != nil, minutes: bypass.minutes, reason: bypass.reason, askedBy: bypass.askedBy,
      askedAt: BritishDate.time(bypass.askedAt), confirmedBy: bypass.confirmedBy,
      until: BritishDate.time(bypass.until ?? bypass.confirmableUntil), passed: bypass.passed,
      stopped: bypass.stopped)
  }

  private static func past(_ bypass: Bypass) -> Past {
    Past(
      when: BritishDate.time(bypass.begunAt ?? bypass.askedAt),
      people: [bypass.askedBy, bypass.confirmedBy].compactMap { $0 }.joined(separator: ", "), reason: bypass.reason,
      ending: bypass.ending?.words ?? "", passed: bypass.passed, stopped: bypass.stopped)
  }
}
