import Insight

extension NoticeWriter {
  /// To a compliance officer: a week in numbers.
  func weekly(_ report: InsightReport, to officer: String) -> Notice {
    let week = Week(of: report.since).name
    var paragraphs = ["The email check in the week of Monday, \(week):", table(report)]
    if !report.rules.isEmpty {
      paragraphs += ["The rules that took most of people's time:", rules(report)]
    }
    paragraphs += [
      "Numbers under \(Figure.least) and numbers about mail that is not yours to open are rough on purpose. There is no "
        + "count of any one sender, and these numbers serve no appraisal of anybody.",
      "This message was written by a computer; please do not answer it.", "  \(senderName)",
    ]
    return Notice(
      to: officer, subject: "The email check in the week of \(week)",
      text: paragraphs.map { $0.hasPrefix(" ") ? $0 : TextFlow.wrap($0) }.joined(separator: "\n\n") + "\n")
  }

  private func table(_ report: InsightReport) -> String {
    var rows: [(String, String)] = [
      ("Emails looked at", report.messages.words), ("Held", report.held.words),
      ("Released by their senders", report.releasedBySenders.words),
      ("Released by officers", report.releasedByOfficers.words),
      ("Never sent: mended by senders", report.mendedBySenders.words),
      ("Never sent: stopped by officers", report.stoppedByOfficers.words),
      ("Near misses avoided", report.nearMisses.words), ("False alarms", report.falseAlarms.words),
      ("Still waiting", report.waiting.words), ("Mended on the way, by itself", report.mendedOnTheWay.words),
    ]
    if let waits = report.waits, let median = waits.median, let p90 = waits.p90 {
      rows.append(("Half were decided within", Spans.words(median)))
      rows.append(("Nine in ten within", Spans.words(p90)))
    }
    if !report.bypassed.isZero { rows.append(("Went by the emergency switch", report.bypassed.words)) }
    return rows.map { "  " + ($0.0 + ":").padding(to: 34) + $0.1 }.joined(separator: "\n")
  }

  private func rules(_ report: InsightReport) -> String {
    report.rules.prefix(5).map { row in
      let time = row.waits.map { ", \(Spans.words($0.sum)) in all" } ?? ""
      let share = row.falseAlarmShare.map { $0 == 0 ? "" : ", \($0) in 100 false alarms" } ?? ""
      return "  \(row.rule): \(row.held.words)\(time)\(share)"
    }.joined(separator: "\n")
  }
}

extension String {
  fileprivate func padding(to length: Int) -> String {
    self + String(repeating: " ", count: max(1, length - count))
  }
}
