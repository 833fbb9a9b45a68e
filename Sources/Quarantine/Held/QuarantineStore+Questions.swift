import Foundation
import GRDB

/// A holder has asked a colleague to look at a held message.
public struct Question: Hashable, Sendable {
  public enum Verdict: String, CaseIterable, Codable, Sendable, Hashable {
    case mayGo = "may_go"
    case shouldNotGo = "should_not_go"
    case cannotTell = "cannot_tell"
  }

  public struct Answer: Hashable, Sendable, Codable {
    public var verdict: Verdict
    public var words: String
    /// Unix time in seconds.
    public var time: Int64
  }

  public var id: QuestionID
  public var held: HeldID
  /// Addresses, lower case.
  public var asker: String
  public var colleague: String
  public var words: String
  /// Unix time in seconds.
  public var askedAt: Int64
  /// Nil until there is one.
  public var answer: Answer?
}

/// The name of a question: 130 random bits, which go into a link.
public struct QuestionID: Hashable, Sendable, CustomStringConvertible {
  public let description: String

  static func random() -> QuestionID { QuestionID(description: OutgoingID.random().description) }

  private init(description: String) { self.description = description }

  /// Nil when it cannot be one.
  public init?(_ text: String) {
    guard let id = OutgoingID(text) else { return nil }
    description = id.description
  }
}

/// What is sealed in a question's row.
private struct QuestionRecord: Codable {
  var asker: String
  var colleague: String
  var words: String
  var answer: Question.Answer?
}

extension QuarantineStore {
  /// Asks a colleague, with the letter that tells them.
  /// - Parameters:
  ///   - isSender: its sender asks, who may know of it even where they are one of its recipients.
  ///   - letter: composes it, with the question's name.
  /// - Throws: `wrongState` where the message is not held.
  @discardableResult
  public func ask(
    _ colleague: String, about id: HeldID, words: String, by actor: String, isSender: Bool = false,
    letter: (QuestionID) throws -> OutgoingDraft
  ) throws(QuarantineError) -> QuestionID {
    _ = try visible(id, to: isSender ? nil : actor)
    // Whom a message is hidden from is not asked about it.
    _ = try visible(id, to: colleague)
    let question = QuestionID.random()
    let key = try messageKey(id)
    let record = QuestionRecord(asker: actor, colleague: colleague.lowercased(), words: words)
    try attempt("ask about a held message") {
      let sealed = try key.seal(record, as: "question \(question)")
      let draft = try letter(question)
      try database.write { db in
        let state = try self.state(id, db)
        guard state == .held else { throw QuarantineError.wrongState(id, state) }
        try db.execute(
          sql: "INSERT INTO question (id, held, asked, askedAt, record) VALUES (?, ?, ?, ?, ?)",
          arguments: [question.description, id.description, self.secrets.reader(colleague), self.now(), sealed])
        try self.append(.colleagueAsked, of: id, by: actor, reason: "asked \(record.colleague)", db)
        try self.insert(draft, about: id, db)
      }
    }
    return question
  }

  /// Records an answer, once.
  /// - Parameter person: all addresses of the one who answers.
  /// - Throws: `noQuestion` where they were not asked, or have answered.
  public func answer(
    _ question: QuestionID, _ verdict: Question.Verdict, words: String, by person: Set<String>
  ) throws(QuarantineError) {
    guard var known = try self.question(question), person.contains(known.colleague), known.answer == nil else {
      throw .noQuestion
    }
    _ = try visible(known.held, to: known.colleague)
    let answer = Question.Answer(verdict: verdict, words: words, time: now())
    known.answer = answer
    let key = try messageKey(known.held)
    let answered = known
    try attempt("record an answer") {
      let record = QuestionRecord(
        asker: answered.asker, colleague: answered.colleague, words: answered.words, answer: answer)
      let sealed = try key.seal(record, as: "question \(question)")
      try database.write { db in
        try db.execute(
          sql: "UPDATE question SET answeredAt = ?, record = ? WHERE id = ? AND answeredAt IS NULL",
          arguments: [answer.time, sealed, question.description])
        guard db.changesCount == 1 else { throw QuarantineError.noQuestion }
        try self.append(
          .colleagueAnswered, of: answered.held, by: answered.colleague, reason: verdict.rawValue, db)
      }
    }
  }

  /// Nil where there is none, or its message is shredded.
  public func question(_ id: QuestionID) throws(QuarantineError) -> Question? {
    try questions("id = ?", [id.description]).first
  }

  /// All that was asked about a message, in that order.
  public func questions(about id: HeldID) throws(QuarantineError) -> [Question] {
    try questions("held = ?", [id.description])
  }

  /// What somebody is asked, in the order in which it was.
  /// - Parameter person: all of their addresses.
  public func questions(askedOf person: Set<String>, openOnly: Bool = true) throws(QuarantineError) -> [Question] {
    var found: [Question] = []
    for address in person {
      let condition = "asked = ?" + (openOnly ? " AND answeredAt IS NULL" : "")
      for question in try questions(condition, [secrets.reader(address)])
      where try !isHidden(row(question.held), from: address) {
        found.append(question)
      }
    }
    return found.sorted { $0.askedAt < $1.askedAt }
  }

  /// Whether somebody is asked about a message, or was.
  public func isAsked(_ person: Set<String>, about id: HeldID) throws(QuarantineError) -> Bool {
    try questions(about: id).contains { person.contains($0.colleague) }
  }

  private func questions(_ condition: String, _ arguments: StatementArguments) throws(QuarantineError) -> [Question] {
    let rows = try attempt("look for questions") {
      try database.read { db in
        try Row.fetchAll(
          db, sql: "SELECT * FROM question WHERE \(condition) ORDER BY askedAt, rowid", arguments: arguments)
      }
    }
    var found: [Question] = []
    for row in rows {
      guard let id = QuestionID(row["id"]), let held = HeldID(row["held"]) else { continue }
      let key = try messageKey(held)
      let record = try attempt("open a question") {
        try key.open(row["record"], as: "question \(id)", QuestionRecord.self)
      }
      found.append(
        Question(
          id: id, held: held, asker: record.asker, colleague: record.colleague, words: record.words,
          askedAt: row["askedAt"], answer: record.answer))
    }
    return found
  }
}
