import PosternKit
import Spool
import Testing

@testable import postern_chaos

/// The ledger of `make chaos` is worth as much as what it would notice.
@Suite("The ledger of the chaos")
struct LedgerTests {
  /// Ten messages, among them each kind, and all that is known of them when everything went well.
  private struct World {
    var told: [Int: [Told]] = [:]
    var held: [Int: Int] = [:]
    var end: [Int: Ledger.End] = [:]
    var received: [ReceivedMessage] = []

    init() {
      for message in World.messages {
        told[message.number] = [message.kind == .refused ? .refused("no") : .accepted]
        if !message.passing.isEmpty { arrive(message, at: message.passing) }
        guard !message.waiting.isEmpty else { continue }
        held[message.number] = 1
        end[message.number] = .released
        arrive(message, at: message.waiting)
        letter("<notice-\(message.number)@x.example>", about: message, "Your email has not been sent yet (AAAA-BBBB)")
      }
    }

    static let messages = (0..<10).map { NumberedMessage(number: $0) }

    static func first(_ kind: NumberedMessage.Kind) throws -> NumberedMessage {
      try #require(messages.first { $0.kind == kind })
    }

    mutating func arrive(_ message: NumberedMessage, at addresses: [String]) {
      // Postern takes the addresses out where they are to be hidden.
      let to = message.kind == .hidden ? "undisclosed-recipients:;" : message.to
      add("Message-ID: \(message.identifier)\nTo: \(to)\n\nx\n", to: addresses)
    }

    mutating func letter(_ identifier: String, about message: NumberedMessage, _ subject: String) {
      add(
        "Message-ID: \(identifier)\nIn-Reply-To: \(message.identifier)\nSubject: \(subject)\n\nx\n",
        to: [message.sender])
    }

    mutating func add(_ text: String, to addresses: [String]) {
      var received = ReceivedMessage(reading: message(text))
      received.envelope.recipients = addresses.map { Envelope.Path(address: $0) }
      self.received.append(received)
    }

    mutating func remove(_ message: NumberedMessage, from address: String) {
      received.removeAll {
        $0.header("Message-ID") == [message.identifier] && $0.envelope.recipients.map(\.address).contains(address)
      }
    }

    var faults: [String] {
      var ledger = Ledger(received)
      for message in Self.messages {
        let end = end[message.number] ?? .none
        ledger.check(
          message, told: told[message.number] ?? [], held: held[message.number] ?? 0, end: end, isGuarded: true)
        ledger.checkLetters(message, end: end)
      }
      ledger.checkLettersCameOnce()
      return ledger.faults
    }
  }

  @Test("has no fault to find where everything went well, and where a client's own second try made a double")
  func inOrder() throws {
    var world = World()
    #expect(world.faults.isEmpty, "\(world.faults)")
    let clean = try World.first(.clean)
    world.told[clean.number] = [.later("451"), .unsent, .nothing, .accepted]
    world.arrive(clean, at: clean.passing)
    #expect(world.faults.isEmpty, "\(world.faults)")
  }

  @Test("notices what is lost", arguments: [NumberedMessage.Kind.clean, .many, .split, .held, .hidden])
  func lost(kind: NumberedMessage.Kind) throws {
    let message = try World.first(kind)
    for address in message.recipients {
      var world = World()
      world.remove(message, from: address)
      #expect(world.faults.contains { $0.hasPrefix("LOST \(message.number) ") }, "\(world.faults)")
    }
  }

  @Test("notices what came twice without its client's doing")
  func doubled() throws {
    let clean = try World.first(.clean)
    var world = World()
    world.told[clean.number] = [.later("451 4.3.0"), .unsent, .accepted]
    world.arrive(clean, at: clean.passing)
    #expect(world.faults.map { $0.prefix(6) } == ["DOUBLE"])

    // A release has no client that could be blamed.
    let held = try World.first(.held)
    world = World()
    world.told[held.number] = [.nothing, .accepted]
    world.arrive(held, at: held.waiting)
    #expect(world.faults.map { $0.prefix(6) } == ["DOUBLE"])

    world = World()
    world.held[held.number] = 2
    #expect(world.faults.map { $0.prefix(6) } == ["DOUBLE"])
  }

  @Test("notices what was let through", arguments: [Ledger.End.none, .returned, .deleted])
  func letThrough(end: Ledger.End) throws {
    let held = try World.first(.held)
    var world = World()
    world.end[held.number] = end
    if end == .returned { world.letter("<back@x.example>", about: held, "Your email was not sent: here it is back") }
    #expect(world.faults.map { $0.prefix(11) } == ["LET THROUGH"])
  }

  @Test("notices what came though it was refused, and addresses that should have been hidden")
  func refusedAndShown() throws {
    let refused = try World.first(.refused)
    var world = World()
    world.arrive(refused, at: [ChaosSchool.pupilList])
    #expect(world.faults.map { $0.prefix(11) } == ["LET THROUGH"])

    let hidden = try World.first(.hidden)
    world = World()
    world.remove(hidden, from: hidden.passing[0])
    world.add("Message-ID: \(hidden.identifier)\nTo: \(hidden.to)\n\nx\n", to: hidden.passing)
    #expect(world.faults.map { $0.prefix(11) } == ["LET THROUGH"])
  }

  @Test("notices letters that are missing, came twice, or tell of what did not happen")
  func letters() throws {
    let held = try World.first(.held)
    var world = World()
    world.received.removeAll { $0.header("In-Reply-To") == [held.identifier] }
    #expect(world.faults.map { $0.prefix(4) } == ["LOST"])

    world = World()
    world.received.append(try #require(world.received.first { $0.header("In-Reply-To") == [held.identifier] }))
    #expect(Set(world.faults.map { $0.prefix(6) }) == ["DOUBLE"])

    world = World()
    world.end[held.number] = .returned
    world.remove(held, from: held.waiting[0])
    #expect(world.faults.map { $0.prefix(4) } == ["LOST"])
  }

  @Test("notices a client that was never told, and one that was told the wrong thing")
  func wronglyTold() throws {
    for (kind, told) in [
      (NumberedMessage.Kind.clean, [Told.later("451")]), (.clean, []), (.refused, [.accepted]),
      (.held, [.refused("no")]),
    ] {
      var world = World()
      world.told[try World.first(kind).number] = told
      #expect(!world.faults.isEmpty)
    }
  }
}
