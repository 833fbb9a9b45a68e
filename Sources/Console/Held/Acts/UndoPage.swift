import Configuration
import Delivery
import Foundation
import Hummingbird
import Policy
import Quarantine

/// Takes a release or a return back while it waits in the outbox.
struct UndoPage: Sendable {
  let ground: Ground

  func add(to router: RouterGroup<ConsoleContext>) {
    router.get("undo") { _, context in
      try await Undo.show([try await ground.visit(context)], ground, context)
    }
    router.post("undo") { request, context in
      _ = try await Form.checked(request, context.signedIn())
      return try await Undo.takeBack([try await ground.visit(context)], ground)
    }
  }
}

/// The same for one message and for several that were decided on together.
enum Undo {
  private struct Item {
    var reference: String
    var path: String
    var subject: String
    var state: String
    var recipients: String
  }

  private struct Values {
    var action: String
    var ids: [String]
    var items: [Item]
    var isOpen: Bool
    var seconds: Int64
    var until: String
    var decision: String
    var hasDecision: Bool
    var isReturn: Bool
    var back: String
  }

  static func show(_ visits: [HeldVisit], _ ground: Ground, _ context: ConsoleContext) async throws -> Response {
    let now = ground.now()
    let waiting = visits.filter { [.releasing, .returning].contains($0.summary.state) }
    // The outbox leaves it alone until then; the first of several decides.
    let end = waiting.map { $0.summary.changedAt + ground.desk.grace }.min() ?? 0
    let store = ground.store
    let first = visits[0]
    let line = try await work { try store.lastDecision(on: first.id) }
    let words = first.summary.state == .held ? nil : HeldDecision.words(line)
    let single = visits.count == 1
    let values = Values(
      action: single ? first.path + "/undo" : "/held/undo", ids: single ? [] : visits.map { "\($0.id)" },
      items: visits.map { visit in
        let facts = visit.seen.detail.message?.facts
        return Item(
          reference: "\(visit.id)", path: visit.path,
          subject: (facts?.subject ?? "\(visit.id)").shortened().orNoSubject,
          state: visit.summary.state.words, recipients: facts?.recipients.summary ?? "")
      }, isOpen: waiting.count == visits.count && end > now, seconds: max(0, end - now), until: BritishDate.clock(end),
      decision: words ?? "", hasDecision: words != nil, isReturn: first.summary.state == .returning,
      back: single ? first.path : "/held")
    return ground.views.page("held/undo", values, title: "What becomes of it", context)
  }

  static func takeBack(_ visits: [HeldVisit], _ ground: Ground) async throws -> Response {
    let desk = ground.desk
    let first = visits[0]
    try await work { try desk.takeBack(visits.map(\.id), by: first.reader) }
    return .redirect(to: visits.count == 1 ? first.path : "/held", type: .normal)
  }
}
