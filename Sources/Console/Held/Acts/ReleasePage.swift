import Configuration
import Delivery
import Foundation
import Hummingbird
import Policy
import Quarantine
import Spool

/// Sends a message on: to all or some, openly or not, whole or without an attachment. Exactly what would go to whom is
/// shown first, and only that is done (D24).
struct ReleasePage: Sendable {
  let ground: Ground
  let room: ReadingRoom

  func add(to router: RouterGroup<ConsoleContext>) {
    router.get("release") { request, context in try await show(request, context) }
    router.post("release") { request, context in try await release(request, context) }
  }

  private struct Choice {
    var value: String
    var label: String
    var note: String
    var isChosen: Bool
  }

  private struct Values {
    var path: String
    var subject: String
    var plan: [PlanView]
    var hasPlan: Bool
    var error: String
    var errors: [FieldError]
    var needsTwo: Bool
    var isSecond: Bool
    var first: String
    var hidden: [HiddenField]
    var isChanged: Bool
    var recipients: [Choice]
    var shows: [Choice]
    var parts: [Choice]
    var hasParts: Bool
    var mayLookForParts: Bool
    var passwords: [Choice]
    var needsReason: Bool
    var reasonError: String
    var hasReasonError: Bool
    var grace: Int64
  }

  private static let shows: [(ReleaseChoice.Addresses, String)] = [
    (.asDecided, "As the rules decided"), (.hidden, "Hide all addresses, as with BCC"),
    (.oneEach, "One copy each: everybody sees their own address alone"),
  ]

  private static let passwords: [(ReleaseForm.Password, String)] = [
    (.asDecided, "What the rules ask for"), (.attachments, "Its attachments"),
    (.all, "Its attachments and its text"), (.inClear, "Send it in clear, without a password"),
  ]

  private func show(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let query = request.uri.queryParameters
    let form = ReleaseForm { name in query.getAll(name).map { String($0) } }
    return try await page(
      form, asksForParts: query["attachments"] == "yes" || !form.cuts.isEmpty, context)
  }

  private func page(
    _ form: ReleaseForm, asksForParts: Bool, reasonError: String? = nil, lockError: String? = nil,
    _ context: ConsoleContext
  ) async throws -> Response {
    let visit = try await ground.visit(context)
    let parts = asksForParts ? try await cuttable(visit) : nil
    let ground = ground
    guard let message = visit.seen.detail.message else { throw await ground.endedError(visit) }
    let taken = visit.seen.detail.outcome?.taken ?? []
    var plan: ReleasePlan?
    var problem = lockError ?? ""
    do {
      let choice = try form.choice(among: message.envelope.recipients.map(\.address), leavingOut: taken, parts: parts)
      plan = try await work { try ground.desk.plan(choice, for: [visit.id], by: visit.reader) }
    } catch DeskError.nobodyLeft {
      problem = "Choose at least one recipient"
    } catch DeskError.noRecipient {
      problem = "Choose among those who have not got it yet"
    } catch DeskError.cannotCut where message.demandsProtection || form.password != .asDecided {
      problem = "No attachment can be left out of what goes under a password"
    }
    let item = plan?.items.first
    let isOwnFirst = item?.approval.map { visit.reader.addresses.contains($0.by) } ?? false
    let all = message.envelope.recipients.map(\.address)
    let kinds = Dictionary(message.facts.recipients.map { ($0.address, $0) }) { one, _ in one }
    let values = Values(
      path: visit.path, subject: message.facts.subject.shortened().orNoSubject,
      plan: item.map { [PlanView($0, subject: message.facts.subject)] } ?? [], hasPlan: plan != nil, error: problem,
      errors: problem.isEmpty
        ? FieldError.list("reason", reasonError)
        : [FieldError(field: lockError == nil ? "to-0" : "password-as_decided", words: problem)],
      needsTwo: item?.needsTwo ?? false,
      isSecond: item?.approval != nil && !isOwnFirst && item?.approval?.plan == plan?.digest,
      first: item?.approval?.by ?? "", hidden: Self.hidden(form, plan), isChanged: !form.isPlain || asksForParts,
      recipients: all.enumerated().filter { !taken.contains($1) }.map { place, address in
        let known = kinds[address]
        let kind = known.map { AudienceKind(rawValue: $0.kind)?.label ?? $0.kind } ?? ""
        return Choice(
          value: "\(place)", label: address,
          note: [kind, known?.note ?? ""].filter { !$0.isEmpty }.joined(separator: "; "),
          isChosen: form.recipients?.contains(place) ?? true)
      },
      shows: Self.shows.map { value, label in
        Choice(value: value.rawValue, label: label, note: "", isChosen: value == form.addresses)
      },
      parts: (parts ?? []).map { part in
        Choice(
          value: part.number, label: part.name, note: "", isChosen: form.cuts.contains(part.number))
      }, hasParts: parts?.isEmpty == false, mayLookForParts: parts == nil && visit.summary.state != .pending,
      passwords: Self.passwords.filter { value, _ in value != .inClear || message.demandsProtection }.map {
        value, label in
        Choice(value: value.rawValue, label: label, note: "", isChosen: value == form.password)
      }, needsReason: item?.goesInClear == true,
      reasonError: reasonError ?? "", hasReasonError: reasonError != nil, grace: ground.desk.grace)
    return ground.views.page(
      "held/release", values, title: "Release", context,
      status: problem.isEmpty && reasonError == nil ? .ok : .badRequest)
  }

