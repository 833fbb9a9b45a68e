import Delivery
import Foundation
import Hummingbird
import Policy
import Quarantine
import Spool

/// Sends an email on as its sender wants it: to whom, openly or not, without an attachment, under a password, and with the
/// word that they have checked. Exactly what would go out is shown first, and only that is done (D24).
struct MendPage: Sendable {
  let page: SenderPage
  let room: ReadingRoom
  let signIn: SignInPage
  private var ground: Ground { page.ground }

  func add(to link: RouterGroup<ConsoleContext>) {
    link.get("mend") { request, context in
      let query = request.uri.queryParameters
      return try await show(
        MendForm { name in query.getAll(name).map { String($0) } }, request, reason: nil, reasonError: nil, context)
    }
    link.post("mend") { request, context in try await send(request, context) }
  }

  private struct Choice {
    var value: String
    var label: String
    var note: String
    var isChosen: Bool
  }

  private struct Values {
    var path: String
    var reference: String
    var errors: [FieldError]
    var reasonError: [String]
    var reason: String
    var plan: [SenderPlanView]
    var problem: String
    var hasProblem: Bool
    var isChecked: Bool
    var isFalseAlarm: Bool
    var checkPath: String
    var recipients: [Choice]
    var shows: [Choice]
    var parts: [Choice]
    var hasParts: Bool
    var mayLookForParts: Bool
    var mayProtect: Bool
    var isProtected: Bool
    var mayCheck: Bool
    var parents: [String]
    var hasParents: Bool
    var checksParents: Bool
    var isSignedIn: Bool
  }

  private static let shows: [(ReleaseChoice.Addresses, SenderAct?, String)] = [
    (.asDecided, nil, "To and Cc as I wrote them, unless a rule says otherwise"),
    (.hidden, .hideAddresses, "Hide all addresses, as with BCC"),
    (.oneEach, .oneEach, "One copy for each: everybody sees their own address alone"),
  ]

  /// A message that waits, as its sender sees it.
  private struct Held {
    var message: HeldMessage
    var view: SenderView

    /// Of its case.
    var recipients: [String] { view.recipients.map(\.address) }
    var taken: [String] { view.recipients.filter(\.hasIt).map(\.address) }
  }

  /// - Throws: `SenderFault` too.
  private func held(_ visit: LinkVisit, _ person: SenderPerson) async throws -> Held? {
    let (store, desk) = (ground.store, page.desk)
    let detail = try await work { try store.show(visit.id) }
    guard detail.summary.state == .held, visit.link.isCurrent, let message = detail.message else { return nil }
    return Held(message: message, view: try await work { try desk.look(at: visit.id, by: person) })
  }

