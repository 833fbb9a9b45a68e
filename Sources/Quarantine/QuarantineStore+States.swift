import Foundation
import GRDB
import Glibc
import Policy
import Spool

extension QuarantineStore {
  /// Ends a hold without a trace of the message, whoever has a copy of it: content, record and key are shredded.
  func markDeleted(_ id: HeldID, by actor: String, reason: String) throws(QuarantineError) {
    let row = try visible(id, to: actor)
    // What cannot be opened any more can still be ended.
    let message = row.summary?.state == .held ? try? show(id).message : nil
    try move(
      id, from: [.held, .pending, .uncertain], to: .deleted, .deleted, by: actor, reason: Self.checked(reason),
      withdrawing: message)
    try shred(id)
  }

  /// One transaction: the state changes and the audit line stands, or neither.
  private func move(
    _ id: HeldID, from: Set<HeldState>, to: HeldState, _ action: AuditAction, by actor: String, reason: String,
    withdrawing message: HeldMessage?
  ) throws(QuarantineError) {
    try attempt("change the state of \(id)") {
      try database.write { db in
        let state = try self.state(id, db)
        guard from.contains(state) else { throw QuarantineError.wrongState(id, state) }
        try self.checkNotKept(id, db)
        try self.set(id, to, nil, db)
        try self.append(action, of: id, by: actor, reason: reason, db)
        try self.noteNearMiss(.withdrawn, of: id, message, db)
      }
    }
  }
}

extension QuarantineStore {
  /// The key first: from then on the content is noise, wherever copies of it may be.
  func shred(_ id: HeldID) throws(QuarantineError) {
    try attempt("shred the key of \(id)") {
      try keyDatabase.write { db in
        try db.execute(sql: "DELETE FROM messageKey WHERE id = ?", arguments: [id.description])
      }
    }
    // The content last: while it is there, the next start goes on here.
    guard folder.removeLocked(id), unlink(folder.file(id)) == 0 || errno == ENOENT,
      StateFolder.syncFolder(folder.content) == 0
    else {
      throw QuarantineError(system: errno, doing: "remove the content of \(id)")
    }
  }

  /// Ends what a crash interrupted between a message's last state and the end of its shredding.
  func finishShredding() throws(QuarantineError) {
    let done = try ids("state IN ('returned', 'deleted') OR (state = 'released' AND record IS NULL)")
    let keyed = try keyedIDs()
    for id in done {
      var status = stat()
      if keyed.contains(id) || lstat(folder.file(id), &status) == 0 { try shred(id) }
    }
  }

  /// Clears away what a crash left of holds that were never acknowledged.
  /// Only for the filter that has the folder for itself, since nobody else holds mail.
  func sweep() throws(QuarantineError) {
    let known = try ids("1")
    for id in try keyedIDs() where !known.contains(id) {
      // A hold that was interrupted has a file already. A key without one belongs to a message that this state, put back
      // from a backup, does not know yet or any more: it stays.
      var status = stat()
      if lstat(folder.file(id), &status) == 0 { try shred(id) }
    }
    let names = try attempt("list \(folder.content)") {
      try FileManager.default.contentsOfDirectory(atPath: self.folder.content)
    }
    for name in names where name.hasSuffix(".draft") { unlink("\(folder.content)/\(name)") }
    for name in names where name.hasSuffix(".locked") {
      guard let id = HeldID(String(name.prefix { $0 != "." })), !known.contains(id) else { continue }
      unlink("\(folder.content)/\(name)")
    }
    for name in names where name.hasSuffix(".sealed") {
      guard let id = HeldID(String(name.dropLast(7))), !known.contains(id) else { continue }
      unlink(folder.file(id))
    }
  }

  private func ids(_ condition: String) throws(QuarantineError) -> Set<HeldID> {
    try attempt("list held messages") {
      try database.read { db in
        Set(try String.fetchAll(db, sql: "SELECT id FROM held WHERE \(condition)").compactMap { HeldID($0) })
      }
    }
  }

  private func keyedIDs() throws(QuarantineError) -> Set<HeldID> {
    try attempt("list message keys") {
      try keyDatabase.read { db in
        Set(try String.fetchAll(db, sql: "SELECT id FROM messageKey").compactMap { HeldID($0) })
      }
    }
  }
}
