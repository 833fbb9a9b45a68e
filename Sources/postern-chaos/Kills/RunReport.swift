/// What a run has shown.
struct RunReport {
  var ledger: Ledger
  var tally: Tally
  var accounts: Accounts
  var began: ContinuousClock.Instant
  /// What only a run with Postern has to tell.
  var more: [String] = []

  var text: String {
    let all = (0..<accounts.count).map { accounts.told($0) }
    let tries = all.joined()
    let lines =
      [
        "kills: \(tally.kills) (\(tally.text))",
        "clients: \(accounts.count) messages, \(tries.count) tries; told 250 \(tries.count { $0 == .accepted }), "
          + "4xx \(tries.count { if case .later = $0 { true } else { false } }), "
          + "5xx \(tries.count { if case .refused = $0 { true } else { false } }), "
          + "nothing \(tries.count { $0 == .nothing }), broken off before the end \(tries.count { $0 == .unsent })",
        "arrived: \(ledger.arrived) copies, of which \(ledger.doublesOfClients) beyond the first because a client saw "
          + "no reply",
      ] + more + [
        "lost \(count("LOST")), let through \(count("LET THROUGH")), doubled without cause \(count("DOUBLE")); "
          + "\((ContinuousClock.now - began).components.seconds) s"
      ]
    return lines.map { "  \($0)" }.joined(separator: "\n")
  }

  private func count(_ word: String) -> Int { ledger.faults.count { $0.contains(word) } }
}
