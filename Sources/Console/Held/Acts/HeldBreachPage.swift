import Configuration
import Delivery
import Foundation
import Hummingbird
import Policy
import Quarantine
import Register

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
    let letters = ground.breachLetters
    if let id = try await work({ try letters.open(record, by: visit.reader.address) }) {
      return try await to(id, visit)
    }
    let (store, held, address) = (ground.store, visit.id, visit.reader.address)
    let known = try await work { try store.breaches(ofHeld: held, visibleTo: address).first }
    guard let known, known.record.reportedBy == address else {
      throw ConsoleError.overtaken(
        "A breach record of this message was opened before. Nothing was done now; look in the breach register.")
    }
    // The same form once more: it was done.
    return try await to(known.id, visit)
  }

  /// On to the record, for who may see it.
  private func to(_ id: BreachID, _ visit: HeldVisit) async throws -> Response {
    let (ground, reader) = (ground, visit.reader)
    let isSeen = try await work { try ground.view(ground.store.breach(id), for: reader).sight > .nothing }
    return .redirect(to: isSeen ? BreachVisit.path(id) + "?done=opened" : visit.path, type: .normal)
  }
}
