import Configuration
import Detection
import Policy
import Spool

extension BreachRecord {
  /// A record about a message that is or was held: what is known of it is filled in, to be corrected by people.
  /// - Parameters:
  ///   - wasSent: it has gone, and that is the breach.
  ///   - actor: who opens it.
  public init(_ detail: HeldDetail, wasSent: Bool, by actor: String) {
    let message = detail.message
    self.init(
      cause: wasSent ? .sentMessage : .heldMessage, sender: message?.identity ?? "",
      subject: message?.facts.subject ?? "", messageID: message?.messageID,
      queueID: detail.outcome?.queueID ?? message?.queueID, recipients: message?.envelope.recipients.count ?? 0,
      hiddenFrom: message?.hiddenFrom ?? [], reportedBy: actor, held: detail.summary.id,
      cabinets: detail.summary.cabinets)
    initial = message.map { Self.values($0.facts, happened: wasSent ? detail.summary.changedAt : $0.receivedAt) }
  }

  /// What a message's facts say of whose and which data was in it.
  public static func values(_ facts: HeldMessage.Facts, happened: Int64? = nil) -> [BreachField: String] {
    var values: [BreachField: String] = [:]
    values[.happened] = happened.map { "\($0)" }
    if !facts.people.isEmpty { values[.people] = facts.people.map { BreachPerson($0).line }.joined(separator: "\n") }
    var categories: [Detection.Category] = []
    func add(_ category: Detection.Category?) {
      if let category, !categories.contains(category) { categories.append(category) }
    }
    // "sen (serious)"
    for words in facts.categories { add(words.split(separator: " ").first.flatMap { Category(rawValue: String($0)) }) }
    if !facts.identifiers.isEmpty { add(.identifiers) }
    if !categories.isEmpty { values[.data] = categories.map(\.rawValue).joined(separator: ", ") }
    if !facts.recipients.isEmpty {
      var kinds: [String: Int] = [:]
      for recipient in facts.recipients { kinds[recipient.kind, default: 0] += 1 }
      // Kinds alone: the addresses stand in the mail log for as long as that is kept.
      values[.recipients] = kinds.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        .map { "\($0.value) × \($0.key.replacing("_", with: " "))" }.joined(separator: ", ")
    }
    return values
  }

  /// What did not go as it was, without whose message it was or what it said: a near miss is no one's file (D18). Nil
  /// where there was nothing in it that anybody could have learned.
  init?(nearMiss ending: NearMiss, _ id: HeldID, _ message: HeldMessage) {
    let facts = message.facts
    guard message.pending == nil, !facts.people.isEmpty || !facts.categories.isEmpty || !facts.identifiers.isEmpty
    else { return nil }
    self.init(
      cause: .nearMiss, recipients: message.envelope.recipients.count, hiddenFrom: message.hiddenFrom, held: id,
      cabinets: message.cabinets)
    let stopping = message.rules.filter { $0.mode == .enforce }
    var values = Self.values(facts, happened: message.receivedAt)
    // How many, and of which kind of data; not who.
    values[.people] = nil
    values[.peopleCount] = facts.people.isEmpty ? nil : "\(facts.people.count)"
    values[.what] = stopping.map(\.title).joined(separator: "; ")
    if stopping.first?.id.hasPrefix("visible.") == true { values[.how] = BreachType.bccNotUsed.rawValue }
    initial = values.filter { !$0.value.isEmpty }
    domain = message.identity.split(separator: "@").last.map(String.init)
    nearMiss = ending
    rules = stopping.map(\.id)
  }
}

extension HeldMessage {
  /// Whether it went otherwise than it had been sent and decided: not to all, without an attachment, or with other
  /// addresses to be seen.
  func wasMended(_ id: HeldID, _ copy: OutgoingRecord, _ outcome: ReleaseOutcome) -> Bool {
    if outcome.withheld?.isEmpty == false || copy.cuts?.isEmpty == false { return true }
    // Whatever became of the copies, what was sent is settled.
    guard
      envelope.recipients.count > 1,
      let decided = try? parts(of: Envelope(sender: copy.sender, recipients: copy.recipients.map(\.path)), id)
    else { return false }
    return !decided.contains { $0.shown == copy.shown ?? .everybody }
  }
}
