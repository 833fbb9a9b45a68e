import Foundation
import GRDB
public import Policy
import Spool

extension QuarantineStore {
  /// What a held message waits for begins, in the transaction that holds it.
  func beginWaiting(_ id: HeldID, _ message: HeldMessage, _ db: Database) throws {
    guard let waits = message.waits else { return }
    if waits.check {
      try db.execute(
        sql: "INSERT INTO colleagueCheck (held, steppedAt) VALUES (?, ?)", arguments: [id.description, now()])
    } else if waits.rest == nil, let delay = waits.delay {
      try goes(id, at: now() + Int64(delay), db)
    }
  }

  /// Those held messages whose check has no answer yet, the oldest first.
  public func openChecks() throws(QuarantineError) -> [ColleagueCheck] {
    try checks(
      "endedAt IS NULL AND held IN (SELECT id FROM held WHERE state = 'held')", [], isRead: false)
  }

  /// The check of one message; nil where none was asked for.
  public func check(of id: HeldID) throws(QuarantineError) -> ColleagueCheck? {
    try checks("held = ?", [id.description], isRead: true).first
  }

  /// Goes one step on, with the letters that tell of it: once, however many ask for that.
  /// - Parameter check: as it was when it was found that the next are to be asked.
  /// - Returns: false where it was answered, or went on, meanwhile: then nothing is done.
  @discardableResult
  public func advance(
    _ check: ColleagueCheck, to step: CheckStep, letters: [OutgoingDraft]
  ) throws(QuarantineError) -> Bool {
    try attempt("ask for a check of \(check.held)") {
      try database.write { db in
        try db.execute(
          sql: """
            UPDATE colleagueCheck SET step = ?, steppedAt = ?
            WHERE held = ? AND step IS ? AND steppedAt = ? AND endedAt IS NULL
              AND held IN (SELECT id FROM held WHERE state = 'held')
            """,
          arguments: [
            step.rawValue, self.now(), check.held.description, check.step?.rawValue, check.steppedAt,
          ])
        guard db.changesCount == 1 else { return false }
        for letter in letters { try self.insert(letter, about: check.held, db) }
        try self.append(.checkAsked, of: check.held, by: "filter", reason: step.rawValue, db)
        return true
      }
    }
  }

  private static let asked = "asked "

  /// Whom a sender has asked in particular, by the trail, in that order.
  public func checkAsks(of id: HeldID) throws(QuarantineError) -> [CheckAsk] {
    var asks: [CheckAsk] = []
    for line in try auditLines(of: id) where line.action == .checkAsked {
      guard let reason = line.reason, reason.hasPrefix(Self.asked) else { continue }
      let ask = CheckAsk(colleague: String(reason.dropFirst(Self.asked.count)), time: line.time)
      if !asks.contains(where: { $0.colleague == ask.colleague }) { asks.append(ask) }
    }
    return asks
  }

  /// Puts on the trail that a sender has asked one colleague, with the letter to them.
  public func noteCheckAsked(
    _ id: HeldID, of colleague: String, by actor: String, letter: OutgoingDraft
  ) throws(QuarantineError) {
    try attempt("ask for a check of \(id)") {
      try database.write { db in
        let state = try self.state(id, db)
        guard state == .held else { throw QuarantineError.wrongState(id, state) }
        try self.insert(letter, about: id, db)
        try self.append(.checkAsked, of: id, by: actor, reason: Self.asked + colleague, db)
      }
    }
  }

