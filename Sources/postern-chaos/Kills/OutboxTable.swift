import PosternKit

/// Looks into the outbox from outside, at its table alone.
struct OutboxTable {
  let site: Site
  /// The state folder.
  let state: String

  /// How many rows there are in some of the states.
  func count(_ states: String...) throws -> Int {
    let names = states.map { "'\($0)'" }.joined(separator: ", ")
    let rows = try site.rows("SELECT count(*) FROM outgoing WHERE state IN (\(names))", state: state)
    return rows.first?.first.flatMap { Int($0) } ?? 0
  }

  /// How often each row that waits was tried, and how many seconds are left until it is tried again.
  func nextTries() throws -> String {
    let rows = try site.rows(
      "SELECT attempts, nextAt - CAST(strftime('%s', 'now') AS INTEGER) FROM outgoing WHERE state = 'waiting'",
      state: state)
    return rows.map { $0.joined(separator: ": ") }.joined(separator: ", ")
  }

  /// How many messages are still to be read in the background.
  func pending() throws -> Int {
    let rows = try site.rows("SELECT count(*) FROM held WHERE state = 'pending'", state: state)
    return rows.first?.first.flatMap { Int($0) } ?? 0
  }
}
