import Delivery
import Foundation
import Hummingbird
import Policy
import Quarantine

/// The content of an email, with what was found marked in it, for its sender who has signed in. That they see it stands on
/// the audit trail before they do.
struct SenderReadPage: Sendable {
  let page: SenderPage
  let room: ReadingRoom

  func add(to inside: RouterGroup<ConsoleContext>) {
    inside.get("read") { _, context in try await show(0, page: 1, context) }
    inside.get("text/:number") { request, context in
      let number = context.parameters.get("number").flatMap { Int($0) } ?? -1
      return try await show(number, page: request.uri.queryParameters["page"].flatMap { Int($0) } ?? 1, context)
    }
    inside.get("frame/:number") { _, context in
      try await frame(context.parameters.get("number").flatMap { Int($0) } ?? -1, context)
    }
  }

  private func show(_ group: Int, page number: Int, _ context: ConsoleContext) async throws -> Response {
    let (visit, person, message) = try await held(context)
    let subject = message.facts.subject
    let values: ReadingPage
    do {
      let reading = try await page.reading(visit, person, message, room)
      values = try ReadingPage(reading, subject: subject, group: group, page: number, base: visit.path)
    } catch let trouble as ReadingTrouble {
      values = ReadingPage(trouble, subject: subject, base: visit.path)
    } catch let fault as SenderFault {
      return try await page.answer(fault, context)
    }
    return page.ground.views.page("held/read", values, title: "Read: \(values.subject)", context)
  }

  private func held(_ context: ConsoleContext) async throws -> (LinkVisit, SenderPerson, HeldMessage) {
    let visit = try context.signedInVisit()
    let store = page.ground.store
    guard let person = visit.person, let message = try await work({ try store.show(visit.id).message }) else {
      throw ConsoleError.overtaken("Nothing of this email's content is kept any more.")
    }
    return (visit, person, message)
  }

  private func frame(_ number: Int, _ context: ConsoleContext) async throws -> Response {
    do {
      let (visit, person, message) = try await held(context)
      return try await page.reading(visit, person, message, room).frame(number).response(page.ground.views, context)
    } catch let trouble as ReadingTrouble {
      return ReadingFrame(trouble).response(page.ground.views, context)
    } catch is SenderFault {
      throw ConsoleError.noSuchLink
    }
  }
}

extension SenderPage {
  /// What a worker has read of an email for its sender; asked of the desk, and so audited, when it is not at hand.
  /// - Throws: `ReadingTrouble` too.
  func reading(
    _ visit: LinkVisit, _ person: SenderPerson, _ message: HeldMessage, _ room: ReadingRoom
  ) async throws -> HeldReading {
    if let known = room.recent(visit.id, for: person.address, message) { return known }
    let content = try await work { [desk] in try desk.content(of: visit.id, by: person) }
    return try await room.open(visit.id, for: person.address, content: content, message)
  }
}