  private static func hidden(_ form: ReleaseForm, _ plan: ReleasePlan?) -> [HiddenField] {
    guard let plan else { return [] }
    var fields = [HiddenField(name: PlanField.name, value: PlanField.text(plan.digest))]
    if let recipients = form.recipients {
      fields.append(HiddenField(name: "chosen", value: "yes"))
      fields += recipients.map { HiddenField(name: "to", value: "\($0)") }
    }
    fields.append(HiddenField(name: "show", value: form.addresses.rawValue))
    fields.append(HiddenField(name: "password", value: form.password.rawValue))
    return fields + form.cuts.map { HiddenField(name: "cut", value: $0) }
  }

  private func cuttable(_ visit: HeldVisit) async throws -> [CuttablePart] {
    do {
      return try await ground.reading(visit, by: room).cuttable
    } catch let trouble as ReadingTrouble {
      throw ConsoleError.unavailable(trouble.words)
    }
  }

  private func release(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let form = try await Form.checked(request, context.signedIn())
    let visit = try await ground.visit(context)
    guard let message = visit.seen.detail.message, visit.doesWait else { throw await ground.endedError(visit) }
    let wish = ReleaseForm { form.all($0) }
    let parts = wish.cuts.isEmpty ? nil : try await cuttable(visit)
    let choice = try wish.choice(
      among: message.envelope.recipients.map(\.address), leavingOut: visit.seen.detail.outcome?.taken ?? [],
      parts: parts)
    let digest = try PlanField.digest(form)
    let isFalseAlarm = form["act"] == "false-alarm"
    let reason = form.text("reason") ?? ""
    if choice.isInClear, reason.isEmpty {
      return try await page(
        wish, asksForParts: !wish.cuts.isEmpty, reasonError: "Say why it may go without a password", context)
    }
    let desk = ground.desk
    do {
      let plan = try await work { try desk.plan(choice, for: [visit.id], by: visit.reader) }
      // A form would be made of what nobody has seen.
      guard plan.digest == digest else { throw DeskError.changed(visit.id) }
      try await room.protect(plan, by: visit.reader, ground)
    } catch let trouble as LockTrouble {
      return try await page(wish, asksForParts: !wish.cuts.isEmpty, lockError: trouble.words, context)
    }
    let result = try await work {
      try desk.release(
        choice, [visit.id], approved: digest, by: visit.reader, reason: reason, isFalseAlarm: isFalseAlarm)
    }
    room.forget(visit.id)
    switch result {
    case .queued: return .redirect(to: visit.path + "/undo", type: .normal)
    case .waitsForSecond: return .redirect(to: visit.path, type: .normal)
    }
  }
}

extension Ground {
  /// What became of a message that waits no more: who did it, and when.
  func endedError(_ visit: HeldVisit) async -> ConsoleError {
    let store = store
    let line = try? await work { try store.lastDecision(on: visit.id) }
    return .ended(visit.summary.state, by: line?.actor, at: line?.time)
  }
}

extension ConsoleError {
  /// Somebody was faster.
  static func ended(_ state: HeldState, by actor: String?, at time: Int64?) -> ConsoleError {
    let now = "Nothing was done now. This message is \(state.rawValue)"
    guard let actor, let time else { return .overtaken(now + ".") }
    return .overtaken(now + ": \(actor) decided on \(BritishDate.time(time)).")
  }
}
