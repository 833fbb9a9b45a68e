import Configuration
public import Policy
public import Quarantine

extension Desk {
  /// Those who can be asked about a message: officers and checkers of its school, without this person, its sender, and
  /// those who may not know of it.
  /// - Returns: addresses, lower case, sorted.
  public func colleagues(for id: HeldID, of reader: Reader) throws(DeskError) -> [String] {
    colleagues(try open(id, to: reader))
  }

  func colleagues(_ seen: Seen) -> [String] {
    let officers = book.settings.officers(ofSchool: seen.access.school)
    var all = Set(Cabinet.allCases.flatMap { officers.addresses(of: $0) })
    all.formUnion(officers.addresses(in: .checker))
    let barred = seen.access.hiddenFrom.union(seen.access.senders).union(seen.reader.addresses)
    return all.filter { book.addresses(ofPersonAt: $0).isDisjoint(with: barred) }.sorted()
  }

  /// Asks a colleague to look at a message: a letter with its reference alone goes to them, and they may see this message.
  /// - Parameters:
  ///   - colleague: one of `colleagues`.
  ///   - words: the question; they read it in the console.
  @discardableResult
  public func ask(
    _ colleague: String, about id: HeldID, words: String, by reader: Reader
  ) throws(DeskError) -> QuestionID {
    let (seen, _) = try endable(id, by: reader)
    guard colleagues(seen).contains(colleague.lowercased()) else { throw .noColleague(id) }
    return try acting(on: id) { () throws(QuarantineError) in
      try store.ask(colleague, about: id, words: String(words.prefix(2_000)), by: reader.address) { question in
        try writer.draft(writer.colleagueAsked(id, to: colleague), purpose: "question \(question)")
      }
    }
  }

  /// Records what a colleague says who was asked.
  public func answer(
    _ question: QuestionID, _ verdict: Question.Verdict, words: String, by reader: Reader
  ) throws(DeskError) {
    try asking { () throws(QuarantineError) in
      try store.answer(question, verdict, words: String(words.prefix(2_000)), by: reader.addresses)
    }
  }

  /// What was asked about a message, with the answers.
  public func questions(about id: HeldID, for reader: Reader) throws(DeskError) -> [Question] {
    _ = try open(id, to: reader)
    return try asking { () throws(QuarantineError) in try store.questions(about: id) }
  }
}