  /// Records a colleague's answer for messages, all of them or none. Where nothing else holds a message that is confirmed,
  /// it goes by itself from now on (`dueTimedHolds`); else whoever ends the rest is who ends its hold.
  /// - Parameters:
  ///   - actor: who confirms or refuses; never the sender.
  ///   - reason: not empty where they refuse.
  /// - Throws: `changed` where one is not any more what was shown, `wrongState` where it was answered or ended meanwhile,
  ///   `ownHold`.
  public func answerChecks(
    _ orders: [CheckOrder], by actor: String, reason: String
  ) throws(QuarantineError) {
    var work: [(order: CheckOrder, record: HeldRecord, key: MessageKey, reason: String)] = []
    for order in orders {
      let row = try visible(order.id, to: actor)
      guard row.record != nil else { throw .wrongState(order.id, row.summary?.state ?? .deleted) }
      let key = try messageKey(order.id)
      let record = try record(row, key)
      let own = [record.message.identity, record.message.envelope.sender.address].map { $0.lowercased() }
      guard !own.contains(actor.lowercased()) else { throw .ownCheck(order.id) }
      work.append((order, record, key, order.isConfirmed ? String(reason.prefix(1_000)) : try Self.checked(reason)))
    }
    try attempt("record a colleague's check") {
      try database.write { db in
        for item in work { try self.answer(item.order, item.record, item.key, by: actor, reason: item.reason, db) }
      }
    }
  }

  private func answer(
    _ order: CheckOrder, _ record: HeldRecord, _ key: MessageKey, by actor: String, reason: String, _ db: Database
  ) throws {
    let id = order.id
    try check(id, order.stamp, db)
    let state = try state(id, db)
    guard state == .held else { throw QuarantineError.wrongState(id, state) }
    let answer = ColleagueCheck.Answer(isConfirmed: order.isConfirmed, by: actor, reason: reason, time: now())
    let row = try Row.fetchOne(
      db, sql: "SELECT endedAt, record FROM colleagueCheck WHERE held = ?", arguments: [id.description])
    guard let row else { throw QuarantineError.wrongState(id, state) }
    if row["endedAt"] as Int64? != nil {
      let earlier = (row["record"] as Data?).flatMap {
        try? key.open($0, as: Self.answerPurpose, ColleagueCheck.Answer.self)
      }
      guard order.overrules, order.isConfirmed, earlier?.isConfirmed == false else {
        throw QuarantineError.wrongState(id, state)
      }
    }
    try db.execute(
      sql: "UPDATE colleagueCheck SET endedAt = ?, record = ? WHERE held = ?",
      arguments: [answer.time, try key.seal(answer, as: Self.answerPurpose), id.description])
    try append(order.isConfirmed ? .checkConfirmed : .checkRefused, of: id, by: actor, reason: reason, db)
    for letter in order.letters { try insert(letter, about: id, db) }
    guard order.isConfirmed else { return }
    guard let rest = record.message.waits?.rest else { return try goes(id, at: now(), db) }
    // From here on it is held for what is left alone.
    var left = record
    left.message.releaser = rest
    try db.execute(
      sql: "UPDATE held SET releaser = ?, record = ? WHERE id = ?",
      arguments: [rest.rawValue, try key.seal(left, as: "record"), id.description])
  }

  private static let answerPurpose = "colleague's check"

  private func checks(
    _ condition: String, _ arguments: StatementArguments, isRead: Bool
  ) throws(QuarantineError) -> [ColleagueCheck] {
    let rows = try attempt("look for checks") {
      try database.read { db in
        try Row.fetchAll(
          db, sql: "SELECT * FROM colleagueCheck WHERE \(condition) ORDER BY steppedAt, rowid", arguments: arguments)
      }
    }
    return rows.compactMap { row in
      guard let held = HeldID(row["held"]) else { return nil }
      let sealed = isRead ? row["record"] as Data? : nil
      return ColleagueCheck(
        held: held, step: (row["step"] as String?).flatMap { CheckStep(rawValue: $0) }, steppedAt: row["steppedAt"],
        answer: sealed.flatMap { sealed in
          (try? messageKey(held)).flatMap { try? $0.open(sealed, as: Self.answerPurpose) }
        }, isEnded: row["endedAt"] as Int64? != nil)
    }
  }
}

extension QuarantineError {
  fileprivate static func ownCheck(_ id: HeldID) -> QuarantineError {
    QuarantineError(.ownHold, "\(id) is to be checked by a colleague", remedy: "ask one who is not its sender")
  }
}
