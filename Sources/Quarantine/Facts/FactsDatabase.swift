import Foundation
import GRDB

/// The facts of past decisions, in a database of their own (`facts.db` in the state folder).
///
/// It is not synced at each write: after a power cut the last moments may be missing, never what was there before.
struct FactsDatabase: Sendable {
  let pool: DatabasePool
  let path: String

  /// - Throws: `QuarantineError`.
  init(_ folder: StateFolder, patience: Double) throws(QuarantineError) {
    try folder.prepare()
    path = folder.facts
    pool = try attempt("open \(folder.facts)") {
      let pool = try DatabasePool(path: folder.facts, configuration: QuarantineStore.configuration(patience))
      try QuarantineStore.migrate(pool, by: Self.schema, folder.facts)
      return pool
    }
  }

  private static var schema: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 facts") { db in
      try db.execute(
        sql: """
          CREATE TABLE fact (
            number INTEGER NOT NULL PRIMARY KEY,
            time INTEGER NOT NULL,
            facts TEXT NOT NULL
          ) STRICT;
          CREATE INDEX factByTime ON fact (time);
          """)
    }
    return migrator
  }

  func write(_ batch: [DecisionFacts]) throws {
    let lines = batch.map { ($0.time, $0.line) }
    try pool.write { db in
      let insert = try db.cachedStatement(sql: "INSERT INTO fact (time, facts) VALUES (?, ?)")
      for (time, line) in lines { try insert.execute(arguments: [time, line]) }
    }
  }
}
