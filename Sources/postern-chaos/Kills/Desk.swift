import Foundation
import Glibc
import PosternKit
import Spool

/// An officer who ends every hold by the command line, while everything, the commands too, is killed around them.
struct Desk {
  let ground: Ground
  let site: Site
  let outbox: OutboxTable
  var tally = Tally()
  var generator: SeededGenerator
  /// Number of a message → the references under which it is held.
  private(set) var references: [Int: [String]] = [:]
  private(set) var uncertain = 0

  /// - Parameter tried: what an officer has put their hand to already: number → references.
  init(
    _ ground: Ground, _ site: Site, state: String, generator: SeededGenerator, tried: [Int: [String]] = [:]
  ) throws {
    self.ground = ground
    self.site = site
    self.generator = generator
    outbox = OutboxTable(site: site, state: state)
    references = tried.mapValues { Array(Set($0)) }
    // What is pending may yet be held.
    try settle()
    let noticed = noticed()
    for reference in try listed() {
      let number = try noticed[reference] ?? number(in: shown(reference).sender)
      guard let number else { throw ChaosError(description: "\(reference) is held, and is none of the run's") }
      if references[number]?.contains(reference) != true { references[number, default: []].append(reference) }
    }
  }

  /// What the letters to senders say: reference → number of the message. To ask for each would take a command each.
  private func noticed() -> [String: Int] {
    let notices = ground.nextHop.messages.compactMap { HoldNotice($0) }
    return Dictionary(notices.map { ($0.reference, $0.number) }) { $1 }
  }

  private func number(in sender: String?) -> Int? {
    sender.flatMap { Int($0.dropFirst("teacher.".count).prefix { $0 != "@" }) }
  }

  private func listed() throws -> [String] {
    struct Line: Decodable {
      var reference: String
    }
    return try site.run(["held", "list", "--json"]).output.split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8)).reference
    }
  }

  /// What is to become of a message.
  static func end(of number: Int) -> Ledger.End {
    switch number % 7 {
    case 3: .returned
    case 5: .deleted
    default: .released
    }
  }

  /// Ends all holds under blows, and mends what the blows have left, without any.
  mutating func endAll(blows: [Blow]) throws {
    var waiting = try open().shuffled(using: &generator)
    var running: [ChildProcess] = []
    var blows = blows
    let each = max(1, waiting.count / (blows.count + 1))
    while !waiting.isEmpty || !running.isEmpty {
      running.removeAll { !$0.isRunning }
      while running.count < 4, let (reference, number) = waiting.popLast() {
        running.append(try Orders(site).give(Self.end(of: number), reference))
        guard waiting.count % each == 0, let blow = blows.popLast() else { continue }
        usleep(useconds_t.random(in: 0...60_000, using: &generator))
        try strike(blow, running)
      }
      try ground.mend()
      usleep(5_000)
    }
    // What has had no turn yet falls on the outbox alone.
    while let blow = blows.popLast() { try strike(blow, []) }
    for round in 1...5 {
      try settle()
      let left = try open()
      if left.isEmpty { return }
      for (reference, number) in left {
        let held = try shown(reference)
        if held.state == "uncertain" {
          uncertain += 1
          try look(into: reference, number)
        }
        if held.state != "releasing", held.state != "returning" {
          _ = try Orders(site).give(Self.end(of: number), reference).wait()
        }
      }
      if round > 1 { say("  mending once more: \(left.count) holds") }
    }
    throw ChaosError(description: "some holds cannot be ended: \(try open().map(\.0))\n\(site.log.suffix(2_000))")
  }

  private mutating func strike(_ blow: Blow, _ running: [ChildProcess]) throws {
    if blow == .command, let command = running.randomElement(using: &generator), command.isRunning {
      command.signal(SIGKILL)
      return tally.add(blow)
    }
    let other = blow == .command ? Blow.filter : blow
    for _ in 0..<1_000 {
      if try ground.strike(other, using: &generator) { return tally.add(other) }
      try ground.mend()
      usleep(10_000)
    }
  }

  /// Waits until nothing is under way any more.
  /// - Parameter seconds: longer than the outbox puts off at the most what was refused again and again, 900 s.
  func settle(seconds: Int = 1_200) throws {
    for _ in 0..<(seconds * 5) {
      try ground.mend()
      if try outbox.pending() == 0, try outbox.count("waiting", "sending") == 0, try ground.postfix.queue().isEmpty {
        return
      }
      usleep(200_000)
    }
    throw ChaosError(
      description:
        "after \(seconds) s \(try outbox.pending()) messages are pending, \(try outbox.count("waiting")) rows of the outbox wait (tries and seconds until the next: \(try outbox.nextTries())), \(try outbox.count("sending")) are being sent, and Postfix's queue holds \(try ground.postfix.queue().count)\n\(site.log.suffix(3_000))"
    )
  }

  /// What has not come to its end.
  private func open() throws -> [(String, Int)] {
    let open = Set(try listed())
    return references.flatMap { number, all in all.filter { open.contains($0) }.map { ($0, number) } }
      .sorted { $0.0 < $1.0 }
  }

  private func shown(_ reference: String) throws -> Site.Held {
    let output = try site.run(["held", "show", reference, "--json"]).output
    return try JSONDecoder().decode(Site.Held.self, from: Data(output.utf8))
  }

  /// Does what an uncertain message asks of an officer: look whether it came.
  private func look(into reference: String, _ number: Int) throws {
    let message = NumberedMessage(number: number)
    let came = ground.nextHop.messages.contains { received in
      received.header("Message-ID") == [message.identifier]
        && received.envelope.recipients.contains { message.waiting.contains($0.address) }
    }
    let word = came ? "--sent" : "--not-sent"
    let result = try site.run(["held", "settle", reference, word, "--reason", "looked"])
    guard result.status == 0 else { throw ChaosError(description: result.errors) }
  }
}

/// Why a run could not come to its end.
struct ChaosError: Error, CustomStringConvertible {
  var description: String
}
