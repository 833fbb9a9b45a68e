public import Foundation
import GRDB

extension QuarantineStore {
  /// Adds what was found out or done.
  /// - Parameter closes: it is the last word on it.
  public func note(
    _ text: String, on id: BreachID, by actor: String, closes: Bool = false
  ) throws(QuarantineError) {
    try enter(closes ? .closed : .noted, [:], text, on: id, by: actor)
  }

  /// Corrects fields; also of a record that is closed, since a register that is known to be wrong is none. What stood
  /// there stays in the history.
  /// - Parameters:
  ///   - values: as people type them; nothing empties a field.
  ///   - reason: why; not empty.
  ///   - timeZone: of times that are typed; nil for the system's.
  /// - Throws: `badValue`, `reasonMissing`, `notFound`.
  public func correct(
    _ values: [BreachField: String], of id: BreachID, because reason: String, by actor: String,
    timeZone: TimeZone? = nil
  ) throws(QuarantineError) {
    try enter(.corrected, values, reason, on: id, by: actor, timeZone)
  }

  /// Weighs the risk to the people concerned (UK GDPR Articles 33(1) and 34(1)).
  public func assess(
    _ id: BreachID, _ likelihood: BreachLikelihood, _ severity: BreachSeverity, because reasons: String,
    by actor: String
  ) throws(QuarantineError) {
    try enter(
      .assessed, [.likelihood: likelihood.rawValue, .severity: severity.rawValue, .riskReasons: reasons], reasons,
      on: id, by: actor)
  }

  /// Who may have to be told of a breach.
  public enum ToldOfBreach: String, CaseIterable, Sendable, Hashable {
    case ico, people
  }

  /// Decides whether the Commissioner, or the people concerned, are told; with the reasons, which the register keeps also
  /// where the answer is no (Article 33(5)).
  /// - Parameters:
  ///   - told: when it was done, in Unix seconds; nil where it is still to do, or need not be.
  ///   - reference: the ICO's.
  ///   - late: why the Commissioner was told after more than 72 hours.
  public func decide(
    _ whom: ToldOfBreach, _ word: BreachDecisionWord, on id: BreachID, because reasons: String, by actor: String,
    told: Int64? = nil, reference: String? = nil, late: String? = nil
  ) throws(QuarantineError) {
    var values: [BreachField: String] = [:]
    switch whom {
    case .ico:
      (values[.ico], values[.icoReasons]) = (word.rawValue, reasons)
      values[.icoTold] = told.map { "\($0)" }
      values[.icoReference] = reference
      values[.lateReasons] = late
    case .people:
      (values[.tellPeople], values[.tellPeopleReasons]) = (word.rawValue, reasons)
      values[.peopleTold] = told.map { "\($0)" }
    }
    try enter(.decided, values, reasons, on: id, by: actor)
  }

  private func enter(
    _ act: BreachEntry.Act, _ typed: [BreachField: String], _ text: String, on id: BreachID, by actor: String,
    _ timeZone: TimeZone? = nil
  ) throws(QuarantineError) {
    let text = try Self.checkedNote(text)
    _ = try breach(id, visibleTo: actor)
    var values: [BreachField: String?] = [:]
    for (field, value) in typed {
      values.updateValue(try field.checked(value, now: now(), timeZone: timeZone), forKey: field)
    }
    let isEntered = try attempt("write the breach register") {
      try database.write { db -> Bool in
        guard let breach = try self.breach(id, db), breach.closedAt == nil || act == .corrected else { return false }
        try self.add(act, values, text, to: breach, by: actor, db)
        return true
      }
    }
    guard isEntered else {
      throw QuarantineError(
        .breachClosed, "the breach record \(id) is closed", remedy: "correct it, or open a new record for a new fact")
    }
  }

  /// - Parameter values: in the form that `BreachField.checked` gives; nil empties a field.
  func add(
    _ act: BreachEntry.Act, _ values: [BreachField: String?], _ text: String, to breach: Breach, by actor: String,
    _ db: Database
  ) throws {
    let changes = BreachField.allCases.compactMap { field -> BreachEntry.Change? in
      guard let new = values[field], new != breach.account[field] else { return nil }
      return BreachEntry.Change(field: field, old: breach.account[field], new: new)
    }
    if act == .corrected, changes.isEmpty {
      throw QuarantineError(
        .badValue, "that is what \(breach.id) says already", remedy: "look at it, and say what is wrong")
    }
    let entry = BreachEntry(
      number: breach.entries.count + 1, act: act, time: now(), by: actor, text: text, changes: changes)
    try db.execute(
      sql: "INSERT INTO breachEntry (breach, number, sealed) VALUES (?, ?, ?)",
      arguments: [
        breach.id.description, entry.number,
        try breachSeal.seal(entry, at: BreachSeal.place(breach.id, entry.number)),
      ])
    let after = Breach(
      id: breach.id, openedAt: breach.openedAt, closedAt: act == .closed ? entry.time : breach.closedAt,
      record: breach.record, entries: breach.entries + [entry])
    // A clock that starts elsewhere warns anew.
    let isSameClock = after.clock?.start == breach.clock?.start
    try db.execute(
      sql: "UPDATE breach SET closedAt = ?, clockFrom = ?, warned = CASE WHEN ? THEN warned ELSE 0 END WHERE id = ?",
      arguments: [after.closedAt, after.clock?.start, isSameClock, breach.id.description])
    // With its number, so that a record whose last entries were cut off does not fit the trail.
    try append(act.audited, of: nil, by: actor, reason: "\(breach.id) \(entry.number)", db)
  }

  /// Longer than the reason of an audit line: a note may tell a story.
  private static func checkedNote(_ text: String) throws(QuarantineError) -> String {
    let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !text.isEmpty else {
      throw QuarantineError(.reasonMissing, "a reason is needed", remedy: "say in a few words why")
    }
    return String(text.prefix(BreachField.longest))
  }

  /// Whether a line of the audit trail is about something in the register that a reader may not know of.
  func isHidden(registerLine reason: String?, from reader: String) -> Bool {
    guard let word = reason?.split(separator: " ").first.map(String.init) else { return false }
    if word.hasPrefix("D-"), let id = DisclosureID(word) { return (try? disclosure(id, visibleTo: reader)) == nil }
    return BreachID(word).flatMap { try? breach($0) }?.isHidden(from: reader) ?? false
  }
}
