import Foundation
import GRDB

/// What a sender has said to the officers about a held message.
public struct SenderWords: Hashable, Sendable {
  /// Who: an address, lower case.
  public var by: String
  public var words: String
  /// Unix time in seconds.
  public var time: Int64
}

private struct SenderWordsRecord: Codable {
  var by: String
  var words: String
}

extension QuarantineStore {
  /// So often the officers can be asked about one message.
  public static let mostAsks = 3

  /// Asks the officers to look at a message, with the letters that tell them.
  /// - Parameters:
  ///   - reason: from where, for the audit trail.
  ///   - letters: composes them; it gets how often they were asked before.
  /// - Returns: false where they have been asked often enough, and nothing was done.
  /// - Throws: `wrongState` where it is not held.
  public func askOfficers(
    about id: HeldID, words: String, by actor: String, reason: String, letters: (Int) throws -> [OutgoingDraft]
  ) throws(QuarantineError) -> Bool {
    let key = try messageKey(id)
    return try attempt("ask the officers about a held message") {
      let sealed = try key.seal(SenderWordsRecord(by: actor, words: words), as: "sender words")
      return try database.write { db -> Bool in
        let state = try self.state(id, db)
        guard state == .held else { throw QuarantineError.wrongState(id, state) }
        let before =
          try Int.fetchOne(
            db, sql: "SELECT count(*) FROM senderWords WHERE held = ?", arguments: [id.description]) ?? 0
        guard before < Self.mostAsks else { return false }
        try db.execute(
          sql: "INSERT INTO senderWords (held, time, record) VALUES (?, ?, ?)",
          arguments: [id.description, self.now(), sealed])
        try self.append(.officerAsked, of: id, by: actor, reason: reason, db)
        for letter in try letters(before) { try self.insert(letter, about: id, db) }
        return true
      }
    }
  }

  /// What its sender has said about a message, in that order; none once it is shredded.
  public func senderWords(about id: HeldID) throws(QuarantineError) -> [SenderWords] {
    let rows = try attempt("look for what a sender has said") {
      try database.read { db in
        try Row.fetchAll(
          db, sql: "SELECT time, record FROM senderWords WHERE held = ? ORDER BY number", arguments: [id.description])
      }
    }
    guard !rows.isEmpty else { return [] }
    let key = try messageKey(id)
    return try attempt("open what a sender has said") {
      try rows.map { row in
        let record = try key.open(row["record"], as: "sender words", SenderWordsRecord.self)
        return SenderWords(by: record.by, words: record.words, time: row["time"])
      }
    }
  }
}
