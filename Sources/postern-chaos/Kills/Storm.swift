import Foundation
import PosternKit

/// Sends numbered messages under blows until each client has its answer.
struct Storm {
  let ground: Ground
  let accounts: Accounts
  private(set) var tally = Tally()
  private(set) var generator: SeededGenerator
  /// After so many messages each next blow falls, the earliest last.
  private var plan: [(after: Int, blow: Blow)]

  init(_ ground: Ground, messages: Int, blows: [Blow], generator: SeededGenerator) {
    var generator = generator
    self.ground = ground
    accounts = Accounts(count: messages)
    // The last tenth comes to its end in peace, or blows would fall on a system that has nothing left to do.
    plan = blows.map { (Int.random(in: 0...(messages * 9 / 10), using: &generator), $0) }
    plan.sort { $0.0 > $1.0 }
    self.generator = generator
  }

  /// - Parameters:
  ///   - connections: how many clients send at once.
  ///   - patience: when clients give up, in seconds.
  mutating func run(connections: Int, patience: Int) throws {
    let clients = Clients(port: ground.postfix.port, accounts: accounts, connections: connections)
    let end = ContinuousClock.now + .seconds(patience)
    var failure: (any Error)?
    var said = 0
    clients.wait {
      do {
        try ground.mend()
        while let next = plan.last, next.after <= accounts.done, ContinuousClock.now < end {
          plan.removeLast()
          try strike(next.blow)
          try ground.mend()
        }
      } catch {
        failure = error
      }
      if accounts.done / 200 > said {
        said = accounts.done / 200
        say("  \(accounts.done) of \(accounts.count) messages, \(tally.kills) kills")
      }
      return failure != nil || ContinuousClock.now > end
    }
    if let failure { throw failure }
  }

  /// One blow, at a moment that nothing else decides.
  private mutating func strike(_ blow: Blow) throws {
    guard ground.allows(blow) else { return say("  no \(blow.rawValue): it cannot be made here") }
    usleep(useconds_t.random(in: 0...250_000, using: &generator))
    // What is just being started is not there yet.
    for _ in 0..<500 {
      if try ground.strike(blow, using: &generator) { return tally.add(blow) }
      try ground.mend()
      usleep(10_000)
    }
  }
}
