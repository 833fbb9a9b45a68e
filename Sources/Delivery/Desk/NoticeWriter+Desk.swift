import Configuration
import Policy
import Quarantine

extension NoticeWriter {
  /// To a colleague: somebody asks them to look at a held message. It tells the reference alone.
  func colleagueAsked(_ id: HeldID, to colleague: String) -> Notice {
    toColleague(
      colleague, "A colleague asks you to look at a held email (\(id))",
      [
        "An officer of the school asks you to look at an email that is held, and to say what you think.",
        "  Reference: \(id)",
        "Sign in to the email check to read it and to answer. Please do not talk about it with anybody else.",
      ])
  }

  /// To an officer: another has agreed to a release, and a second has to.
  func secondAsked(_ id: HeldID, _ message: MessageAccess, to officer: String) -> Notice {
    toColleague(
      officer, "A second officer has to agree (\(id))",
      [
        "An officer has agreed that a held email goes on. Two officers are asked for emails like this one, so it waits for "
          + "you or for another officer of its cabinet.",
        facts(id, message),
        "Look at it in the email check, and agree or return it.",
      ])
  }

  /// To the designated safeguarding lead: an officer has let a message go because a child is at risk.
  func childAtRisk(_ id: HeldID, by actor: String, to officer: String) -> Notice {
    toColleague(
      officer, "A child is at risk now (\(id))",
      [
        "\(actor) has sent a held email on to the professionals among its recipients, saying that a child is at risk now.",
        "  Reference: \(id)",
        "If a child is in immediate danger, phone 999. Then look at the email in the email check, and speak with "
          + "\(actor).",
      ])
  }

  /// To a holder of a cabinet: somebody else has opened it.
  func glassBroken(
    _ id: HeldID, _ message: MessageAccess, by actor: String, until time: Int64, to officer: String
  ) -> Notice {
    toColleague(
      officer, "Somebody has opened a cabinet that is not theirs (\(id))",
      [
        "\(actor) has opened a cabinet of held email that is yours, to look at one email of it. It lies open to them until "
          + "\(date(time)), with all that is in it and is not about them.",
        facts(id, message),
        "They had to give a reason, which stands on the audit trail with all that they open. If you do not know why this "
          + "was needed, ask them now.",
        "To see it:", "  postern audit list",
      ])
  }

  /// To the sender: an officer has let the message go, to some or without some of it.
  func sentInPart(_ message: NoticedMessage, _ refusal: ReleaseRefusal) -> Notice {
    var changes: [String] = []
    if refusal.withheld > 0 {
      changes.append(
        "It did not go to \(refusal.withheld) of its "
          + "\(number(message.recipientCount, "recipient", "recipients")), and will not.")
    }
    if refusal.cutParts > 0 {
      changes.append(
        "\(capitalised(number(refusal.cutParts, "attachment was", "attachments were"))) taken out of it before it went; a "
          + "line in its place says so.")
    }
    return letter(
      message, "Your email was sent in part (\(refusal.id))",
      [
        "Your email of \(date(message.receivedAt)) has been sent on by an officer, with a change.",
        changes.joined(separator: " "), "Reference: \(refusal.id)",
        "\(capitalised(office)) can tell you more; give the reference.",
      ] + closing(0))
  }

  /// What an officer says, line by line.
  func quoted(_ note: String?) -> [String] {
    guard let note else { return [] }
    let lines = note.split(whereSeparator: \.isNewline).map { TextFlow.wrap(String($0), indent: "    ", first: "    ") }
    return ["The officer who looked at it says:", lines.joined(separator: "\n")]
  }

  func facts(_ id: HeldID, _ message: MessageAccess) -> String {
    [
      "  Reference: \(id)", "  Cabinet:   \(message.governing.map { Self.name($0) }.joined(separator: ", "))",
    ].joined(separator: "\n")
  }

  func toColleague(_ address: String, _ subject: String, _ paragraphs: [String]) -> Notice {
    let closing = ["This message was written by a computer; please do not answer it.", "  \(senderName)"]
    return Notice(
      to: address, subject: subject,
      text: (paragraphs + closing).map { $0.hasPrefix(" ") ? $0 : TextFlow.wrap($0) }.joined(separator: "\n\n") + "\n")
  }
}
