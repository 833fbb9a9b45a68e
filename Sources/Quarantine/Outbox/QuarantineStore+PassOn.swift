import Foundation
import GRDB
import Policy
public import Spool

extension QuarantineStore {
  /// Takes over copies that nothing stops and that Postfix's ordinary way is not good enough for: stored so that they
  /// survive a power cut, and in the outbox, when this returns (D19, D20).
  /// - Parameters:
  ///   - message: its envelope has those recipients alone; its route is the way that they go.
  ///   - how: how they are sent on.
  ///   - letters: about what goes on; stored together with it.
  /// - Returns: its reference; the old one when the same message was taken over within five days (D21).
  /// - Throws: `QuarantineError`, nearly always temporary; nothing half stored is left.
  public func passOn(
    _ message: HeldMessage, content: MemoryFile, _ how: PendingVerdict.Passing, letters: [OutgoingDraft] = []
  ) throws(QuarantineError) -> Hold {
    let digest = try attempt("read a message that is to be sent on") { try ContentDigest(content) }
    let repeatKey = repeatKey(message, digest)
    let caseKey = caseKey(message, digest)
    if let known = try attempt("look for a message", { try database.read { try self.known(repeatKey, $0) } }) {
      return Hold(id: known, isRepeat: true)
    }
    let key = MessageKey(for: HeldID.random())
    do {
      try store(content, key, cabinets: Self.words(message.cabinets))
      let record = try attempt("seal a message that is to be sent on") {
        try key.seal(HeldRecord(message: message, digest: digest.whole, size: digest.size), as: "record")
      }
      let known = try attempt("store a message that is to be sent on") {
        try database.write { db -> HeldID? in
          // A client that tries again on a second connection may have come in between.
          if let known = try self.known(repeatKey, db) { return known }
          let time = self.now()
          let id = key.id
          let own = try self.openCase(of: message, caseKey, db)?.id ?? id
          try db.execute(
            sql: """
              INSERT INTO held (id, state, heldAt, changedAt, cabinets, releaser, rules, repeatKey, caseKey,
                caseID, senderKey, hiddenFrom, record)
              VALUES (?, 'releasing', ?, ?, ?, ?, '', ?, ?, ?, ?, ?, ?)
              """,
            arguments: [
              id.description, time, time, Self.words(message.cabinets), message.releaser.rawValue, repeatKey, caseKey,
              own.description, self.senderKey(message.identity), self.hidden(message), record,
            ])
          try self.pass(id, message, how, db)
          for letter in letters { try self.insert(letter, about: nil, db) }
          return nil
        }
      }
      if let known {
        discard(key.id)
        return Hold(id: known, isRepeat: true)
      }
      return Hold(id: key.id, isRepeat: false)
    } catch {
      discard(key.id)
      throw error
    }
  }
}
