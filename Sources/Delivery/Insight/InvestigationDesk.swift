import Configuration
public import Policy
public import Quarantine

/// Opens what was decided on one sender's mail, for a named investigation with a reason (D18). There is no other way to see
/// it by sender.
///
/// A compliance officer opens one; never somebody who manages staff (headteacher, HR lead, trust chief executive), since
/// findings serve no appraisal, and never the sender. The data protection officer is told before anything is shown; where
/// that is the sender, the chair of governors.
public struct InvestigationDesk: Sendable {
  /// What an investigator gives.
  public struct Request: Hashable, Sendable {
    /// Whose mail: an address.
    public var sender: String
    /// By which the investigation is known: "INV 2026/4".
    public var name: String
    public var reason: String

    public init(sender: String, name: String, reason: String) {
      self.sender = sender
      self.name = name
      self.reason = reason
    }
  }

  private let store: QuarantineStore
  private let writer: NoticeWriter
  private let book: AccessBook

  /// - Parameter book: who may open what, and which addresses are one person's.
  public init(_ book: AccessBook, store: QuarantineStore, writer: NoticeWriter) {
    self.store = store
    self.writer = writer
    self.book = book
  }

  private static let managing: [Role] = [.headteacher, .hrLead, .trustChiefExecutive]

  /// Whether somebody may open one at all.
  public func mayOpen(_ address: String) -> Bool { mayOpen(address, among: book.settings.allOfficers) }

  /// Whoever manages staff anywhere opens none, in no school.
  private func mayOpen(_ address: String, among officers: Settings.Officers) -> Bool {
    let own = book.addresses(ofPersonAt: address.lowercased())
    return officers.addresses(of: .general).contains(address.lowercased())
      && !Self.managing.contains { !own.isDisjoint(with: book.settings.allOfficers.addresses(in: $0)) }
  }

  /// Puts the investigation on the audit trail, tells the data protection officer, and only then hands out what was held.
  /// - Returns: what became of that sender's held mail, the oldest first; without what the investigator may not even know
  ///   of (D17).
  /// - Throws: `QuarantineError`: `investigation` where this person may not, or nobody is there to be told; `reasonMissing`.
  public func open(
    _ request: Request, by actor: String
  ) throws(QuarantineError) -> [HeldCourse] {
    let actor = actor.lowercased()
    let sender = request.sender.lowercased()
    let officers = book.settings.officers(forMailOf: sender)
    guard mayOpen(actor, among: officers) else {
      throw QuarantineError(
        .investigation, "\(actor) may not open an investigation",
        remedy: "ask a compliance officer who manages nobody: what is found serves no appraisal")
    }
    let own = book.addresses(ofPersonAt: actor)
    guard !own.contains(sender) else {
      throw QuarantineError(
        .investigation, "nobody looks into their own mail here", remedy: "ask another compliance officer")
    }
    let told = told(of: sender, besides: own, among: officers)
    guard !told.isEmpty else {
      throw QuarantineError(
        .investigation, "there is nobody who could be told of it",
        remedy: "name a data_protection_officer or a chair_of_governors under 'officers:'")
    }
    try store.openInvestigation(of: sender, name: request.name, reason: request.reason, by: actor) {
      try told.map { address in
        try writer.draft(
          writer.investigationOpened(request, by: actor, to: address),
          purpose: "investigation \(store.time) \(sender) \(actor) \(address)")
      }
    }
    return try store.courses(since: 0, of: sender, visibleTo: own)
  }

  private func told(of sender: String, besides own: Set<String>, among officers: Settings.Officers) -> [String] {
    let barred = own.union(book.addresses(ofPersonAt: sender))
    for role in [Role.dataProtectionOfficer, .chairOfGovernors] {
      let others = officers.addresses(in: role).filter { !barred.contains($0) }
      if !others.isEmpty { return others }
    }
    return []
  }
}

extension NoticeWriter {
  /// To the data protection officer: somebody looks at what was decided on one sender's mail. Of whom, stands on the audit
  /// trail alone (D13).
  func investigationOpened(_ request: InvestigationDesk.Request, by actor: String, to address: String) -> Notice {
    let paragraphs = [
      "An investigation was opened in the email check: somebody has looked at what was held of one sender's email, and "
        + "what became of it.",
      [
        "  Opened by:      \(actor)", "  Investigation:  \(request.name)",
      ].joined(separator: "\n"),
      "Whose email it was, and why, stands on the audit trail. To see it:", "  postern audit list",
      "Findings of the email check serve no appraisal of anybody. If you know nothing of this, ask why it was opened.",
      "This message was written by a computer; please do not answer it.", "  \(senderName)",
    ]
    return Notice(
      to: address, subject: "An investigation was opened in the email check",
      text: paragraphs.map { $0.hasPrefix(" ") ? $0 : TextFlow.wrap($0) }.joined(separator: "\n\n") + "\n")
  }
}
