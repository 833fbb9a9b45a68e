import Foundation
import GRDB

extension QuarantineStore {
  /// So many texts about one message, those that failed not counted: nobody's telephone is flooded by Postern.
  public static let mostTexts = 3
  /// The same form sent twice is one wish, for so many seconds.
  static let textRepeat: Int64 = 60

  /// Has the password of a message sent to a telephone. Who asked stands on the audit trail, with the last digits of the
  /// number.
  /// - Parameters:
  ///   - number: in E.164, of a mobile telephone; whoever asks has checked that.
  ///   - actor: the sender, or an officer who may have the password; whoever else asks, the caller turns away.
  ///   - isSender: it is their own, of which they may know even where they are one of its recipients.
  ///   - perDay: the most that this person may have sent in any 24 hours.
  ///   - whence: what else the trail says of how they asked.
  /// - Throws: `noPassword` where there is none any more; `enoughTexts`.
  public func queueText(
    to number: String, of id: HeldID, by actor: String, isSender: Bool = false, perDay: Int, whence: String = ""
  ) throws(QuarantineError) {
    guard try visible(id, to: isSender ? nil : actor).record != nil else { throw .noPassword(id) }
    let key = try messageKey(id)
    let person = senderKey(actor)
    try attempt("queue a text about \(id)") {
      let record = TextRecord(number: number)
      let sealed = try key.seal(record, as: TextRecord.purpose)
      try database.write { db in
        guard try Self.sealedPassword(id, db) != nil else { throw QuarantineError.noPassword(id) }
        let time = self.now()
        let rows = try Row.fetchAll(db, sql: "SELECT * FROM textMessage WHERE held = ?", arguments: [id.description])
        for row in rows where Self.isFresh(row, at: time) {
          if try Self.open(row, key)?.ending == record.ending { return }
        }
        let gone = rows.count { ($0["state"] as String) != TextMessage.State.failed.rawValue }
        guard gone < Self.mostTexts else { throw QuarantineError.enoughTexts(id) }
        let asked =
          try Int.fetchOne(
            db, sql: "SELECT count(*) FROM textMessage WHERE actor = ? AND askedAt > ?",
            arguments: [person, time - Self.day]) ?? 0
        guard asked < perDay else { throw QuarantineError.enoughTextsToday(perDay) }
        // What is forgotten with its message counts for a day, and is nobody's business after it.
        try db.execute(
          sql: "DELETE FROM textMessage WHERE sealed IS NULL AND askedAt <= ?", arguments: [time - Self.day])
        try db.execute(
          sql: """
            INSERT INTO textMessage (held, actor, state, askedAt, changedAt, nextAt, sealed)
            VALUES (?, ?, 'queued', ?, ?, ?, ?)
            """,
          arguments: [id.description, person, time, time, time, sealed])
        let reason = ["to a number that ends in \(record.ending)", whence].filter { !$0.isEmpty }
        try self.append(.passwordTexted, of: id, by: actor, reason: reason.joined(separator: "; "), db)
      }
    }
  }

  /// What was sent, or is to be, about a message, the newest first; nothing once it is forgotten.
  /// - Parameter reader: who may have the password; nil where it is the message's sender.
  public func texts(about id: HeldID, visibleTo reader: String?) throws(QuarantineError) -> [TextMessage] {
    guard try visible(id, to: reader).record != nil else { return [] }
    let key = try messageKey(id)
    return try attempt("look for texts about \(id)") {
      let rows = try database.read { db in
        try Row.fetchAll(
          db, sql: "SELECT * FROM textMessage WHERE held = ? AND sealed IS NOT NULL ORDER BY id DESC",
          arguments: [id.description])
      }
      return try rows.compactMap { row in
        guard let state = TextMessage.State(rawValue: row["state"]), let record = try Self.open(row, key) else {
          return nil
        }
        return TextMessage(
          id: row["id"], state: state, ending: record.ending, askedAt: row["askedAt"], changedAt: row["changedAt"],
          fault: (row["fault"] as String?).flatMap { TextMessage.Fault(rawValue: $0) })
      }
    }
  }

  private static let day: Int64 = 86_400

  private static func isFresh(_ row: Row, at time: Int64) -> Bool {
    switch TextMessage.State(rawValue: row["state"]) {
    case .queued, .sending: true
    case .sent: time - (row["askedAt"] as Int64) < textRepeat
    default: false
    }
  }

  static func open(_ row: Row, _ key: MessageKey) throws -> TextRecord? {
    try (row["sealed"] as Data?).map { try key.open($0, as: TextRecord.purpose, TextRecord.self) }
  }
}

/// What is sealed of a text.
struct TextRecord: Codable {
  /// Nil once there is nothing more to send.
  var number: String?
  var ending: String

  static let purpose = "text message"

  init(number: String) {
    self.number = number
    ending = String(number.suffix(3))
  }
}

extension QuarantineError {
  static func noPassword(_ id: HeldID) -> QuarantineError {
    QuarantineError(
      .noPassword, "no password of \(id) is kept",
      remedy: "nothing of it was put under one, or it is forgotten with the message")
  }

  static func enoughTexts(_ id: HeldID) -> QuarantineError {
    QuarantineError(
      .enoughTexts, "the password of \(id) was sent \(QuarantineStore.mostTexts) times by text message",
      remedy: "tell it by telephone")
  }

  static func enoughTextsToday(_ most: Int) -> QuarantineError {
    QuarantineError(
      .enoughTexts, "you have had \(most) text messages sent within a day, which is the most",
      remedy: "tell this password by telephone")
  }
}
