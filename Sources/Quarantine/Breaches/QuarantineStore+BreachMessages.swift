import Foundation
import GRDB

extension QuarantineStore {
  /// Puts what belongs to a conversation that has opened a record before into that record: an answer to a report is no
  /// second breach.
  /// - Parameters:
  ///   - message: its Message-ID.
  ///   - answers: the Message-IDs that it names.
  ///   - text: what is noted.
  /// - Returns: the record; nil where none of those is known. A message that is known itself is noted once.
  public func noteConversation(
    _ message: String?, answers: [String], _ text: String, by actor: String
  ) throws(QuarantineError) -> BreachID? {
    try attempt("write the breach register") {
      try database.write { db -> BreachID? in
        if let message, let known = try self.breach(ofMessage: message, db) { return known }
        for answered in answers.prefix(50) {
          guard let id = try self.breach(ofMessage: answered, db), let breach = try self.breach(id, db),
            breach.closedAt == nil
          else { continue }
          if let message { try self.remember(message, in: id, db) }
          try self.add(.noted, [:], text, to: breach, by: actor, db)
          return id
        }
        return nil
      }
    }
  }

  func remember(_ message: String, in id: BreachID, _ db: Database) throws {
    try db.execute(
      sql: "INSERT OR IGNORE INTO breachMessage (key, breach) VALUES (?, ?)",
      arguments: [registerKey(["message", message]), id.description])
  }

  private func breach(ofMessage message: String, _ db: Database) throws -> BreachID? {
    try String.fetchOne(
      db, sql: "SELECT breach FROM breachMessage WHERE key = ?", arguments: [registerKey(["message", message])]
    ).flatMap { BreachID($0) }
  }
}
