public import Configuration
public import Quarantine

/// Who may work the emergency switch, and who is told of it.
public struct BypassDesk: Sendable {
  /// Tells people from mailboxes (D24: the person counts).
  public struct Persons: Sendable {
    /// Whether several people read this mailbox, so that nobody knows who acts.
    public var areSeveral: @Sendable (String) -> Bool
    /// Whether two addresses are one person's.
    public var areSame: @Sendable (String, String) -> Bool

    public init(
      areSeveral: @escaping @Sendable (String) -> Bool, areSame: @escaping @Sendable (String, String) -> Bool
    ) {
      self.areSeveral = areSeveral
      self.areSame = areSame
    }
  }

  private let store: QuarantineStore
  private let writer: NoticeWriter
  private let officers: Settings.Officers

  public init(_ settings: Settings, store: QuarantineStore, writer: NoticeWriter) {
    self.store = store
    self.writer = writer
    officers = settings.allOfficers
  }

  /// Roles by which somebody only looks on, or is asked about single messages.
  private static let onlookers: Set<Role> = [.auditor, .checker, .sender]

  /// Whether somebody may ask for a bypass, confirm or end one: whoever is named under `officers:`, or stands in for one,
  /// but for auditors and checkers. The switch is one for all schools.
  public func mayAct(_ address: String) -> Bool {
    var acting = officers
    for role in Self.onlookers { acting.byRole[role] = nil }
    return acting.everybody.contains(address.lowercased())
  }

  /// - Throws: `QuarantineError`: not an officer, a mailbox of several, one is on already, no reason.
  public func ask(
    minutes: Int, reason: String, by actor: String, _ persons: Persons
  ) throws(QuarantineError) -> Bypass {
    try check(actor, persons)
    return try store.askBypass(minutes: minutes, reason: reason, by: actor)
  }

  /// Begins it, and tells all officers.
  /// - Parameter note: what the audit trail is to say besides.
  /// - Throws: `QuarantineError`: not an officer, the same person, nothing is asked for.
  public func confirm(by actor: String, note: String = "", _ persons: Persons) throws(QuarantineError) -> Bypass {
    try check(actor, persons)
    return try store.confirmBypass(by: actor, isSamePerson: persons.areSame, note: note) { bypass in
      try officers.everybody.map { officer in
        try writer.draft(writer.bypassBegun(bypass, to: officer), purpose: "bypass \(bypass.number) on \(officer)")
      }
    }
  }

  /// Ends it, or takes it back. One person is enough.
  /// - Throws: `QuarantineError`: not an officer, none is on.
  public func end(by actor: String) throws(QuarantineError) -> Bypass {
    guard mayAct(actor) else { throw Self.notAnOfficer(actor) }
    return try store.endBypass(by: actor)
  }

  /// Tells all officers of those that have ended. To be called again and again.
  /// - Returns: how many letters were put into the outbox.
  public func tellEnds() throws(QuarantineError) -> Int {
    try store.tellBypassEnds(settled: Self.settling) { bypass in
      try officers.everybody.map { officer in
        try writer.draft(writer.bypassEnded(bypass, to: officer), purpose: "bypass \(bypass.number) off \(officer)")
      }
    }
  }

  /// In seconds: until all filters have stopped to let mail by, and have counted it.
  private static let settling: Int64 = 4

  private func check(_ actor: String, _ persons: Persons) throws(QuarantineError) {
    guard mayAct(actor) else { throw Self.notAnOfficer(actor) }
    guard !persons.areSeveral(actor) else {
      throw QuarantineError(
        .bypass, "\(actor) is read by several people, and two named persons are needed",
        remedy: "use your own address; it has to stand under 'officers:' in the configuration")
    }
  }

  private static func notAnOfficer(_ actor: String) -> QuarantineError {
    QuarantineError(
      .bypass, "\(actor) may not work the emergency switch",
      remedy: "ask somebody who is named under 'officers:' in the configuration")
  }
}
