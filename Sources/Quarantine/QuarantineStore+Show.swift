import Configuration
import Foundation
import GRDB
import Glibc
import Policy
public import Spool

extension QuarantineStore {
  /// The held messages, newest first.
  /// - Parameter reader: an officer's address: messages that it may not even know of are left out (D17). Nil for the system's own use.
  public func list(_ filter: HeldFilter = HeldFilter(), visibleTo reader: String? = nil) throws(QuarantineError)
    -> [HeldSummary]
  {
    let rows = try attempt("list held messages") {
      try database.read { db in
        let states = filter.states.isEmpty ? Set(HeldState.allCases) : filter.states
        let marks = states.map { _ in "?" }.joined(separator: ", ")
        return try HeldRow.fetchAll(
          db, sql: HeldRow.selectUnsealed + " WHERE state IN (\(marks)) ORDER BY heldAt DESC, rowid DESC",
          arguments: StatementArguments(states.map(\.rawValue)))
      }
    }
    var summaries: [HeldSummary] = []
    for row in rows where summaries.count < filter.limit {
      guard let summary = row.summary else { continue }
      guard filter.cabinets.isEmpty || !filter.cabinets.isDisjoint(with: summary.cabinets) else { continue }
      if let reader, isHidden(row, from: reader) { continue }
      summaries.append(summary)
    }
    return summaries
  }

  /// The facts of one message, never its content.
  /// - Throws: `notFound` also where `reader` may not know of it.
  public func show(_ id: HeldID, visibleTo reader: String? = nil) throws(QuarantineError) -> HeldDetail {
    let row = try visible(id, to: reader)
    guard let summary = row.summary else { throw .contentDamaged(id) }
    guard !summary.state.isShredded, row.record != nil else {
      return HeldDetail(summary: summary, message: nil, digest: [], size: 0, outcome: nil, stamp: HeldStamp(row))
    }
    let key = try messageKey(id)
    let record = try record(row, key)
    let outcome: ReleaseOutcome? = try attempt("open the record of \(id)") {
      try row.outcome.map { try key.open($0, as: "outcome") }
    }
    return HeldDetail(
      summary: summary, message: record.message, digest: record.digest, size: record.size, outcome: outcome,
      stamp: HeldStamp(row))
  }

  /// The content of a message, decrypted into memory. That it was asked for, by whom and why, is on the audit trail
  /// before the first byte is read.
  /// - Parameters:
  ///   - reason: why somebody needs to read it; not empty.
  ///   - actor: who asks; an officer's address, or the name of a system account.
  ///   - asHolder: its cabinet is theirs: from now on others see that a holder has opened it.
  ///   - isSender: it is their own, of which they may know even where they are one of its recipients.
  public func content(
    _ id: HeldID, reason: String, by actor: String, asHolder: Bool = false, isSender: Bool = false
  ) throws(QuarantineError) -> MemoryFile {
    let row = try visible(id, to: isSender ? nil : actor)
    guard let state = row.summary?.state, !state.isShredded, row.record != nil || state != .released else {
      throw .wrongState(id, row.summary?.state ?? .deleted)
    }
    // Until it is read nobody knows whom it may not be shown to (D17).
    guard state != .pending else { throw .wrongState(id, state) }
    let reason = try Self.checked(reason)
    try attempt("write the audit trail") {
      try database.write { db in
        try self.append(.contentSeen, of: id, by: actor, reason: reason, db)
        guard asHolder else { return }
        try db.execute(
          sql: "UPDATE held SET openedAt = ? WHERE id = ? AND openedAt IS NULL",
          arguments: [self.now(), id.description])
      }
    }
    return try decrypt(id)
  }

  /// The content of a message that is being released or returned, which is on the audit trail already.
  public func claimedContent(_ id: HeldID) throws(QuarantineError) -> MemoryFile {
    let state = try row(id).summary?.state ?? .deleted
    guard state == .releasing || state == .returning else { throw .wrongState(id, state) }
    return try decrypt(id)
  }

  /// Finds out whether the content of a message can be opened, and hands none of it out.
  /// - Throws: `damaged` or `keyMissing`.
  public func checkContent(_ id: HeldID) throws(QuarantineError) { _ = try decrypt(id) }

