import Foundation
import Policy
import Quarantine
import Register

/// A record as a script reads it. What its reader may not see is left out.
struct BreachLine: Encodable {
  struct Clock: Encodable {
    /// Unix time in seconds.
    var start, deadline: Int64
    var hoursLeft: Int
  }

  struct Step: Encodable {
    struct Change: Encodable {
      var field: String
      var old, new: String?
    }

    var time: Int64
    var by, act, text: String
    var changes: [Change]
  }

  var reference, cause: String
  var sender, subject: String?
  var openedAt: Int64
  var closedAt: Int64?
  var messageID, queueID, reportedBy, held, nearMiss, risk: String?
  var recipients: Int
  var earlier: BreachRecord.Earlier?
  var notes: [BreachRecord.Note]
  var fields: [String: String]
  var peopleCount: Int?
  var clock: Clock?
  var history: [Step]

  init(_ view: RegisterView, at time: Int64) {
    let (breach, record) = (view.breach, view.breach.record)
    let (isWhole, isRegister) = (view.sight == .whole, view.sight >= .register)
    reference = "\(breach.id)"
    cause = record.cause.rawValue
    if view.sight != .register { (sender, subject) = (record.sender, record.subject) }
    (openedAt, closedAt) = (breach.openedAt, breach.closedAt)
    (messageID, queueID) = isWhole ? (record.messageID, record.queueID) : (nil, nil)
    (reportedBy, held, nearMiss) = (record.reportedBy, record.held.map { "\($0)" }, record.nearMiss?.rawValue)
    recipients = record.recipients
    earlier = isRegister ? record.earlier : nil
    notes = isRegister ? breach.notes : []
    var fields: [String: String] = [:]
    for (field, value) in breach.account.values where isWhole || (isRegister && field != .people) {
      fields[field.rawValue] = value
    }
    self.fields = fields
    history = []
    guard isRegister else { return }
    peopleCount = breach.account.peopleCount
    risk = breach.account.risk?.rawValue
    clock = breach.clock.map { Clock(start: $0.start, deadline: $0.deadline, hoursLeft: $0.left(at: time)) }
    history = breach.entries.map { entry in
      Step(
        time: entry.time, by: entry.by, act: entry.act.rawValue, text: entry.text,
        changes: entry.changes.filter { isWhole || $0.field != .people }.map {
          Step.Change(field: $0.field.rawValue, old: $0.old, new: $0.new)
        })
    }
  }

  func line() throws -> Data { try lineOfJSON(self) }
}

/// A disclosure as a script reads it.
struct DisclosureLine: Encodable {
  var reference, kind, askedBy, legalBasis, given, about, enteredBy: String
  /// Unix time in seconds.
  var givenAt, enteredAt: Int64
  var corrects: String?

  init(_ disclosure: Disclosure) {
    let record = disclosure.record
    (reference, enteredBy, enteredAt) = ("\(disclosure.id)", disclosure.enteredBy, disclosure.enteredAt)
    (kind, askedBy, legalBasis) = (record.kind.rawValue, record.askedBy, record.legalBasis)
    (given, about, givenAt, corrects) = (record.given, record.about, record.givenAt, record.corrects)
  }

  func line() throws -> Data { try lineOfJSON(self) }
}

private func lineOfJSON(_ value: some Encodable) throws -> Data {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
  return try encoder.encode(value)
}
