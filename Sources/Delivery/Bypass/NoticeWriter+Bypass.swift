import Quarantine

extension NoticeWriter {
  /// To an officer: mail goes as it comes from now on. Why stands on the audit trail alone: people write names there.
  func bypassBegun(_ bypass: Bypass, to officer: String) -> Notice {
    let until = bypass.until.map { date($0) } ?? ""
    return plain(
      to: officer, subject: "The email check lets all mail go until \(until)",
      [
        "The emergency switch of the email check is on. Until \(until) every email goes as it was written: nothing is "
          + "held, not even what is about a child's protection, and no address is hidden. Emails are still looked at, "
          + "and counted.",
        [
          "  Asked for by:  \(bypass.askedBy)", "  Confirmed by:  \(bypass.confirmedBy ?? "")",
          "  It ends:       by itself, \(until)",
        ].joined(separator: "\n"),
        "What was held before still waits. To see why the switch is on, and to end it now:",
        "  postern bypass\n  postern bypass --end --by \(officer)",
        "If you know nothing of this, speak to both of them now.",
      ])
  }

  /// To an officer: it is over, and how many messages went by.
  func bypassEnded(_ bypass: Bypass, to officer: String) -> Notice {
    let by = bypass.endedBy.map { " by \($0)" } ?? ""
    return plain(
      to: officer, subject: "The email check holds mail again",
      [
        "The emergency switch of the email check is off since \(bypass.endedAt.map { date($0) } ?? ""): "
          + "\(bypass.ending?.words ?? "it has ended")\(by). The rules hold again for every email.",
        [
          "  Was on since:            \(bypass.begunAt.map { date($0) } ?? "")",
          "  Emails that went by:     \(bypass.passed)",
          "  The rules had stopped:   \(bypass.stopped)",
        ].joined(separator: "\n"),
        bypass.stopped == 0
          ? "None of them would have been stopped."
          : "What would have been stopped has gone out. Which rules those were tells 'postern facts list'; if one of them "
            + "was a personal data breach, open a record in the breach register.",
      ])
  }

  private func plain(to officer: String, subject: String, _ paragraphs: [String]) -> Notice {
    let closing = ["This message was written by a computer; please do not answer it.", "  \(senderName)"]
    return Notice(
      to: officer, subject: subject,
      text: (paragraphs + closing).map { $0.hasPrefix(" ") ? $0 : TextFlow.wrap($0) }.joined(separator: "\n\n") + "\n")
  }
}
