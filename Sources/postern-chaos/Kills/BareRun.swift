import PosternKit

/// The same load and the same number of kills on Postfix alone: what it doubles by itself shows here.
enum BareRun {
  static func run(messages: Int, kills: Int, connections: Int, seed: UInt64, patience: Int) throws -> RunReport {
    let began = ContinuousClock.now
    let ground = try Ground.bare()
    defer { ground.stop() }
    var generator = SeededGenerator(seed: seed)
    let blows = Blow.drawn(kills, from: Blow.bare, using: &generator)
    var storm = Storm(ground, messages: messages, blows: blows, generator: generator)
    try storm.run(connections: connections, patience: patience)
    try ground.postfix.waitForEmptyQueue(milliseconds: 120_000)
    var ledger = Ledger(ground.nextHop.messages)
    for number in 0..<messages {
      ledger.check(
        NumberedMessage(number: number), told: storm.accounts.told(number), held: 0, end: .none, isGuarded: false)
    }
    return RunReport(ledger: ledger, tally: storm.tally, accounts: storm.accounts, began: began)
  }
}
