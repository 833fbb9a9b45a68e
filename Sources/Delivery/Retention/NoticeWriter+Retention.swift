import Configuration
import Policy
public import Quarantine

extension NoticeWriter {
  /// To the sender: the message comes back before long.
  /// - Parameter days: school days until then.
  func expiring(_ message: NoticedMessage, id: HeldID, days: Int, link: LinkDraft? = nil) -> Notice {
    letter(
      message, "Your email still waits, and will come back to you (\(id))",
      urgent(message) + [
        "Your email of \(date(message.receivedAt)) to \(recipients(message)) has still not been sent. If nobody ends "
          + "the wait, it will come back to you, unsent, in \(number(days, "school day", "school days")).",
        "Reference: \(id)",
      ] + reasons(message) + whatNext(message, id, link) + closing(0), link: link)
  }

  /// To an officer: the message goes back to its sender before long.
  func expiring(_ message: HeldMessage, id: HeldID, days: Int, to officer: String) -> Notice {
    toOfficer(
      message, id, officer, subject: "A held email will go back to its sender (\(id))",
      "An email is still held. If nobody decides, it will go back to its sender, unsent, in "
        + "\(number(days, "school day", "school days")), and our copy will be destroyed.",
      "If it has to be kept longer, say so:\n\n  postern held keep \(id) --reason \"why\"")
  }

  /// To an officer, each day: the message's time is over, and there is nobody to give it back to.
  func stuck(_ message: HeldMessage, id: HeldID, to officer: String) -> Notice {
    toOfficer(
      message, id, officer, subject: "A held email needs you: it has no sender to go back to (\(id))",
      "An email was held for as long as we keep them, and cannot be given back, because its sender is a machine, a list "
        + "or nobody. It stays until you release or delete it.", nil)
  }

  func toOfficer(
    _ message: HeldMessage, _ id: HeldID, _ officer: String, subject: String, _ what: String, _ more: String?
  ) -> Notice {
    let noticed = NoticedMessage(message)
    var notice = letter(
      noticed, subject,
      Array(urgent(noticed).prefix(1)) + [
        what,
        [
          "  Reference: \(id)",
          "  Cabinet:   \(message.cabinets.map { Self.name($0) }.joined(separator: ", "))",
          "  Held:      \(date(message.receivedAt))",
          "  Rules:     \(message.rules.filter { $0.mode != .watch }.map(\.id).joined(separator: ", "))",
        ].joined(separator: "\n"),
        "To see why it is held:", "  postern held show \(id)",
      ] + [more].compactMap { $0 } + [
        "This message was written by a computer; please do not answer it.", "  \(senderName)",
      ])
    notice.to = officer
    notice.inReplyTo = nil
    return notice
  }

  /// The daily letter to a compliance officer: counts of what this officer may know of, and where each chain of the audit
  /// trail ended, so that a later rewriting of it shows.
  public func digest(
    _ counts: QuarantineStore.Counts, checkedParents: [HeldID] = [], heads: [AuditHead], warnings: [String],
    to officer: String, at time: Int64
  ) -> Notice {
    let unread = counts.pending == 0 ? [] : ["  Not read yet:                \(counts.pending)"]
    let table =
      unread + [
        "  Waiting for a decision:      \(counts.held)", "  In the outbox:               \(counts.waiting)",
        "  Released since yesterday:    \(counts.released)", "  Uncertain, look at these:    \(counts.uncertain)",
      ]
    let anchors = heads.isEmpty ? "  The audit trail is empty." : heads.map(\.anchorLines).joined(separator: "\n")
    let paragraphs =
      ["Held email, as of \(date(time)):", table.joined(separator: "\n")]
      + parents(checkedParents) + warnings.map { "Please look at this: \($0)" } + [
        "To see them:", "  postern held list",
        "Please keep this letter. With it, 'postern audit verify' can tell whether anybody has rewritten the audit trail:",
        anchors, "This message was written by a computer; please do not answer it.", "  \(senderName)",
      ]
    return Notice(
      to: officer,
      subject: "Held email: \(number(counts.held, "message waits", "messages wait")) for a decision",
      text: paragraphs.map { $0.hasPrefix(" ") ? $0 : TextFlow.wrap($0) }.joined(separator: "\n\n") + "\n")
  }

  /// So many references are written out.
  private static let mostListed = 40

  private func parents(_ checked: [HeldID]) -> [String] {
    guard !checked.isEmpty else { return [] }
    let more = checked.count - Self.mostListed
    return [
      "Since yesterday senders have said \"I have checked that this is the parent\" of these. For thirty days they may "
        + "write to that address about that pupil. Please add the parents to the school's records, or look into it:",
      (checked.prefix(Self.mostListed).map { "  \($0)" } + (more > 0 ? ["  and \(more) more"] : []))
        .joined(separator: "\n"),
      "Who said it, for which address and which pupil:", "  postern audit list",
    ]
  }
}
