import Crypto
import Foundation
import GRDB

extension QuarantineStore {
  /// Makes a new master key and seals anew with it all that the old one sealed; the old file goes when nothing needs it.
  /// The filter may run meanwhile. Wherever it is cut off, all can still be read, and the next call ends it.
  /// - Parameters:
  ///   - keys: as they are in the folder now.
  ///   - actor: who asks; goes on the audit trail.
  /// - Returns: what was done.
  /// - Throws: `QuarantineError` or `KeyRingError`.
  @discardableResult
  public func rotateKeys(_ keys: KeyRing, by actor: String) throws -> KeyRotation {
    try rotateKeys(keys, by: actor) {}
  }

  /// - Parameter checkpoint: called wherever a crash could come between two steps.
  func rotateKeys(_ keys: KeyRing, by actor: String, checkpoint: () throws -> Void) throws -> KeyRotation {
    let lock = try RotationLock(keys.folder)
    defer { withExtendedLifetime(lock) {} }
    var ring = keys
    let used = try keysUsed()
    let isAlone = try ring.unneeded(by: used).isEmpty
    var rotation = KeyRotation(keyID: ring.currentID, wasUnfinished: used != [ring.currentID] || !isAlone)
    if !rotation.wasUnfinished { ring = try ring.replaced(checkpoint: checkpoint) }
    let new = ring.current
    rotation.keyID = new.id

    rotation.keys = try rewrapKeys(new, checkpoint)
    (rotation.letters, rotation.auditLines) = try resealState(new, checkpoint)
    try checkpoint()
    try audit(.keysRotated, of: nil, by: actor, reason: "to \(new.id)")
    let unneeded = try ring.unneeded(by: keysUsed())
    rotation.left = ring.remove(unneeded)
    rotation.removed = unneeded.filter { rotation.left[$0] == nil }
    return rotation
  }

  /// Ids of all master keys that something is sealed with, in either database.
  func keysUsed() throws(QuarantineError) -> Set<String> {
    try attempt("look for the keys in use") {
      try database.read { db in try Self.keysUsed(db) }.union(try keyDatabase.read { db in try Self.keysUsed(db) })
    }
  }

  /// From the first transaction on new keys are wrapped by the new master key; the old ones follow some at a time, so that
  /// a hold never waits long.
  private func rewrapKeys(_ new: MasterKey, _ checkpoint: () throws -> Void) throws -> Int {
    try attempt("name the new key") { try keyDatabase.write { db in try KeyInUse.set(new.id, db) } }
    try checkpoint()
    var count = 0
    for (table, name) in [("secret", "name"), ("messageKey", "id")] {
      while true {
        let done = try attempt("wrap keys anew") {
          try keyDatabase.write { db in try self.rewrapSome(table, name, new, db) }
        }
        try checkpoint()
        count += done
        if done == 0 { break }
      }
    }
    return count
  }

  private func rewrapSome(_ table: String, _ name: String, _ new: MasterKey, _ db: Database) throws -> Int {
    let cabinets = table == "secret" ? "'' AS cabinets" : "cabinets"
    let rows = try Row.fetchAll(
      db,
      sql: "SELECT \(name) AS name, algorithm, keyID, \(cabinets), wrapped FROM \(table) WHERE keyID <> ? LIMIT 500",
      arguments: [new.id])
    for row in rows {
      let key = try WrappedKey(row: row)
      let name: String = row["name"]
      let bound = try table == "secret" ? StoreSecrets.binding(name) : MessageKey.binding(Self.id(name), key.cabinets)
      let fresh = try key.rewrapped(from: keys.key(key.keyID), to: new, bound: bound)
      try db.execute(
        sql: "UPDATE \(table) SET algorithm = ?, keyID = ?, wrapped = ? WHERE \(table == "secret" ? "name" : "id") = ?",
        arguments: [fresh.algorithm, fresh.keyID, fresh.wrapped, name])
    }
    return rows.count
  }

  private func resealState(_ new: MasterKey, _ checkpoint: () throws -> Void) throws -> (letters: Int, lines: Int) {
    try attempt("name the new key") { try database.write { db in try KeyInUse.set(new.id, db) } }
    try checkpoint()
    var counts = (letters: 0, lines: 0)
    while case let done = try attempt("seal letters anew", { try database.write { try self.resealLetters(new, $0) } }),
      done > 0
    {
      counts.letters += done
      try checkpoint()
    }
    while case let done = try attempt("seal the trail anew", { try database.write { try self.resealAudit(new, $0) } }),
      done > 0
    {
      counts.lines += done
      try checkpoint()
    }
    // The pages with what was sealed before go with the write-ahead log.
    _ = try? database.writeWithoutTransaction { db in try db.checkpoint(.truncate) }
    return counts
  }

  private func resealLetters(_ new: MasterKey, _ db: Database) throws -> Int {
    let rows = try Row.fetchAll(
      db, sql: "SELECT id, held, keyID, record, actor FROM outgoing WHERE keyID <> ? LIMIT 500", arguments: [new.id])
    for row in rows {
      let old = try keys.key(row["keyID"])
      guard let id = OutgoingID(row["id"]) else { throw QuarantineError.damagedRow("the outbox") }
      var record = row["record"] as Data?
      if row["held"] as String? == nil, let sealed = record {
        record = try new.sealOutgoing(old.openOutgoing(sealed, of: id), of: id)
      }
      let actor = try (row["actor"] as Data?).map { try new.sealActor(old.openActor($0, of: id), of: id) }
      try db.execute(
        sql: "UPDATE outgoing SET keyID = ?, record = ?, actor = ? WHERE id = ?",
        arguments: [new.id, record, actor, id.description])
    }
    return rows.count
  }

  private func resealAudit(_ new: MasterKey, _ db: Database) throws -> Int {
    let rows = try AuditRow.fetchAll(
      db, sql: AuditRow.select + " WHERE personal IS NOT NULL AND keyID <> ? LIMIT 500", arguments: [new.id])
    for row in rows {
      guard let sealed = row.personal else { continue }
      let part = try PersonalPart(opening: sealed, by: keys.key(row.keyID), on: row.place)
      try db.execute(
        sql: "UPDATE audit SET keyID = ?, personal = ? WHERE writer = ? AND number = ?",
        arguments: [new.id, try part.sealed(by: new, on: row.place), row.writer, row.number])
    }
    return rows.count
  }

  private static func id(_ text: String) throws -> HeldID {
    guard let id = HeldID(text) else { throw QuarantineError.damagedRow("the database of keys") }
    return id
  }
}

extension QuarantineError {
  static func damagedRow(_ place: String) -> QuarantineError {
    QuarantineError(.damaged, "a row of \(place) is not one of ours", remedy: "put it back from its backup")
  }
}
