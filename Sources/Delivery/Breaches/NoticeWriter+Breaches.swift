import Configuration
import Foundation
import Quarantine

extension NoticeWriter {
  /// To one who looks after the register: a record is open. It says how many have got something, and nothing of whom or
  /// what.
  func breachOpened(_ record: BreachRecord, _ id: BreachID, to officer: String) -> Notice {
    var paragraphs = [Self.opening(record.cause)]
    if record.cause == .retraction {
      paragraphs.append(
        record.earlier.map { earlier in
          "The message that went wrong is most likely one of \(date(earlier.time)) to "
            + "\(number(earlier.recipients, "recipient", "recipients"))"
            + "\(earlier.files == 0 ? "" : earlier.files == 1 ? ", with a file" : ", with \(earlier.files) files")."
        } ?? "Which message that was could not be found out.")
    }
    paragraphs += [
      "If it was a personal data breach, the Information Commissioner's Office has to be told within 72 hours of when the "
        + "controller learned of it, at weekends and in holidays, too, unless it is unlikely to put people at risk. You will "
        + "be warned after 24, 48 and 66 hours.",
      "To see it, add what you find out, weigh the risk, decide, and close it:",
      ["show", "note", "assess", "decide", "close"].map { "  postern breach \($0) \(id)" }.joined(separator: "\n"),
    ]
    return toKeeper(officer, "A breach record is open (\(id))", paragraphs)
  }

  private static func opening(_ cause: BreachRecord.Cause) -> String {
    switch cause {
    case .retraction:
      "Somebody at the school has asked the recipients of an email to delete it or to disregard it. A record is open in the breach register."
    case .staffReport: "A member of staff has reported a breach. A record is open in the breach register."
    case .heldMessage, .sentMessage:
      "An officer has opened a record in the breach register from an email."
    case .officerEntry, .nearMiss: "An officer has opened a record in the breach register."
    }
  }

  /// To one who looks after the register: how much of the 72 hours is left, or that they are over.
  /// - Parameter time: Unix time in seconds.
  func breachDeadline(_ breach: Breach, _ clock: BreachClock, at time: Int64, to officer: String) -> Notice {
    let left = clock.left(at: time)
    let account = breach.account
    let subject =
      left > 0
      ? "\(number(left, "hour", "hours")) left to tell the ICO of a breach (\(breach.id))"
      : "The 72 hours to tell the ICO of a breach are over (\(breach.id))"
    let table = [
      ("Reference", "\(breach.id)"), ("Controller", account[.controller] ?? organisation),
      ("School", account[.school] ?? organisation), ("Known since", date(clock.start)),
      ("72 hours end", date(clock.deadline)),
      ("Risk", account.risk == nil ? "not weighed yet" : "weighed"),
      ("Decision", account.ico == nil ? "none yet" : "the ICO is to be told"),
    ]
    let rows = table.map { name, value in "  \((name + ":").padding(toLength: 14, withPad: " ", startingAt: 0))\(value)"
    }
    return toKeeper(
      officer, subject,
      [
        left > 0
          ? "A breach is recorded of which the Information Commissioner's Office has not been told, and nobody has decided "
            + "that it need not be."
          : "A breach is recorded of which the Information Commissioner's Office has not been told, and the 72 hours are "
            + "over. If it has to be told, tell it now, and say why it is late; what is not known yet may follow.",
        rows.joined(separator: "\n"),
        "Once it is told, or need not be, say so with your reasons, and no more warnings come:",
        "  postern breach decide \(breach.id) ico tell --told now --reasons \"...\"\n"
          + "  postern breach decide \(breach.id) ico not_needed --reasons \"...\"",
      ])
  }

  private func toKeeper(_ officer: String, _ subject: String, _ paragraphs: [String]) -> Notice {
    let all = paragraphs + ["This message was written by a computer; please do not answer it.", "  \(senderName)"]
    return Notice(
      to: officer, subject: subject,
      text: all.map { $0.hasPrefix(" ") ? $0 : TextFlow.wrap($0) }.joined(separator: "\n\n") + "\n")
  }
}
