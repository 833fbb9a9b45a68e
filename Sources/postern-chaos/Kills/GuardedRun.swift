import Foundation
import PosternKit

/// The run with Postern between the clients and Postfix's queue.
enum GuardedRun {
  /// - Parameters:
  ///   - kills: at least so many.
  ///   - episodes: of a full disk, of failing fsync, of a clock that jumps, and hot restarts.
  ///   - patience: when clients give up, in seconds.
  static func run(
    messages: Int, kills: Int, episodes: Int, connections: Int, seed: UInt64, patience: Int
  ) throws -> RunReport {
    let began = ContinuousClock.now
    let (ground, site, state) = try Ground.guarded(
      programs: (CommandLine.arguments[0] as NSString).deletingLastPathComponent)
    defer { ground.stop() }
    try Plan.check(site)

    var generator = SeededGenerator(seed: seed)
    // One kill in six is kept for the officers' work.
    let later = max(2, kills / 6)
    var blows = Blow.drawn(kills - later, from: Blow.guarded, using: &generator)
    for episode in Blow.episodes { blows += Array(repeating: episode, count: episodes) }
    blows.shuffle(using: &generator)
    var storm = Storm(ground, messages: messages, blows: blows, generator: generator)
    let officer = Officer(site)
    let senders = LinkSenders(site)
    let byOfficer: [Int: [String]]
    let bySenders: (tried: [Int: [String]], done: Int)
    do {
      try storm.run(connections: connections, patience: patience)
      byOfficer = officer.stop()
      bySenders = senders.stop()
    } catch {
      _ = officer.stop()
      _ = senders.stop()
      throw error
    }
    let tried = byOfficer.merging(bySenders.tried) { $0 + $1 }

    say(
      "  all clients have their answer; an officer has put a hand to \(byOfficer.count) holds meanwhile, senders to "
        + "\(bySenders.tried.count)")
    var desk = try Desk(ground, site, state: state, generator: storm.generator, tried: tried)
    let before = ledger(storm.accounts, desk, ground, but: Set(tried.keys)) { _ in .none }
    say("  \(desk.references.count) messages were held; an officer ends all holds")
    let missing = max(later, kills - storm.tally.kills)
    try desk.endAll(blows: Blow.drawn(missing, from: Blow.guarded + [(.command, 60)], using: &generator))

    var after = ledger(storm.accounts, desk, ground) { $0.waiting.isEmpty ? .none : Desk.end(of: $0.number) }
    after.add(before.faults.map { "before any release: \($0)" })
    let audit = try site.run(["audit", "verify"])
    if audit.status != 0 { after.add(["the audit trail: \(audit.output)\(audit.errors)"]) }
    let left = ground.plantedWords()
    after.add(left.found.map { "LEFT IN CLEAR \($0)" })
    var report = RunReport(
      ledger: after, tally: storm.tally.adding(desk.tally), accounts: storm.accounts, began: began)
    let ends = desk.references.keys.map { Desk.end(of: $0) }
    report.more = [
      "held: \(desk.references.count), \(tried.count) of them ended while mail came in, \(bySenders.done) by their "
        + "senders; released \(ends.count { $0 == .released }), "
        + "returned \(ends.count { $0 == .returned }), deleted \(ends.count { $0 == .deleted }); "
        + "uncertain, and settled by looking: \(desk.uncertain)",
      "audit trail: \(audit.output.trimmingCharacters(in: .whitespacesAndNewlines)) "
        + "\(left.files) files of Postern's searched for planted words, \(left.found.count) found",
      "letters of Postern: \(after.letterCount); \(try desk.outbox.count("uncertain")) more are uncertain",
    ]
    if !after.faults.isEmpty {
      let folder = try Evidence.keep(of: site, state: state, told: storm.accounts, seed: seed)
      report.more.append("database, logs and letters of this run are kept in \(folder)")
    }
    return report
  }

  static func ledger(
    _ accounts: Accounts, _ desk: Desk, _ ground: Ground, but passedOver: Set<Int> = [],
    _ end: (NumberedMessage) -> Ledger.End
  ) -> Ledger {
    var ledger = Ledger(ground.nextHop.messages)
    for number in 0..<accounts.count where !passedOver.contains(number) {
      let message = NumberedMessage(number: number)
      ledger.check(
        message, told: accounts.told(number), held: desk.references[number]?.count ?? 0, end: end(message),
        isGuarded: true)
      ledger.checkLetters(message, end: end(message))
    }
    ledger.checkLettersCameOnce()
    return ledger
  }
}
