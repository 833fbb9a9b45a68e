import GRDB

extension DatabasePool {
  /// Deletes in one transaction, so that no page keeps what was there.
  /// - Parameter work: returns how many pairs it deletes.
  /// - Throws: also where all is deleted, and the log could not be emptied.
  func erase(_ work: (Database) throws -> Int) throws(HistoryError) -> Int {
    let count = try attempt("delete from the history") { try write(work) }
    do {
      // The log keeps the pages as they were until it is folded in: also those of an earlier time, so that it is done even
      // where nothing was left to delete.
      _ = try writeWithoutTransaction { db in try db.checkpoint(.truncate) }
    } catch {
      let reason = (error as? DatabaseError).map { " (SQLite says \($0.resultCode))" } ?? ""
      throw HistoryError(
        .storage, "what was to be forgotten is deleted, and \(path)-wal still keeps it\(reason)",
        remedy: "end what reads it; the next round of keeping times, or postern history clear, tries it again")
    }
    return count
  }
}
