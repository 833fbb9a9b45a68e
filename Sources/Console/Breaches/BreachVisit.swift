import Configuration
import Delivery
import Foundation
import Hummingbird
import Policy
import Quarantine
import Register

/// One person at one record of the register, for the length of a request.
struct BreachVisit: Sendable {
  let reader: Reader
  let view: RegisterView

  var breach: Breach { view.breach }
  var id: BreachID { view.breach.id }
  var path: String { Self.path(id) }
  var mayWrite: Bool { view.sight.mayWrite }

  /// What was typed into a field, or what stands there, where it was left as it was shown: a page shows no seconds.
  func kept(_ field: BreachField, _ typed: String) -> String {
    let shown = view.value(field)
    return field.kind == .time && !shown.isEmpty && typed == shown ? breach.account[field] ?? typed : typed
  }

  static func path(_ id: BreachID) -> String { "/breaches/\(id)" }

  /// Blocks.
  /// - Throws: `ConsoleError.notFound` for what never was, or is not theirs to know of: the same for both.
  init(_ id: BreachID, _ visitor: Visitor, _ ground: Ground) throws {
    reader = try ground.reader(visitor)
    let breach = try ground.store.breach(id, visibleTo: reader.address)
    view = ground.view(breach, for: reader)
    guard view.sight > .nothing else { throw ConsoleError.notFound }
  }
}

extension Ground {
  /// A record as somebody may see it.
  func view(_ breach: Breach, for reader: Reader) -> RegisterView {
    let sight = book.sight(of: breach.facts, in: breach.school(in: settings.organisation), for: reader)
    return RegisterView(breach, sight, times: .british)
  }

  /// The record that a path names, of which this person may know.
  func breachVisit(_ context: ConsoleContext) async throws -> BreachVisit {
    let visitor = try context.signedIn()
    guard let id = context.parameters.get("reference").flatMap({ BreachID($0) }) else { throw ConsoleError.notFound }
    return try await work { try BreachVisit(id, visitor, self) }
  }

  /// The same, which this person works on.
  func breachToWorkOn(_ context: ConsoleContext) async throws -> BreachVisit {
    let visit = try await breachVisit(context)
    guard visit.mayWrite else {
      throw ConsoleError.notYours("Those who look after the register work on it. Tell them what you know.")
    }
    return visit
  }

  /// Who is signed in, as the rules know them.
  func reader(_ context: ConsoleContext) async throws -> Reader {
    let visitor = try context.signedIn()
    return try await work { try self.reader(visitor) }
  }

  /// Somebody who looks after the register, on a page for nobody else.
  func keeper(_ context: ConsoleContext) async throws -> Reader {
    let reader = try await reader(context)
    guard book.looksAfterRegister(reader) else {
      throw ConsoleError.notYours("That is for the data protection officer and the compliance officer. Ask them.")
    }
    return reader
  }

  var breachLetters: BreachLetters { BreachLetters(settings, store: store, writer: NoticeWriter(settings)) }
}
