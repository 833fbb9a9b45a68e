import Configuration
import Insight

extension InsightPage {
  static func values(_ report: InsightReport, periods: [Period], mayInvestigate: Bool) -> Values {
    Values(
      periods: periods, since: BritishDate.day(report.since), totals: totals(report),
      median: report.waits?.median.map(Spans.words), p90: report.waits?.p90.map(Spans.words),
      hasWeeks: !report.weeks.isEmpty, weeksChart: weeksChart(report),
      weeks: report.weeks.map { WeekRow(week: $0.week.name, held: $0.held.words, mended: $0.mendedOnTheWay.words) },
      hasRules: !report.rules.isEmpty, rulesChart: rulesChart(report), rules: report.rules.map(row),
      parts: [
        part("cabinets", "By cabinet", report.cabinets) { Cabinet(rawValue: $0)?.words ?? $0 },
        part("categories", "By what they held", report.categories) { Self.plain($0) },
        part("audiences", "By whom they were for", report.audiences) { Self.plain($0) },
        part("schools", "By school", report.schools) { $0 },
      ].compactMap { $0 }, hasBypassed: !report.bypassed.isZero, bypassed: report.bypassed.words,
      bypassedStopped: report.bypassedStopped.words, mayInvestigate: mayInvestigate)
  }

  private static func totals(_ report: InsightReport) -> [Total] {
    [
      Total(name: "Looked at", words: report.messages.words, note: ""),
      Total(
        name: "Mended on the way", words: report.mendedOnTheWay.words,
        note: "addresses hidden, or a copy for each family: nobody had to do anything"),
      Total(name: "Held", words: report.held.words, note: ""),
      Total(
        name: "Released by their senders", words: report.releasedBySenders.words, note: "they looked, and it was right"),
      Total(name: "Released by officers", words: report.releasedByOfficers.words, note: ""),
      Total(
        name: "Near misses avoided", words: report.nearMisses.words, note: "held, never sent, and no false alarm"),
      Total(
        name: "Mended by senders", words: report.mendedBySenders.words,
        note: "never sent as it was: taken back, or written anew"),
      Total(name: "Stopped by officers", words: report.stoppedByOfficers.words, note: "given back or deleted"),
      Total(name: "False alarms", words: report.falseAlarms.words, note: "somebody said so"),
      Total(name: "Still waiting", words: report.waiting.words, note: ""),
    ]
  }

  private static func row(_ row: InsightReport.RuleRow) -> RuleRow {
    RuleRow(
      rule: row.rule, held: row.held.words, nearMisses: row.nearMisses.words, falseAlarms: row.falseAlarms.words,
      share: row.falseAlarmShare.map { "\($0) in 100" } ?? "too few to tell",
      median: row.waits?.median.map(Spans.words) ?? "too few to tell",
      sum: row.waits.map { Spans.words($0.sum) } ?? "too few to tell")
  }

  private static func weeksChart(_ report: InsightReport) -> String {
    ColumnChart(
      id: "weeks", title: "Held and mended on the way, by week", first: "Held", second: "Mended on the way",
      columns: report.weeks.map { row in
        ColumnChart.Column(
          label: row.week.label, first: row.held.drawn, second: row.mendedOnTheWay.drawn,
          words: "\(row.held.words) held, \(row.mendedOnTheWay.words) mended on the way")
      }
    ).svg
  }

  /// So many bars are told from each other; the table has the rest.
  private static let mostBars = 15

  private static func rulesChart(_ report: InsightReport) -> String {
    BarChart(
      id: "rules", title: "Time that messages waited, by rule",
      bars: report.rules.prefix(mostBars).map { row in
        BarChart.Bar(
          label: row.rule, words: row.waits.map { Spans.words($0.sum) } ?? "too few to tell",
          length: Double(row.waits?.sum ?? 0))
      }
    ).svg
  }

  private static func part(
    _ id: String, _ title: String, _ rows: [InsightReport.Row], _ name: (String) -> String
  ) -> Part? {
    guard !rows.isEmpty else { return nil }
    let chart = BarChart(
      id: id, title: title,
      bars: rows.prefix(mostBars).map { row in
        BarChart.Bar(label: name(row.name), words: row.figure.words, length: row.figure.drawn)
      })
    return Part(
      title: title, heading: title.dropFirst(3).prefix(1).uppercased() + title.dropFirst(4), chart: chart.svg,
      rows: rows.map { PartRow(name: name($0.name), words: $0.figure.words) })
  }

  /// "personal_basic" as people read it.
  private static func plain(_ word: String) -> String {
    let text = word.replacing("_", with: " ")
    return text.count <= 3 ? text.uppercased() : text.prefix(1).uppercased() + text.dropFirst()
  }
}
