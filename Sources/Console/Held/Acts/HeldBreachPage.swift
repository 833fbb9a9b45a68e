import Configuration
import Delivery
import Foundation
import Hummingbird
import Policy
import Quarantine

/// Opens a record of the breach register about a held message, or one that has gone.
struct HeldBreachPage: Sendable {
  let ground: Ground

  func add(to router: RouterGroup<ConsoleContext>) {
    router.get("breach") { _, context in try await show(context) }
    router.post("breach") { request, context in try await open(request, context) }
  }

  private struct Values {
    var path: String
    var subject: String
    var sender: String
    var recipients: String
    var taken: [String]
    var hasTaken: Bool
    var wasSent: Bool
    var people: [String]
    var categories: String
  }

  private func show(_ context: ConsoleContext) async throws -> Response {
    let visit = try await ground.visit(context)
    let desk = ground.desk
    let breach = try await work { try desk.breach(from: visit.id, by: visit.reader) }
    let values = Values(
      path: visit.path, subject: breach.subject.shortened().orNoSubject, sender: breach.sender,
      recipients: breach.recipients.summary, taken: breach.taken, hasTaken: !breach.taken.isEmpty,
      wasSent: visit.summary.state == .released, people: breach.people,
      categories: breach.categories.joined(separator: ", "))
    return ground.views.page("held/breach", values, title: "Open a breach record", context)
  }

  private func open(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    _ = try await Form.checked(request, context.signedIn())
    let visit = try await ground.visit(context)
    let ground = ground
    let record = BreachRecord(
      visit.seen.detail, wasSent: visit.summary.state == .released, by: visit.reader.address)
    let letters = BreachLetters(ground.settings, store: ground.store, writer: NoticeWriter(ground.settings))
    guard try await work({ try letters.open(record, by: visit.reader.address) }) != nil else {
      throw ConsoleError.overtaken(
        "A breach record of this message was opened before. Nothing was done now; look in the breach register.")
    }
    return .redirect(to: visit.path, type: .normal)
  }
}
