import Configuration
import Delivery
import Foundation
import Hummingbird
import Policy
import Quarantine
import Register

/// What is known of one held message, and what can be done with it. Its content is a page of its own, which is audited.
struct HeldMessagePage: Sendable {
  let ground: Ground
  let lookers: Lookers

  func add(to router: RouterGroup<ConsoleContext>) {
    router.get { _, context in try await show(context) }
    router.get("others") { _, context in try await others(context) }
  }

  private func show(_ context: ConsoleContext) async throws -> Response {
    let ground = ground
    let visit = try await ground.glance(context)
    if visit.seen.sight == .masked { return masked(visit, context) }
    let about = try await work { try HeldAbout(visit, ground) }
    let looking = lookers.note(visit.reader.address, at: visit.id, now: ground.now())
    let values = HeldMessageView(visit, about, looking, ground)
    return ground.views.page("held/message", values, title: values.subject, context)
  }

  private struct Masked {
    var reference: String
    var cabinet: String
    var since: String
    var opened: String
    var path: String
    var mayBreakGlass: Bool
  }

  private func masked(_ visit: HeldVisit, _ context: ConsoleContext) -> Response {
    let summary = visit.summary
    let values = Masked(
      reference: "\(visit.id)", cabinet: summary.cabinets.map(\.words).joined(separator: ", "),
      since: BritishDate.time(summary.heldAt),
      opened: summary.openedAt == nil ? "No holder has opened it yet" : "A holder has opened it", path: visit.path,
      mayBreakGlass: ground.book.mayBreakGlass(for: visit.seen.access, visit.seen.reader))
    return ground.views.page("held/masked", values, title: "\(visit.id)", context)
  }

  private struct Others {
    var others: [String]
  }

  private func others(_ context: ConsoleContext) async throws -> Response {
    let visit = try await ground.visit(context)
    let now = ground.now()
    let looking = lookers.note(visit.reader.address, at: visit.id, now: now)
    return ground.views.piece("held/others", Others(others: looking.map { $0.words(now: now) }), context)
  }
}

extension Lookers.Looker {
  func words(now: Int64) -> String { "\(address) opened it \(BritishDate.ago(since, now: now))" }
}

/// What the stores say around a message.
struct HeldAbout: Sendable {
  var history: [AuditLine]
  var decision: AuditLine?
  var approval: Approval?
  /// How far a colleague has come with its addresses, where a rule asks for that.
  var check: CheckProgress?
  /// What its sender has said.
  var pleas: [SenderWords]
  var questions: [Question]
  var isFalseAlarm: Bool
  /// Those of its case that wait and are this person's to see, itself too.
  var waiting: [HeldID]
  /// There is a password, and this person may have it told.
  var hasPassword: Bool
  /// The records about it of which this person may know.
  var breaches: [BreachID]

  /// Blocks.
  init(_ visit: HeldVisit, _ ground: Ground) throws {
    let store = ground.store
    history = try store.auditLines(of: visit.id, visibleTo: visit.reader.address)
    decision = history.last { HeldDecision.words[$0.action] != nil }
    let isKept = !visit.summary.state.isShredded && visit.seen.detail.message != nil
    approval = isKept ? try store.approval(of: visit.id) : nil
    let kept = isKept ? visit.seen.detail.message : nil
    check = try kept.flatMap { try ground.desk.checkProgress(of: visit.id, $0, visit.seen.access) }
    pleas = isKept ? try store.senderWords(about: visit.id) : []
    questions = isKept ? try ground.desk.questions(about: visit.id, for: visit.reader) : []
    hasPassword = try isKept && ground.desk.mayHavePassword(visit.seen) && store.hasPassword(visit.id)
    isFalseAlarm = try store.isFalseAlarm(visit.id)
    breaches = try store.breaches(ofHeld: visit.id, visibleTo: visit.reader.address)
      .filter { ground.view($0, for: visit.reader).sight > .nothing }.map(\.id)
    waiting = try ground.index.waiting(ofCase: visit.id, for: visit.seen.reader, by: ground.book)
  }
}

/// What a line of the trail says of who decided.
enum HeldDecision {
  static let words: [AuditAction: String] = [
    .releaseBegun: "released it", .returnBegun: "returned it", .deleted: "deleted it",
  ]

  /// "c.draycott@… released it on 26 November 2026, 2:05pm"; nil where that is not known.
  static func words(_ line: AuditLine?) -> String? {
    guard let line, let did = words[line.action] else { return nil }
    return "\(line.actor ?? "Somebody") \(did) on \(BritishDate.time(line.time))"
  }
}
