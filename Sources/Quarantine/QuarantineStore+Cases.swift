import Foundation
import GRDB

extension QuarantineStore {
  /// A case that a message belongs to.
  struct OpenCase {
    /// The reference of its first message.
    var id: HeldID
    /// Some message of it still waits for its end.
    var isWaiting: Bool
  }

  /// How long after its last message a run of near-identical mail is taken to have ended, in seconds.
  private static let runSpan: Int64 = 900
  /// How many of its sender's last messages a new one is compared with.
  private static let runDepth = 8
  /// Of 64 bits; texts that differ in a few words differ in fewer.
  private static let runDistance = 8

  /// The case of transactions that differ in their recipients alone, or of a run of near-identical messages of one sender
  /// that the same rules stopped (D21).
  /// - Parameter own: the message itself, where it has a row already.
  func openCase(
    of message: HeldMessage, _ caseKey: Data, leavingOut own: HeldID? = nil, _ db: Database
  ) throws -> OpenCase? {
    let split = try String.fetchOne(
      db,
      sql: """
        SELECT caseID FROM held WHERE caseKey = ? AND \(Self.isRecent) AND id IS NOT ?
        ORDER BY heldAt DESC, rowid DESC
        """,
      arguments: [caseKey] + recent(Self.repeatSpan) + [own?.description])
    guard let id = try split.flatMap({ HeldID($0) }) ?? run(of: message, db) else { return nil }
    // One that is pending has told nobody of anything yet.
    let waiting = try Bool.fetchOne(
      db, sql: "SELECT EXISTS (SELECT 1 FROM held WHERE caseID = ? AND state = 'held')",
      arguments: [id.description])
    return OpenCase(id: id, isWaiting: waiting ?? false)
  }

  private func run(of message: HeldMessage, _ db: Database) throws -> HeldID? {
    guard let likeness = message.likeness else { return nil }
    let rows = try HeldRow.fetchAll(
      db,
      sql: HeldRow.select
        + " WHERE senderKey = ? AND heldAt >= ? AND rules = ? ORDER BY heldAt DESC, rowid DESC LIMIT ?",
      arguments: [
        senderKey(message.identity), now() - Self.runSpan, message.rules.map(\.id).joined(separator: " "),
        Self.runDepth,
      ])
    for row in rows {
      guard let id = HeldID(row.id), row.record != nil, let earlier = try? record(row, messageKey(id)).message.likeness,
        (earlier ^ likeness).nonzeroBitCount <= Self.runDistance
      else { continue }
      return HeldID(row.caseID)
    }
    return nil
  }

  /// The references of a case, in the order in which they were held; those that a reader may know of.
  /// - Parameter id: any message of it.
  public func caseMembers(of id: HeldID, visibleTo reader: String? = nil) throws(QuarantineError) -> [HeldSummary] {
    let row = try visible(id, to: reader)
    let rows = try attempt("list the messages of a case") {
      try database.read { db in
        try HeldRow.fetchAll(
          db, sql: HeldRow.selectUnsealed + " WHERE caseID = ? ORDER BY heldAt, rowid", arguments: [row.caseID])
      }
    }
    var members: [HeldSummary] = []
    for row in rows {
      if let reader, isHidden(row, from: reader) { continue }
      if let summary = row.summary { members.append(summary) }
    }
    return members
  }
}