  private func show(
    _ form: MendForm, _ request: Request, reason: String?, reasonError: String?, _ context: ConsoleContext
  ) async throws -> Response {
    let visit = try context.visit()
    guard let person = visit.person else { return try await page.show(context) }
    let held: Held
    do {
      guard let found = try await self.held(visit, person) else { return try await page.show(context) }
      held = found
    } catch let fault as SenderFault {
      return try await page.answer(fault, context)
    }
    guard visit.isSignedIn || !(form.isChecked || form.looksForParts) else {
      guard context.visitor == nil else {
        _ = try context.signedInVisit()
        return try await page.show(context)
      }
      return .redirect(to: "/sign-in" + Carried(then: request.uri.description).query, type: .normal)
    }
    let (desk, view) = (page.desk, held.view)
    let parts = form.looksForParts ? try await cuttable(visit, person, held.message) : nil
    var plan: SenderPlan?
    var problem = ""
    do {
      let mend = try form.mend(among: held.recipients, leavingOut: held.taken, parts: parts)
      plan = try await work { try desk.plan(mend, of: visit.id, by: person) }
    } catch let fault as SenderFault {
      switch fault {
      case .notFound, .decided, .delivery: return try await page.answer(fault, context)
      default: problem = "\(fault)"
      }
    }
    let acts = Set(view.acts)
    let values = Values(
      path: visit.path, reference: "\(visit.id)",
      errors: reasonError.map { [FieldError(field: "reason", words: $0)] } ?? [],
      reasonError: reasonError.map { [$0] } ?? [], reason: reason ?? "",
      plan: plan.map { [SenderPlanView($0, fields: form.fields)] } ?? [],
      problem: problem.prefix(1).uppercased() + problem.dropFirst(), hasProblem: !problem.isEmpty,
      isChecked: form.isChecked, isFalseAlarm: form.isFalseAlarm,
      checkPath: "\(visit.path)/mend?" + Self.query(form) + "&checked=yes",
      recipients: view.recipients.enumerated().filter { !$1.hasIt }.map { place, recipient in
        Choice(
          value: "\(place)", label: recipient.address,
          note: recipient.kind.map { AudienceKind(rawValue: $0)?.label ?? $0 } ?? "",
          isChosen: form.release.recipients?.contains(place) ?? true)
      },
      shows: Self.shows.filter { $0.1.map(acts.contains) ?? true }.map { value, _, label in
        Choice(value: value.rawValue, label: label, note: "", isChosen: value == form.release.addresses)
      },
      parts: (parts ?? []).map { part in
        Choice(
          value: part.number, label: part.name, note: "", isChosen: form.release.cuts.contains(part.number))
      }, hasParts: parts?.isEmpty == false,
      mayLookForParts: parts == nil && acts.contains(.dropAttachments), mayProtect: acts.contains(.protect),
      isProtected: form.isProtected, mayCheck: acts.contains(.checked) && visit.isSignedIn,
      parents: view.parentChecks.map { "\($0.address), a parent or carer of \($0.pupil)" },
      hasParents: !view.parentChecks.isEmpty, checksParents: form.checksParents, isSignedIn: visit.isSignedIn)
    let isWrong = !problem.isEmpty || reasonError != nil
    return ground.views.page(
      "senders/mend", values, title: (isWrong ? "Error: " : "") + "Change what goes out", context,
      status: isWrong ? .unprocessableContent : .ok)
  }

  /// Nil where it does not wait any more.
  private func lookAgain(_ visit: LinkVisit, _ person: SenderPerson) async throws -> Held? {
    do {
      return try await held(visit, person)
    } catch SenderFault.decided {
      return nil
    }
  }

  private static func query(_ form: MendForm) -> String {
    form.fields.filter { $0.name != "checked" }.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
  }

  /// Read by a worker for who has signed in; that they look is audited.
  private func cuttable(
    _ visit: LinkVisit, _ person: SenderPerson, _ message: HeldMessage
  ) async throws -> [CuttablePart] {
    do {
      return try await page.reading(visit, person, message, room).cuttable
    } catch let trouble as ReadingTrouble {
      throw ConsoleError.unavailable(trouble.words)
    }
  }

  private func send(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let form = try await Form.checked(request, context)
    let visit = try context.visit()
    let wish = MendForm { form.all($0) }
    guard let person = visit.person, let held = try await lookAgain(visit, person) else {
      return try await page.show(
        context, note: SenderPage.Note("Nothing was done now: somebody was faster, or the email has changed."),
        status: .conflict)
    }
    guard visit.isSignedIn || !(wish.isChecked || wish.looksForParts) else {
      guard context.visitor == nil, OwnOrigin.isShown(request) else { throw ConsoleError.signInNeeded }
      var answer = signIn.show(Carried(kept: KeptForm(path: request.uri.path, form)), nil, context)
      answer.status = .unauthorized
      return answer
    }
    let reason = form.text("reason")
    if wish.isChecked, reason == nil {
      return try await show(
        wish, request, reason: "", reasonError: "Say in a few words how you have checked them", context)
    }
    let parts = wish.looksForParts ? try await cuttable(visit, person, held.message) : nil
    let shown = try wish.mend(among: held.recipients, leavingOut: held.taken, parts: parts)
    let real = try wish.mend(
      among: held.recipients, leavingOut: held.taken, parts: parts, reason: reason.map { String($0.prefix(500)) })
    let digest = try PlanField.digest(form)
    let desk = page.desk
    let answer = try await page.act(context) { visit, person in
      guard real != shown else { return try desk.send(real, of: visit.id, approved: digest, by: person) }
      // What was shown was shown before the reason was written.
      guard try desk.plan(shown, of: visit.id, by: person).digest == digest else { throw SenderFault.changed(visit.id) }
      try desk.send(real, of: visit.id, approved: desk.plan(real, of: visit.id, by: person).digest, by: person)
    }
    if answer.status == .seeOther { room.forget(visit.id) }
    return answer
  }
}
