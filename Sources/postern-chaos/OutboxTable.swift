import GRDB
import PosternKit

/// Looks into the outbox from outside, at its table alone.
struct OutboxTable {
  private let path: String

  /// - Parameter state: the state folder.
  init(state: String) { path = state + "/quarantine.db" }

  /// How many rows there are in some of the states.
  func count(_ states: String...) throws -> Int {
    var configuration = GRDB.Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(10)
    let database = try DatabaseQueue(path: path, configuration: configuration)
    let marks = states.map { _ in "?" }.joined(separator: ", ")
    return try database.read { db in
      try Int.fetchOne(
        db, sql: "SELECT count(*) FROM outgoing WHERE state IN (\(marks))", arguments: StatementArguments(states)) ?? 0
    }
  }
}
