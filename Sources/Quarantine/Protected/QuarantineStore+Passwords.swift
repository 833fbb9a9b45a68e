import Foundation
import GRDB
public import Protection

extension QuarantineStore {
  /// Keeps a password with a message. The first one stays: whoever asks again, or at the same time in another process, gets
  /// that one, so that no copy is locked with a password that nobody is told.
  /// - Returns: the password that is kept.
  /// - Throws: `wrongState` for a message whose content is shredded, `notFound` where there is none.
  public func keepPassword(_ password: Password, for id: HeldID) throws(QuarantineError) -> Password {
    let row = try row(id)
    guard row.record != nil, let state = row.summary?.state, !state.isShredded else {
      throw .wrongState(id, row.summary?.state ?? .deleted)
    }
    let key = try messageKey(id)
    let kept = try attempt("keep the password of \(id)") {
      try database.write { db -> Data? in
        try self.insertPassword(password, of: id, key, db)
        return try Self.sealedPassword(id, db)
      }
    }
    guard let kept else { throw .wrongState(id, try self.row(id).summary?.state ?? .deleted) }
    return try open(kept, key)
  }

  /// The password of a message, for those who may tell it to a recipient: that it was asked for, and by whom, is on the
  /// audit trail before it is opened.
  /// - Parameters:
  ///   - actor: the sender, or an officer who may open the message; whoever else asks, the caller turns away.
  ///   - isSender: it is their own, of which they may know even where they are one of its recipients.
  /// - Returns: nil where nothing of the message was protected, or it is forgotten.
  public func password(of id: HeldID, by actor: String, isSender: Bool = false) throws(QuarantineError) -> Password? {
    _ = try visible(id, to: isSender ? nil : actor)
    let sealed = try attempt("look for the password of \(id)") {
      try database.write { db -> Data? in
        guard let sealed = try Self.sealedPassword(id, db) else { return nil }
        try self.append(.passwordShown, of: id, by: actor, reason: "", db)
        return sealed
      }
    }
    return try sealed.map { sealed throws(QuarantineError) in try open(sealed, messageKey(id)) }
  }

  /// Whether there is one to be told.
  public func hasPassword(_ id: HeldID) throws(QuarantineError) -> Bool {
    try attempt("look for the password of \(id)") {
      try database.read { db in try Self.sealedPassword(id, db) != nil }
    }
  }

  /// Where there is one already, that stays; where the message was shredded meanwhile, none is kept.
  func insertPassword(_ password: Password, of id: HeldID, _ key: MessageKey, _ db: Database) throws {
    try db.execute(
      sql: """
        INSERT OR IGNORE INTO heldPassword (held, sealed) SELECT id, ? FROM held WHERE id = ? AND record IS NOT NULL
        """,
      arguments: [try key.seal(password.words, as: "password"), id.description])
  }

  static func sealedPassword(_ id: HeldID, _ db: Database) throws -> Data? {
    try Data.fetchOne(db, sql: "SELECT sealed FROM heldPassword WHERE held = ?", arguments: [id.description])
  }

  func open(_ sealed: Data, _ key: MessageKey) throws(QuarantineError) -> Password {
    guard let words = try? key.open(sealed, as: "password", String.self), let password = try? Password(words) else {
      throw .contentDamaged(key.id)
    }
    return password
  }
}
