import Configuration
import Delivery
import Foundation
import Hummingbird
import Inspection
import Policy
import Quarantine

/// The content of a held message, read by a worker. That somebody sees it stands on the audit trail before they do.
struct ReadPage: Sendable {
  let ground: Ground
  let room: ReadingRoom

  func add(to router: RouterGroup<ConsoleContext>) {
    router.get("read") { _, context in try await show(0, page: 1, context) }
    router.get("text/:number") { request, context in
      let number = context.parameters.get("number").flatMap { Int($0) } ?? -1
      return try await show(
        number, page: request.uri.queryParameters["page"].flatMap { Int($0) } ?? 1, context)
    }
    router.get("frame/:number") { _, context in
      try await frame(context.parameters.get("number").flatMap { Int($0) } ?? -1, context)
    }
  }

  private func show(_ group: Int, page: Int, _ context: ConsoleContext) async throws -> Response {
    let visit = try await ground.visit(context)
    let subject = visit.seen.detail.message?.facts.subject ?? ""
    let values: ReadingPage
    do {
      let reading = try await ground.reading(visit, by: room)
      values = try ReadingPage(reading, subject: subject, group: group, page: page, base: visit.path)
    } catch let trouble as ReadingTrouble {
      values = ReadingPage(trouble, subject: subject, base: visit.path)
    }
    return ground.views.page("held/read", values, title: "Read: \(values.subject)", context)
  }

  private func frame(_ number: Int, _ context: ConsoleContext) async throws -> Response {
    let visit = try await ground.visit(context)
    do {
      return try await ground.reading(visit, by: room).frame(number).response(ground.views, context)
    } catch let trouble as ReadingTrouble {
      return ReadingFrame(trouble).response(ground.views, context)
    }
  }
}

extension Ground {
  /// What a worker has read of a message for this person; asked of the desk, and so audited, when it is not at hand.
  /// - Throws: `ReadingTrouble` too.
  func reading(_ visit: HeldVisit, by room: ReadingRoom) async throws -> HeldReading {
    guard let message = visit.seen.detail.message else {
      throw ConsoleError.overtaken("Nothing of this message's content is kept: it is \(visit.summary.state.rawValue).")
    }
    // Each is let in anew; only the reading itself is not done twice.
    if let known = room.recent(visit.id, for: visit.reader.address, message) { return known }
    let desk = desk
    let content = try await work { try desk.content(of: visit.id, for: visit.reader) }
    return try await room.open(visit.id, for: visit.reader.address, content: content, message)
  }
}
