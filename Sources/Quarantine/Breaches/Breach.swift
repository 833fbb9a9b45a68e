public import Configuration
public import Policy

/// One record of the breach register (UK GDPR Article 33(5): the controller documents any personal data breach).
public struct Breach: Hashable, Sendable {
  public var id: BreachID
  /// Unix time in seconds.
  public var openedAt: Int64
  /// Nil while it is open.
  public var closedAt: Int64?
  /// How it began; never changed.
  public var record: BreachRecord
  /// What was done since, the oldest first.
  public var entries: [BreachEntry]
  /// What it says now.
  public var account: BreachAccount

  init(id: BreachID, openedAt: Int64, closedAt: Int64?, record: BreachRecord, entries: [BreachEntry]) {
    (self.id, self.openedAt, self.closedAt, self.record, self.entries) = (id, openedAt, closedAt, record, entries)
    var account = BreachAccount(record.begun(at: openedAt))
    for entry in entries { account.apply(entry) }
    self.account = account
  }

  public var isNearMiss: Bool { record.cause == .nearMiss }

  /// What was noted, the oldest first, with the reason for its end.
  public var notes: [BreachRecord.Note] {
    record.notes
      + entries.filter { $0.act == .noted || $0.act == .closed }
      .map { BreachRecord.Note(time: $0.time, by: $0.by, text: $0.text) }
  }

  /// Nil where no clock runs any more: it is closed, a near miss, the ICO was told, or need not be.
  public var clock: BreachClock? {
    guard closedAt == nil, !isNearMiss, account.time(.icoTold) == nil, account.ico != .notNeeded,
      let known = account.time(.known)
    else { return nil }
    return BreachClock(start: known)
  }

  /// Whether it is as if it were not for a reader (D17); nil is the system itself.
  public func isHidden(from reader: String?) -> Bool {
    reader.map { (record.hiddenFrom ?? []).contains($0.lowercased()) } ?? false
  }

  /// The school whose it is: what the record says, else that of the sender of a near miss; nil for the organisation's own.
  public func school(in organisation: Settings.Organisation) -> String? {
    if let said = account[.school] {
      return organisation.schools.first { $0.name.lowercased() == said.lowercased() }?.name
    }
    return record.domain.flatMap { organisation.school(of: "@\($0)")?.name }
  }

  /// What decides on who may read it.
  public var facts: RegisterAccess.Facts {
    RegisterAccess.Facts(
      reportedBy: record.reportedBy, cabinets: Set(record.cabinets ?? []), hiddenFrom: record.hiddenFrom ?? [])
  }
}
