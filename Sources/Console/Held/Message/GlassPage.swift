import Configuration
import Delivery
import Foundation
import Hummingbird
import Policy
import Quarantine

/// Opens a cabinet that is not theirs to somebody who says why. Its holders are told.
struct GlassPage: Sendable {
  let ground: Ground

  func add(to router: RouterGroup<ConsoleContext>) {
    router.get("break-glass") { _, context in try await show(context, error: nil) }
    router.post("break-glass") { request, context in try await open(request, context) }
  }

  private struct Values {
    var path: String
    var reference: String
    var cabinet: String
    var minutes: Int64
    var errors: [FieldError]
    var error: String
    var hasError: Bool
  }

  /// - Returns: nil where it lies open to them already.
  private func visit(_ context: ConsoleContext) async throws -> HeldVisit? {
    let ground = ground
    let visitor = try context.signedIn()
    let id = try ground.reference(context)
    let visit = try await work { try HeldVisit(id, visitor, ground) }
    if visit.seen.sight == .full { return nil }
    guard ground.book.mayBreakGlass(for: visit.seen.access, visit.seen.reader) else { throw ConsoleError.notFound }
    return visit
  }

  private func show(_ context: ConsoleContext, error: String?) async throws -> Response {
    guard let visit = try await visit(context) else {
      return .redirect(to: "/held/\(try ground.reference(context))", type: .normal)
    }
    let values = Values(
      path: visit.path, reference: "\(visit.id)", cabinet: visit.summary.cabinets.map(\.words).joined(separator: ", "),
      minutes: QuarantineStore.glassSpan / 60, errors: FieldError.list("reason", error), error: error ?? "",
      hasError: error != nil)
    return ground.views.page(
      "held/glass", values, title: "Open a cabinet that is not yours", context,
      status: error == nil ? .ok : .badRequest)
  }

  private func open(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let form = try await Form.checked(request, context.signedIn())
    guard let visit = try await visit(context) else {
      return .redirect(to: "/held/\(try ground.reference(context))", type: .normal)
    }
    guard let reason = form.text("reason") else {
      return try await show(context, error: "Say why you need to see this message")
    }
    let desk = ground.desk
    try await work { _ = try desk.breakGlass(for: visit.id, by: visit.reader, reason: reason) }
    return .redirect(to: visit.path, type: .normal)
  }
}

/// A line of an error summary (GOV.UK Design System).
struct FieldError: Sendable {
  /// The id of the field.
  var field: String
  var words: String

  static func list(_ field: String, _ words: String?) -> [FieldError] {
    words.map { [FieldError(field: field, words: $0)] } ?? []
  }
}
