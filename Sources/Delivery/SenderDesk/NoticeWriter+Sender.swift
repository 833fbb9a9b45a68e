import Configuration
import Policy
import Quarantine

extension NoticeWriter {
  /// To an officer: the sender of a held message asks them to look at it. It tells the reference alone.
  func senderAsksOfficer(_ id: HeldID, _ message: MessageAccess, to officer: String) -> Notice {
    toColleague(
      officer, "A sender asks you about a held email (\(id))",
      [
        "The sender of an email that is held asks you to look at it.",
        facts(id, message),
        "What they say to it stands beside it in the email check. Sign in there to read it, and release it or give it "
          + "back.",
      ])
  }

  /// To a colleague: the sender of a held message asks them to look at it. It tells the reference alone.
  func senderAsksColleague(_ id: HeldID, to colleague: String) -> Notice {
    toColleague(
      colleague, "A colleague asks you to look at a held email (\(id))",
      [
        "A member of staff asks you to look at an email of theirs that is held, and to say what you think.",
        "  Reference: \(id)",
        "Sign in to the email check to read it and to answer. Please do not talk about it with anybody else.",
      ])
  }
}
