import GRDB

extension QuarantineStore {
  /// Takes a message out of retention, or puts it back: one that is kept is not returned, shredded or deleted by anybody.
  /// - Parameter reason: why; not empty.
  public func setKept(_ id: HeldID, _ isKept: Bool, by actor: String, reason: String) throws(QuarantineError) {
    let row = try visible(id, to: actor)
    guard let state = row.summary?.state, !state.isShredded, row.record != nil else {
      throw .wrongState(id, row.summary?.state ?? .deleted)
    }
    let reason = try Self.checked(reason)
    try attempt("keep \(id)") {
      try database.write { db in
        try db.execute(sql: "UPDATE held SET isKept = ? WHERE id = ?", arguments: [isKept, id.description])
        try self.append(isKept ? .kept : .keepEnded, of: id, by: actor, reason: reason, db)
      }
    }
  }

  /// - Throws: `kept` for a message that nobody may shred now.
  func checkNotKept(_ id: HeldID, _ db: Database) throws {
    guard
      try Bool.fetchOne(db, sql: "SELECT isKept FROM held WHERE id = ?", arguments: [id.description]) == true
    else { return }
    throw QuarantineError(
      .kept, "\(id) is kept: it may not be returned or deleted",
      remedy: "if that is over, end it with 'postern held keep --off'")
  }
}