  func decrypt(_ id: HeldID) throws(QuarantineError) -> MemoryFile {
    let key = try messageKey(id)
    let file = Glibc.open(folder.file(id), O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      guard errno == ENOENT else { throw QuarantineError(system: errno, doing: "open the content of \(id)") }
      throw .contentDamaged(id)
    }
    defer { close(file) }
    let content = try attempt("read the content of \(id)") { try SealedContent(key).read(from: file) }
    guard let content else { throw .contentDamaged(id) }
    return content
  }
}

extension QuarantineStore {
  func row(_ id: HeldID) throws(QuarantineError) -> HeldRow {
    let row = try attempt("look for \(id)") {
      try database.read { db in
        try HeldRow.fetchOne(db, sql: HeldRow.select + " WHERE id = ?", arguments: [id.description])
      }
    }
    guard let row else { throw .notFound(id) }
    return row
  }

  /// To a reader who may not know of a message it is as if there were none.
  func visible(_ id: HeldID, to reader: String?) throws(QuarantineError) -> HeldRow {
    let row = try row(id)
    if let reader, isHidden(row, from: reader) { throw .notFound(id) }
    return row
  }

  func messageKey(_ id: HeldID) throws(QuarantineError) -> MessageKey {
    let found = try attempt("look for the key of \(id)") {
      try keyDatabase.read { db in
        try WrappedKey.fetchOne(
          db, sql: "SELECT algorithm, keyID, cabinets, wrapped FROM messageKey WHERE id = ?",
          arguments: [id.description])
      }
    }
    guard let found else { throw .contentDamaged(id) }
    let master = try keys.key(found.keyID)
    guard let key = try? MessageKey(for: id, unwrapping: found, by: master) else { throw .contentDamaged(id) }
    return key
  }

  func record(_ row: HeldRow, _ key: MessageKey) throws(QuarantineError) -> HeldRecord {
    guard let sealed = row.record, let record = try? key.open(sealed, as: "record", HeldRecord.self) else {
      throw .contentDamaged(key.id)
    }
    return record
  }

  /// Stands in the row as keyed digests, so that it needs no decryption and holds for what is shredded, too.
  func isHidden(_ row: HeldRow, from reader: String) -> Bool {
    guard !row.hiddenFrom.isEmpty else { return false }
    let digest = secrets.reader(reader)
    return stride(from: 0, to: row.hiddenFrom.count, by: digest.count).contains {
      row.hiddenFrom.dropFirst($0).prefix(digest.count) == digest
    }
  }

  static func checked(_ reason: String) throws(QuarantineError) -> String {
    let reason = reason.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !reason.isEmpty else {
      throw QuarantineError(
        .reasonMissing, "a reason is needed", remedy: "say in a few words why; it goes on the audit trail")
    }
    return String(reason.prefix(1_000))
  }
}

/// A row of `held` as it is stored.
struct HeldRow: FetchableRecord, Decodable {
  var id: String
  var state: String
  var heldAt: Int64
  var changedAt: Int64
  var cabinets: String
  var releaser: String
  var rules: String
  var caseID: String
  var hiddenFrom: Data
  var record: Data?
  var outcome: Data?
  /// See `StoreSecrets.school`; nil in what was stored before it was kept.
  var school: Data?
  /// When a holder of its cabinet first opened it; Unix time in seconds.
  var openedAt: Int64?
  var isKept: Bool

  static let columns =
    "id, state, heldAt, changedAt, cabinets, releaser, rules, caseID, hiddenFrom, record, outcome, school, openedAt, isKept"
  static let select = "SELECT \(columns) FROM held"
  /// Without what is sealed, which is nearly all of a row, where many are asked for and none is opened.
  static let selectUnsealed =
    "SELECT "
    + columns.replacing(" record, outcome,", with: " NULL AS record, NULL AS outcome,") + " FROM held"

  /// Nil when the row is not one that we wrote.
  var summary: HeldSummary? {
    guard let id = HeldID(id), let state = HeldState(rawValue: state), let releaser = Releaser(rawValue: releaser),
      let caseID = HeldID(caseID)
    else {
      return nil
    }
    return HeldSummary(
      id: id, caseID: caseID, state: state, heldAt: heldAt, changedAt: changedAt,
      cabinets: cabinets.split(separator: " ").compactMap { Cabinet(rawValue: String($0)) }, releaser: releaser,
      rules: rules.split(separator: " ").map { String($0) }, openedAt: openedAt, isKept: isKept, school: school)
  }
}
