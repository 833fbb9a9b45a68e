import Foundation
import GRDB
import Policy
import Spool

/// The copies of a pending message that go on while those of others are held: a message of their own, whose content and
/// key are on the disk before the transaction that makes its row.
struct PassingCopy {
  let key: MessageKey
  private let store: QuarantineStore
  private let message: HeldMessage
  private let how: PendingVerdict.Passing
  private let locked: PendingForm?
  private let record: Data
  private let repeatKey: Data

  init(
    _ message: HeldMessage, _ how: PendingVerdict.Passing, _ content: MemoryFile, _ locked: PendingForm?,
    in store: QuarantineStore
  ) throws(QuarantineError) {
    self.store = store
    self.locked = locked
    self.message = message
    self.how = how
    let key = MessageKey(for: HeldID.random())
    self.key = key
    let digest = try attempt("read a message that goes on") { try ContentDigest(content) }
    repeatKey = store.repeatKey(message, digest)
    do {
      try store.store(content, key, cabinets: QuarantineStore.words(message.cabinets))
      if let locked { try store.store(locked, key) }
      record = try attempt("seal a message that goes on") {
        try key.seal(HeldRecord(message: message, digest: digest.whole, size: digest.size), as: "record")
      }
    } catch {
      store.discard(key.id)
      throw error
    }
  }

  func insert(besides id: HeldID, _ db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO held (id, state, heldAt, changedAt, cabinets, releaser, rules, repeatKey, caseKey,
          caseID, senderKey, hiddenFrom, record, pendingReason, school, boot, uptime)
        SELECT ?, 'releasing', heldAt, ?, ?, ?, '', ?, caseKey, caseID, senderKey, ?, ?, pendingReason, school,
          boot, uptime
        FROM held WHERE id = ?
        """,
      arguments: [
        key.id.description, store.now(), QuarantineStore.words(message.cabinets), message.releaser.rawValue, repeatKey,
        store.hidden(message), record, id.description,
      ])
    try store.pass(key.id, message, how, locked, db)
  }
}
