import GRDB

extension QuarantineStore {
  /// Held mail that did not go as it was, the newest first.
  /// - Parameters:
  ///   - since: Unix time in seconds; nil for all that is kept.
  ///   - reader: those that it may not know of are left out (D17).
  public func nearMisses(since: Int64? = nil, visibleTo reader: String? = nil) throws(QuarantineError) -> [Breach] {
    try breaches("isNearMiss AND openedAt >= ?", [since ?? 0], reader)
  }

  /// Keeps in the register that a held message was mended before it went. What is withdrawn or returned is kept there by
  /// itself.
  /// - Returns: nil where it was kept before, or held nothing about anybody.
  @discardableResult
  public func noteNearMiss(
    _ ending: BreachRecord.NearMiss, of id: HeldID
  ) throws(QuarantineError) -> BreachID? {
    guard let message = try show(id).message else { return nil }
    return try attempt("keep a near miss") {
      try database.write { db in try self.noteNearMiss(ending, of: id, message, db) }
    }
  }

  /// The same within the transaction that ends the hold.
  @discardableResult
  func noteNearMiss(
    _ ending: BreachRecord.NearMiss, of id: HeldID, _ message: HeldMessage?, _ db: Database
  ) throws -> BreachID? {
    guard let message, let record = BreachRecord(nearMiss: ending, id, message) else { return nil }
    // What should not have been held would have done no harm.
    guard
      try Bool.fetchOne(
        db, sql: "SELECT EXISTS (SELECT 1 FROM falseAlarm WHERE held = ?)", arguments: [id.description]) != true
    else { return nil }
    let reference = BreachID.random()
    return try insert(record, as: reference, db) ? reference : nil
  }
}
