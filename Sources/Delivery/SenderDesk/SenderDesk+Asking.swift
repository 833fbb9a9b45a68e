import Configuration
import Policy
public import Quarantine
import Spool

extension SenderDesk {
  private static let mostWords = 2_000

  /// Asks the officers who may end its hold to look at it: a letter with its reference alone goes to them, and the
  /// sender's words are for the console alone.
  /// - Throws: `nobodyToAsk`; `askedEnough` where they have been asked `QuarantineStore.mostAsks` times.
  public func askOfficer(of id: HeldID, words: String, by person: SenderPerson) throws(SenderFault) {
    let waiting = try waiting(id, person)
    let officers = book.deciders(on: waiting.access)
    guard !officers.isEmpty else { throw .nobodyToAsk(id) }
    let isAsked = try writing(id) {
      try store.askOfficers(
        about: id, words: String(words.prefix(Self.mostWords)), by: person.address,
        reason: Self.trail(["asked \(officers.joined(separator: ", "))"], person)
      ) { before in
        try officers.map { officer in
          try writer.draft(
            writer.senderAsksOfficer(id, waiting.access, to: officer), purpose: "asked \(id) \(before) \(officer)")
        }
      }
    }
    guard isAsked else { throw .askedEnough(id) }
  }

  /// Those who can be asked to look at it: never a recipient of it, nor anybody who may not know of it.
  /// - Returns: addresses, lower case, sorted.
  public func colleagues(for id: HeldID, by person: SenderPerson) throws(SenderFault) -> [String] {
    colleagues(try waiting(id, person))
  }

  func colleagues(_ waiting: Waiting) -> [String] {
    let seen = Desk.Seen(
      detail: waiting.own.detail, access: waiting.access, reader: waiting.own.reader, isAsked: false, sight: .nothing)
    let recipients = Set(waiting.message.envelope.recipients.map { $0.address.lowercased() })
    return desk.colleagues(seen).filter { book.addresses(ofPersonAt: $0).isDisjoint(with: recipients) }
  }

  /// How far the check of its addresses has come; nil where no rule asks for one.
  func checkProgress(_ waiting: Waiting) throws(SenderFault) -> CheckProgress? {
    try desking { () throws(DeskError) in
      try desk.checkProgress(of: waiting.id, waiting.message, waiting.access)
    }
  }

  /// Those who may check its addresses, where a rule has a colleague do so: never a recipient of it, nor anybody who may not
  /// know of it.
  /// - Returns: addresses, lower case, sorted.
  public func checkers(for id: HeldID, by person: SenderPerson) throws(SenderFault) -> [String] {
    checkers(try waiting(id, person))
  }

  func checkers(_ waiting: Waiting) -> [String] { desk.checkers(of: waiting.access, waiting.message) }

  /// Asks one of `checkers` in particular, beside those who are asked anyway: a letter with its reference alone goes to them,
  /// once.
  public func askToCheck(_ colleague: String, about id: HeldID, by person: SenderPerson) throws(SenderFault) {
    let waiting = try waiting(id, person, for: .askToCheck)
    try desking { () throws(DeskError) in
      try desk.askToCheck(colleague, about: id, by: waiting.own.reader)
    }
  }

  /// Turns what the officers' desk says into words for senders.
  private func desking<T>(_ work: () throws(DeskError) -> T) throws(SenderFault) -> T {
    do {
      return try work()
    } catch {
      switch error {
      case .delivery(let error): throw .delivery(error)
      case .noColleague(let id), .noCheck(let id): throw .nobodyToAsk(id)
      case .decided(let id, let state, let by, let time): throw .decided(id, state, by: by, at: time)
      default: throw .delivery(.reinjection(.unreadable("\(error)")))
      }
    }
  }

  /// Asks a colleague to look at it: a letter with its reference alone goes to them, and they may see this message.
  /// - Parameters:
  ///   - colleague: one of `colleagues`.
  ///   - words: the question; they read it in the console.
  @discardableResult
  public func askColleague(
    of id: HeldID, colleague: String, words: String, by person: SenderPerson
  ) throws(SenderFault) -> QuestionID {
    let waiting = try waiting(id, person, for: .askColleague)
    guard colleagues(waiting).contains(colleague.lowercased()) else { throw .nobodyToAsk(id) }
    return try asking(id) { () throws(QuarantineError) in
      try store.ask(
        colleague, about: id, words: String(words.prefix(Self.mostWords)), by: person.address, isSender: true
      ) { question in
        try writer.draft(writer.senderAsksColleague(id, to: colleague), purpose: "question \(question)")
      }
    }
  }
}
