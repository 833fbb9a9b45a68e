import Foundation
import GRDB

extension QuarantineStore {
  /// Mail within the school has come by: without it most of what goes wrong in schools could not be seen.
  public func noteInternalMail() throws(QuarantineError) {
    try attempt("note that internal mail was seen") {
      try database.write { db in
        try db.execute(
          sql: """
            INSERT INTO sighting (name, time) VALUES ('internal mail', ?1) ON CONFLICT (name) DO UPDATE SET time = ?1
            """,
          arguments: [self.now()])
      }
    }
  }

  /// When mail within the school was seen last, within about ten minutes; Unix time in seconds, nil for never.
  public func internalMailSeenAt() throws(QuarantineError) -> Int64? {
    try attempt("look when internal mail was seen") {
      try database.read { db in
        try Int64.fetchOne(db, sql: "SELECT time FROM sighting WHERE name = 'internal mail'")
      }
    }
  }

  /// Probes are forgotten after so many seconds.
  private static let probeSpan: Int64 = 7 * 86_400

  /// A probe is about to be sent: from here on it is known when it comes by.
  public func expect(_ probe: ProbeToken) throws(QuarantineError) {
    try attempt("note a probe") {
      try database.write { db in
        try db.execute(sql: "DELETE FROM probe WHERE sentAt < ?", arguments: [self.now() - Self.probeSpan])
        try db.execute(sql: "INSERT INTO probe (token, sentAt) VALUES (?, ?)", arguments: [probe.digest, self.now()])
      }
    }
  }

  /// A probe has come by. One that nobody has sent is no matter.
  /// - Returns: whether it was expected.
  @discardableResult
  public func see(_ probe: ProbeToken) throws(QuarantineError) -> Bool {
    try attempt("note that a probe was seen") {
      try database.write { db in
        try db.execute(
          sql: "UPDATE probe SET seenAt = coalesce(seenAt, ?) WHERE token = ?", arguments: [self.now(), probe.digest])
        return db.changesCount == 1
      }
    }
  }

  /// When a probe came by; Unix time in seconds, nil where it has not.
  public func probeSeenAt(_ probe: ProbeToken) throws(QuarantineError) -> Int64? {
    try attempt("look for a probe") {
      try database.read { db in
        try Int64.fetchOne(db, sql: "SELECT seenAt FROM probe WHERE token = ?", arguments: [probe.digest])
      }
    }
  }
}
