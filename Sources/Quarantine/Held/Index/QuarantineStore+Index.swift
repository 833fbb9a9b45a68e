import Foundation
import GRDB

extension QuarantineStore {
  /// What has changed of the rows, in one transaction.
  private struct Changes {
    var rows: [HeldRow] = []
    var revision: Int64 = 0
    var removals: Int64 = 0
    /// All references; nil where none was removed.
    var left: Set<String>?
    var asked: [Data: Set<HeldID>] = [:]
    var falseAlarms: Set<HeldID> = []
  }

  /// From so many rows on their keys are fetched together.
  private static let manyKeys = 100

  /// Brings the index up to the store as it is now.
  func update(_ contents: inout HeldIndex.Contents) throws(QuarantineError) {
    let (revision, removals) = (contents.revision, contents.removals)
    let changes = try attempt("read what has changed of held mail") {
      try database.read { db in try self.changes(since: revision, removals, db) }
    }
    let entries = try self.entries(changes.rows)
    var fresh: [HeldEntry] = []
    for entry in entries {
      if let place = contents.places[entry.summary.id] {
        contents.entries[place] = entry
      } else {
        fresh.append(entry)
      }
    }
    if let left = changes.left { contents.entries.removeAll { !left.contains($0.summary.id.description) } }
    if !fresh.isEmpty {
      contents.entries.append(contentsOf: fresh)
      contents.entries.sort {
        ($0.summary.heldAt, $0.summary.id.description) > ($1.summary.heldAt, $1.summary.id.description)
      }
    }
    if !fresh.isEmpty || changes.left != nil {
      contents.places = Dictionary(
        contents.entries.enumerated().map { ($0.element.summary.id, $0.offset) }, uniquingKeysWith: { one, _ in one })
    }
    contents.revision = changes.revision
    contents.removals = changes.removals
    contents.asked = changes.asked
    contents.falseAlarms = changes.falseAlarms
  }

  private func changes(since revision: Int64, _ removals: Int64, _ db: Database) throws -> Changes {
    var changes = Changes()
    let now = try Row.fetchOne(db, sql: "SELECT number, removals FROM heldRevision")
    changes.revision = now?["number"] ?? 0
    changes.removals = now?["removals"] ?? 0
    changes.rows = try HeldRow.fetchAll(db, sql: HeldRow.select + " WHERE revision > ?", arguments: [revision])
    if changes.removals != removals { changes.left = try String.fetchSet(db, sql: "SELECT id FROM held") }
    for row in try Row.fetchAll(db, sql: "SELECT asked, held FROM question") {
      if let id = HeldID(row["held"]) { changes.asked[row["asked"], default: []].insert(id) }
    }
    changes.falseAlarms = Set(try String.fetchAll(db, sql: "SELECT held FROM falseAlarm").compactMap { HeldID($0) })
    return changes
  }

  /// Opens the records of rows. One that cannot be opened is listed without facts: somebody has to see that it is there.
  private func entries(_ rows: [HeldRow]) throws(QuarantineError) -> [HeldEntry] {
    let keys = rows.count < Self.manyKeys ? nil : try allMessageKeys()
    var entries: [HeldEntry] = []
    entries.reserveCapacity(rows.count)
    for row in rows {
      guard let summary = row.summary else { continue }
      var opened: HeldRecord?
      if row.record != nil, !summary.state.isShredded {
        let key = keys.map { $0[summary.id] } ?? (try? messageKey(summary.id))
        opened = key.flatMap { try? record(row, $0) }
      }
      entries.append(
        HeldEntry(row, summary, opened, school: row.school ?? opened.flatMap { schoolKey($0.message) }))
    }
    return entries
  }

  private func allMessageKeys() throws(QuarantineError) -> [HeldID: MessageKey] {
    let rows = try attempt("read message keys") {
      try keyDatabase.read { db in
        try Row.fetchAll(db, sql: "SELECT id, algorithm, keyID, cabinets, wrapped FROM messageKey")
          .compactMap { row in try HeldID(row["id"]).map { ($0, try WrappedKey(row: row)) } }
      }
    }
    var found: [HeldID: MessageKey] = [:]
    for (id, wrapped) in rows {
      guard let master = keys.known(wrapped.keyID) else { continue }
      found[id] = try? MessageKey(for: id, unwrapping: wrapped, by: master)
    }
    return found
  }
}
