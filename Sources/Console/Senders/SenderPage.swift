import Delivery
import Foundation
import HTTPTypes
import Hummingbird
import Policy
import Quarantine

/// What a sender sees behind the link: why an email waits, and what they can do; or what has become of it.
struct SenderPage: Sendable {
  let ground: Ground
  let desk: SenderDesk

  func add(to link: RouterGroup<ConsoleContext>) {
    link.get("") { request, context in
      try await show(context, note: Note(done: request.uri.queryParameters["done"].map { String($0) }))
    }
    link.post("renew") { request, context in try await renew(request, context) }
    link.post("take-back") { request, context in try await takeBack(request, context) }
    link.get("take-back") { _, context in Response.redirect(to: try context.visit().path, type: .normal) }
    link.get("renew") { _, context in Response.redirect(to: try context.visit().path, type: .normal) }
  }

  /// What is said above everything else.
  struct Note: Sendable {
    var words: String
    var isWarning: Bool

    init(_ words: String, isWarning: Bool = true) {
      self.words = words
      self.isWarning = isWarning
    }

    /// What was done just now, by a word of ours in the address.
    init?(done word: String?) {
      switch word {
      case "asked": self.init("The officers have been asked. You will hear from them.", isWarning: false)
      case "colleague":
        self.init("Your colleague has been asked, by a letter with the reference alone.", isWarning: false)
      case "checker":
        self.init(
          "They have been asked to check the addresses, by a letter with the reference alone.", isWarning: false)
      case "back": self.init("Taken back: nothing was sent, and the email waits again.", isWarning: false)
      case "renewed": self.init("A new link is on its way to your inbox.", isWarning: false)
      case "false-alarm": self.init("Thank you: it is noted as a false alarm.", isWarning: false)
      default: return nil
      }
    }
  }

  /// - Parameters:
  ///   - note: what is said first; nil for nothing.
  ///   - status: of the answer.
  func show(
    _ context: ConsoleContext, note: Note? = nil, status: HTTPResponse.Status = .ok
  ) async throws -> Response {
    let visit = try context.visit()
    let view: SenderSight
    if let person = visit.person {
      do {
        let seen = try await work { [desk] in try desk.look(at: visit.id, by: person) }
        let suggestion = visit.link.isCurrent ? try await suggestion(for: seen, person) : nil
        view = SenderSight(seen, visit, context.visitor, suggestion, note, ground)
      } catch SenderFault.notFound {
        throw ConsoleError.noSuchLink
      }
    } else {
      let store = ground.store
      let (summary, line) = try await work { try (store.show(visit.id).summary, store.lastDecision(on: visit.id)) }
      view = SenderSight(summary, by: line?.actor, at: line?.time, visit, note)
    }
    return ground.views.page("senders/email", view, title: view.title, context, status: status)
  }

  /// For a longer run of messages nothing is suggested.
  private static let mostSuggested = 5

  /// The first of the usual ways in which it would go now, as it is: by it two clicks are enough.
  private func suggestion(for view: SenderView, _ person: SenderPerson) async throws -> SenderPlan? {
    // Each is judged by a worker while somebody waits for the page.
    guard view.state == .held, view.messages <= Self.mostSuggested else { return nil }
    let wishes: [(SenderAct, ReleaseChoice)] = [
      (.hideAddresses, ReleaseChoice(addresses: .hidden)), (.protect, ReleaseChoice(isProtected: true)),
      (.oneEach, ReleaseChoice(addresses: .oneEach)),
    ]
    return try await work { [desk] in
      for (act, choice) in wishes where view.acts.contains(act) {
        // What cannot be planned is not suggested; whoever asks for it is told why.
        guard let plan = try? desk.plan(SenderMend(choice), of: view.id, by: person), plan.isReady else { continue }
        return plan
      }
      return nil
    }
  }

  /// What is said where a wish was not carried out: on the page itself, which shows how things stand.
  func answer(_ fault: SenderFault, _ context: ConsoleContext) async throws -> Response {
    switch fault {
    case .notFound, .delivery: throw fault
    case .decided, .changed, .tooLate:
      return try await show(context, note: Note("Nothing was done now: \(fault)."), status: .conflict)
    case .cannotCheck:
      return try await show(context, note: Note("Nothing was sent: \(fault)."), status: .serviceUnavailable)
    default: return try await show(context, note: Note("Nothing was sent: \(fault)."), status: .unprocessableContent)
    }
  }

  /// Carries out what a form asks for.
  /// - Parameter act: gets the person; blocks.
  func act(
    _ context: ConsoleContext, then word: String? = nil,
    _ act: @escaping @Sendable (LinkVisit, SenderPerson) throws -> Void
  ) async throws -> Response {
    let visit = try context.visit()
    guard let person = visit.person else { return try await show(context, status: .conflict) }
    guard visit.link.isCurrent else {
      return try await show(
        context, note: Note("Nothing was done now: the email has changed since this link was made."), status: .conflict)
    }
    do {
      try await work { try act(visit, person) }
    } catch let fault as SenderFault {
      return try await answer(fault, context)
    }
    return .redirect(to: visit.path + (word.map { "?done=\($0)" } ?? ""), type: .normal)
  }

  private func takeBack(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    _ = try await Form.checked(request, context)
    let visit = try context.visit()
    guard let person = visit.person else { return try await show(context, status: .conflict) }
    do {
      try await work { [desk] in try desk.takeBack(of: visit.id, by: person) }
    } catch let fault as SenderFault {
      return try await answer(fault, context)
    }
    return .redirect(to: visit.path + "?done=back", type: .normal)
  }

  /// Sends a new link to the same person, once for each form that the email has had.
  private func renew(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    _ = try await Form.checked(request, context)
    let visit = try context.visit()
    guard let person = visit.link.person, !visit.link.isCurrent else {
      return .redirect(to: visit.path, type: .normal)
    }
    let (store, writer) = (ground.store, NoticeWriter(ground.settings))
    try await work {
      let detail = try store.show(visit.id)
      guard detail.summary.state == .held, let message = detail.message else { return }
      try store.queue(writer.newLink(to: message, detail.stamp, id: visit.id, for: person), about: visit.id)
    }
    return .redirect(to: visit.path + "?done=renewed", type: .normal)
  }
}
