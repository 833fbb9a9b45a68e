import Configuration
import Policy
import Quarantine
import Spool

/// What is said about a colleague's check, and about mail that goes by itself. No letter names a recipient (D13).
extension NoticeWriter {
  /// To somebody who may check: addresses wait for them.
  func checkWaits(
    _ id: HeldID, _ message: HeldMessage, step: CheckStep, isLate: Bool, to address: String
  ) -> Notice {
    let why =
      isLate
      ? "Those who were asked before you have not answered yet."
      : step == .officers
        ? "Nobody else at the school may check it." : "The school has named you as somebody who may check addresses."
    return toColleague(
      address, "Please check the addresses of a held email (\(id))",
      urgent(NoticedMessage(message)).prefix(1) + [
        "A colleague's email to \(number(message.envelope.recipients.count, "recipient", "recipients")) is held until "
          + "somebody else has looked at its addresses. \(why)",
        "  Reference: \(id)\n  Held:      \(date(message.receivedAt))",
      ] + howToCheck(id))
  }

  /// To one whom the sender has asked in particular.
  func checkAsked(_ id: HeldID, by sender: String, to address: String) -> Notice {
    toColleague(
      address, "A colleague asks you to check the addresses of an email (\(id))",
      [
        "\(sender) asks you to look at the addresses of an email that is held until somebody has done so.",
        "  Reference: \(id)",
      ] + howToCheck(id))
  }

  private func howToCheck(_ id: HeldID) -> [String] {
    [
      "You will see its recipients and why it is held, and can confirm the addresses, or say what is wrong with them:",
      "  \(console)/checks/\(id)",
      "Look at each address letter by letter. If you are not sure, ask its sender before you confirm.",
    ]
  }

  /// To the sender: nobody has answered, so that others are asked.
  func checkPassedOn(_ message: NoticedMessage, id: HeldID, step: CheckStep, isNobody: Bool) -> Notice {
    let next = step == .deputies ? "those who stand in for them" : "the officers who look after held email"
    return letter(
      message, "Your email still waits for a check (\(id))",
      urgent(message) + [
        "Your email of \(date(message.receivedAt)) to \(recipients(message)) has not been sent yet. "
          + (isNobody
            ? "Nobody could be found who may check its addresses: please ask \(office)."
            : "Nobody has checked its addresses so far; now \(next) are asked, too."),
        "Reference: \(id)", neverWithout(message),
      ] + closing(0))
  }

  /// To the sender: the addresses are confirmed.
  func checkConfirmed(_ message: NoticedMessage, id: HeldID) -> Notice {
    let next =
      switch message.waits?.rest {
      case nil: "It is sent on now. You need do nothing."
      case .officer?: "An officer has to decide on it, too, and has been told. You need do nothing."
      case .sender?, .colleague?: "What is left to do is said in the first letter about it: \(office) can help."
      }
    return letter(
      message, "The addresses of your email are checked (\(id))",
      [
        "A colleague has confirmed the addresses of your email of \(date(message.receivedAt)) to "
          + "\(recipients(message)). \(next)", "Reference: \(id)",
      ] + closing(0))
  }

  /// To the sender: a colleague has said that an address is not right.
  func checkRefused(_ message: NoticedMessage, id: HeldID, reason: String) -> Notice {
    letter(
      message, "Please look at the addresses of your email (\(id))",
      urgent(message) + [
        "A colleague has looked at the addresses of your email of \(date(message.receivedAt)) to "
          + "\(recipients(message)), and has not confirmed them. It has not been sent.", "Reference: \(id)",
      ] + said(reason) + [
        "If an address is wrong, send it again to the right ones. If all are right, ask \(office), and give the reference.",
        neverWithout(message),
      ] + closing(0))
  }

  /// To the sender: the message goes by itself before long.
  /// - Parameter link: of the person whom it goes to; nil for none.
  func delayed(_ message: NoticedMessage, id: HeldID, link: LinkDraft? = nil, leftOut: Int) -> Notice {
    letter(
      message, "Your email goes in a moment (\(id))",
      urgent(message) + [
        "Your email of \(date(message.receivedAt)) to \(recipients(message)) is held for a short while, so that you can "
          + "think again. \(goes(message))", "Reference: \(id)",
      ] + reasons(message) + [
        "If all is right, you need do nothing. To take it back, "
          + (link == nil ? "tell \(office) at once, and give the reference." : "withdraw it on your page before then.")
      ] + opening(link) + closing(leftOut), link: link)
  }

  /// What happens to a message that waits for more than that somebody ends its hold; nil for any other.
  func waiting(_ message: NoticedMessage, _ id: HeldID) -> String? {
    guard let waits = message.waits else { return nil }
    if !waits.check { return waits.rest == nil ? goes(message) : nil }
    let asked = "A colleague who may do so is asked to check its addresses, and sees who it goes to, not what is in it."
    let then =
      switch waits.rest {
      case nil: "Once they confirm them, it goes by itself; if they find one wrong, you are told."
      case .officer?: "An officer has to decide on it, too, and has been told. You need not send it again."
      case .sender?, .colleague?: "Then you decide how it goes on: what you can do is said above."
      }
    return "\(asked) \(then) \(neverWithout(message))"
  }

  private func goes(_ message: NoticedMessage) -> String {
    "It goes by itself \(number((message.waits?.delay ?? 0) / 60, "minute", "minutes")) after you sent it."
  }

  private func neverWithout(_ message: NoticedMessage) -> String {
    let back = returnDay(of: message).map {
      " At the latest on \($0) it comes back to you, unsent; you are told before."
    }
    return "It never goes without that.\(back ?? "")"
  }

  private func said(_ reason: String) -> [String] {
    let lines = reason.split(whereSeparator: \.isNewline).map {
      TextFlow.wrap(String($0), indent: "    ", first: "    ")
    }
    return lines.isEmpty ? [] : ["They say:", lines.joined(separator: "\n")]
  }
}
