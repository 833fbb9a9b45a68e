import Foundation
import GRDB

/// What became of a held message, without anything of the message.
public struct HeldCourse: Hashable, Sendable {
  public var summary: HeldSummary
  /// The first deed that ended its wait: `releaseBegun`, `returnBegun` or `deleted`; nil while it waits.
  public var deed: AuditAction?
  /// When that was; Unix time in seconds.
  public var decidedAt: Int64?
  /// Who did it; nil where that part of the trail was erased.
  public var actor: String?
  /// Somebody said that it should not have been held.
  public var isFalseAlarm: Bool
}

/// How much there is to do, and since when.
public struct QueueLength: Hashable, Sendable {
  public var count: Int
  /// Unix time in seconds; nil for none.
  public var oldest: Int64?
}

extension QuarantineStore {
  private static let deeds: [AuditAction] = [.releaseBegun, .returnBegun, .deleted]

  /// What was held by a rule since a time, the oldest first, with what became of it.
  /// - Parameters:
  ///   - since: Unix time in seconds.
  ///   - sender: of this address alone; nil for all.
  ///   - reader: all addresses of one person: what they may not even know of is left out (D17). Nil for the system's own
  ///     use.
  public func courses(
    since: Int64, of sender: String? = nil, visibleTo reader: Set<String>?
  ) throws(QuarantineError) -> [HeldCourse] {
    let key = sender.map { senderKey($0) }
    let (rows, lines) = try attempt("look at what became of held mail") {
      try database.read { db in
        let rows = try HeldRow.fetchAll(
          db,
          sql: HeldRow.select
            + " WHERE heldAt >= ?1 AND rules <> '' AND (?2 IS NULL OR senderKey = ?2) ORDER BY heldAt, rowid",
          arguments: [since, key])
        let words = (Self.deeds + [.takenBack, .falseAlarm]).map(\.rawValue).map { "'\($0)'" }.joined(separator: ", ")
        let lines = try AuditRow.fetchAll(
          db, sql: AuditRow.select + " WHERE time >= ? AND held IS NOT NULL AND action IN (\(words)) ORDER BY rowid",
          arguments: [since])
        return (rows, lines)
      }
    }
    var deeds: [String: AuditRow] = [:]
    var alarms: Set<String> = []
    for line in lines {
      guard let held = line.held else { continue }
      switch AuditAction(rawValue: line.action) {
      case .falseAlarm: alarms.insert(held)
      case .takenBack: deeds[held] = nil
      default: if deeds[held] == nil { deeds[held] = line }
      }
    }
    return rows.compactMap { row in
      guard let summary = row.summary, reader?.contains(where: { isHidden(row, from: $0) }) != true else { return nil }
      let line = deeds[row.id]
      return HeldCourse(
        summary: summary, deed: line.flatMap { AuditAction(rawValue: $0.action) }, decidedAt: line?.time,
        actor: line.flatMap { personal($0)?.actor }, isFalseAlarm: alarms.contains(row.id))
    }
  }

  /// Puts on the trail that somebody looks at what was decided on one sender's mail, with the letters that tell of it.
  /// - Parameters:
  ///   - name: by which the investigation is known; not empty.
  ///   - reason: not empty.
  public func openInvestigation(
    of sender: String, name: String, reason: String, by actor: String, letters: () throws -> [OutgoingDraft]
  ) throws(QuarantineError) {
    let (name, reason) = (try Self.checked(name), try Self.checked(reason))
    try attempt("open an investigation") {
      try database.write { db in
        // The sender stands first: by that the line is hidden from them.
        try self.append(
          .investigationOpened, of: nil, by: actor, reason: "\(sender.lowercased()): \(name): \(reason)", db)
        for letter in try letters() { try self.insert(letter, about: nil, db) }
      }
    }
  }

  /// What is not read yet, and what waits for Postfix.
  public func queueLengths() throws(QuarantineError) -> (pending: QueueLength, outbox: QueueLength) {
    try attempt("count what waits") {
      try database.read { db in
        func length(_ sql: String) throws -> QueueLength {
          let row = try Row.fetchOne(db, sql: sql)
          return QueueLength(count: row?["count"] ?? 0, oldest: row?["oldest"])
        }
        return (
          try length("SELECT count(*) AS count, min(heldAt) AS oldest FROM held WHERE state = 'pending'"),
          try length(
            "SELECT count(*) AS count, min(createdAt) AS oldest FROM outgoing WHERE state IN ('waiting', 'sending')")
        )
      }
    }
  }
}
