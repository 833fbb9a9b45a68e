/// What the run does to the system.
enum Blow: String, CaseIterable, Sendable {
  case filter, worker, zygote, supervisor, console
  case master, smtpd, cleanup
  case command
  case restart = "hot restart"
  case fullDisk = "full disk"
  case failingSync = "failing fsync"
  case clock = "clock set"

  /// Kills by SIGKILL; the others are episodes.
  var isKill: Bool { !Self.episodes.contains(self) }

  static let episodes: [Blow] = [.restart, .fullDisk, .failingSync, .clock]

  /// Of the processes that are there while mail comes in, how often each dies in a hundred kills.
  static let guarded: [(Blow, Int)] = [
    (.filter, 28), (.worker, 16), (.zygote, 9), (.supervisor, 13), (.console, 4), (.master, 8), (.smtpd, 12),
    (.cleanup, 10),
  ]
  /// Without Postern there is only Postfix.
  static let bare: [(Blow, Int)] = guarded.filter { [.master, .smtpd, .cleanup].contains($0.0) }

  /// Kills of the kinds and at the shares of a table.
  static func drawn(_ count: Int, from table: [(Blow, Int)], using generator: inout SeededGenerator) -> [Blow] {
    let whole = table.reduce(0) { $0 + $1.1 }
    return (0..<count).map { _ in
      var rest = Int.random(in: 0..<whole, using: &generator)
      for (blow, share) in table {
        if rest < share { return blow }
        rest -= share
      }
      return table[0].0
    }
  }
}

/// How often each blow has struck.
struct Tally {
  private(set) var counts: [Blow: Int] = [:]

  mutating func add(_ blow: Blow) { counts[blow, default: 0] += 1 }

  var kills: Int { counts.reduce(0) { $0 + ($1.key.isKill ? $1.value : 0) } }

  var killsOfPostfix: Int { [Blow.master, .smtpd, .cleanup].reduce(0) { $0 + (counts[$1] ?? 0) } }

  func adding(_ other: Tally) -> Tally {
    var sum = self
    sum.counts.merge(other.counts) { $0 + $1 }
    return sum
  }

  var text: String {
    Blow.allCases.compactMap { blow in counts[blow].map { "\(blow.rawValue) \($0)" } }.joined(separator: ", ")
  }
}
