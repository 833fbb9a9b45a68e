import Foundation
import GRDB

extension QuarantineStore {
  /// What a link leads to. It changes nothing.
  /// - Parameters:
  ///   - text: the token, as it came with the request.
  ///   - purpose: what the page does that was asked for.
  /// - Returns: nil for one that is unknown, altered, expired or made for something else: all alike.
  public func link(_ text: String, to purpose: LinkPurpose) throws(QuarantineError) -> SenderLink? {
    guard let token = Token(text) else { return nil }
    let found = try attempt("look for a link") {
      try database.read { db -> (Row, HeldRow)? in
        guard
          let link = try Row.fetchOne(
            db, sql: "SELECT * FROM senderLink WHERE digest = ? AND purpose = ? AND expiresAt > ?",
            arguments: [token.digest, purpose.rawValue, self.now()]),
          let held = try HeldRow.fetchOne(
            db, sql: HeldRow.select + " WHERE id = ?", arguments: [link["held"] as String])
        else { return nil }
        return (link, held)
      }
    }
    guard let (link, held) = found, let id = HeldID(held.id) else { return nil }
    return SenderLink(
      held: id, purpose: purpose, person: try person(link, id),
      isCurrent: link["version"] as Data == Data(HeldStamp(versionOf: held).bytes), expiresAt: link["expiresAt"])
  }

  /// Those who have a link to a message that still serves, sorted.
  public func linkHolders(of id: HeldID, to purpose: LinkPurpose) throws(QuarantineError) -> [String] {
    try attempt("look for links") { try database.read { db in try self.linkHolders(of: id, to: purpose, db) } }
  }

  func linkHolders(of id: HeldID, to purpose: LinkPurpose, _ db: Database) throws -> [String] {
    let rows = try Row.fetchAll(
      db, sql: "SELECT digest, person FROM senderLink WHERE held = ? AND purpose = ? AND expiresAt > ?",
      arguments: [id.description, purpose.rawValue, now()])
    return Set(try rows.compactMap { try self.person($0, id) }).sorted()
  }

  private func person(_ link: Row, _ id: HeldID) throws(QuarantineError) -> String? {
    guard let sealed = link["person"] as Data? else { return nil }
    let digest: Data = link["digest"]
    let key = try messageKey(id)
    return try attempt("open a link to \(id)") { try key.open(sealed, as: Self.sealing(digest)) }
  }

  /// Within the transaction that stores the letter in which it stands.
  func insert(_ link: LinkDraft, to id: HeldID, _ db: Database) throws {
    guard let held = try HeldRow.fetchOne(db, sql: HeldRow.select + " WHERE id = ?", arguments: [id.description]) else {
      throw QuarantineError.notFound(id)
    }
    try db.execute(
      sql: "INSERT INTO senderLink (digest, held, purpose, person, version, expiresAt) VALUES (?, ?, ?, ?, ?, ?)",
      arguments: [
        link.token.digest, id.description, link.purpose.rawValue,
        try messageKey(id).seal(link.person, as: Self.sealing(link.token.digest)),
        Data(HeldStamp(versionOf: held).bytes), now() + link.life,
      ])
  }

  func forgetLinks(_ db: Database) throws {
    try db.execute(sql: "DELETE FROM senderLink WHERE expiresAt <= ?", arguments: [now()])
  }

  /// Bound to its link, so that the person of one can never stand in another.
  private static func sealing(_ digest: Data) -> String { "link \(digest.base64EncodedString())" }
}
