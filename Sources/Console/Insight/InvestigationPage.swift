import Configuration
import Delivery
import Gateway
import Hummingbird
import Quarantine

/// What was held of one sender: for a named investigation with a reason, on the audit trail, and told to the data protection
/// officer (D18).
struct InvestigationPage: Sendable {
  let ground: Ground
  private let desk: InvestigationDesk

  init(ground: Ground) {
    self.ground = ground
    desk = InvestigationDesk(ground.book, store: ground.store, writer: NoticeWriter(ground.settings))
  }

  func add(to router: RouterGroup<ConsoleContext>) {
    router.get("insight/investigate") { _, context in try form(context, Form([]), error: nil) }
    router.post("insight/investigate") { request, context in try await open(request, context) }
  }

  func mayOpen(_ address: String) -> Bool { desk.mayOpen(address) }

  private struct Values {
    var error: String?
    var sender: String
    var name: String
    var reason: String
  }

  private struct Found {
    var sender: String
    var name: String
    var hasRows: Bool
    var rows: [Row]
  }

  private struct Row {
    var reference: String
    var heldAt: String
    var cabinet: String
    var rule: String
    var state: String
  }

  private func form(_ context: ConsoleContext, _ form: Form, error: String?) throws -> Response {
    guard mayOpen(try context.signedIn().address) else { throw Self.notYours }
    let values = Values(
      error: error, sender: form["sender"] ?? "", name: form["name"] ?? "", reason: form["reason"] ?? "")
    let title = "Look into one sender’s mail"
    return ground.views.page(
      "insight/investigate", values, title: error == nil ? title : "Error: \(title)", context,
      status: error == nil ? .ok : .badRequest)
  }

  private func open(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let visitor = try context.signedIn()
    guard mayOpen(visitor.address) else { throw Self.notYours }
    let form = try await Form.checked(request, visitor)
    guard let sender = form.text("sender"), sender.contains("@") else {
      return try self.form(context, form, error: "Write whose mail it is: an email address.")
    }
    let asked = InvestigationDesk.Request(
      sender: sender, name: form.text("name") ?? "", reason: form.text("reason") ?? "")
    let desk = desk
    do {
      let courses = try await work { try desk.open(asked, by: visitor.address) }
      let rights = try Rights(visitor, ground)
      let school = ground.settings.organisation.school(of: sender)?.name
      let rows = courses.map { row($0, rights, school) }
      let values = Found(sender: sender, name: asked.name, hasRows: !rows.isEmpty, rows: rows)
      return ground.views.page("insight/investigation", values, title: "Investigation \(asked.name)", context)
    } catch let error as QuarantineError where [.investigation, .reasonMissing].contains(error.kind) {
      return try self.form(context, form, error: "\(error)")
    }
  }

  private func row(_ course: HeldCourse, _ rights: Rights, _ school: String?) -> Row {
    let summary = course.summary
    return Row(
      reference: "\(summary.id)", heldAt: BritishDate.time(summary.heldAt),
      cabinet: summary.cabinets.map(\.words).joined(separator: ", "),
      rule: rights.mayOpen(summary.cabinets, in: school) ? summary.rules.first ?? "" : "not yours to see",
      state: course.isFalseAlarm ? "\(summary.state.rawValue), a false alarm" : summary.state.rawValue)
  }

  private static let notYours = ConsoleError.notYours(
    "This is for a compliance officer who manages nobody: what is found serves no appraisal.")
}
