import Configuration
import Foundation
import Policy
import Testing

@testable import Insight
@testable import Quarantine

@Suite("What the numbers tell, and to whom")
struct ReportTests {
  private let day: Int64 = 86_400
  /// Wednesday, 25 November 2026, at noon.
  private let now: Int64 = 1_795_608_000
  private let officer = "dco@oakfield.example"

  private func reader(_ cabinets: Set<Cabinet> = [.general], schools: Set<String>? = nil) -> InsightReader {
    InsightReader(
      cabinets: { _ in cabinets }, categories: { $0.contains(.sen) ? ["sen", "personal_basic"] : ["personal_basic"] },
      schools: schools)
  }

  private func course(
    _ rule: String = "family.other", _ cabinet: Cabinet = .general, state: HeldState = .held, ago: Int64 = 3_600,
    decidedAfter wait: Int64? = nil, by actor: String? = nil, releaser: Releaser = .sender, isFalseAlarm: Bool = false
  ) -> HeldCourse {
    let id = HeldID.random()
    let summary = HeldSummary(
      id: id, caseID: id, state: state, heldAt: now - ago, changedAt: now, cabinets: [cabinet], releaser: releaser,
      rules: [rule, "other.rule"], isKept: false)
    return HeldCourse(
      summary: summary, deed: nil, decidedAt: wait.map { now - ago + $0 }, actor: actor, isFalseAlarm: isFalseAlarm)
  }

  private func fact(
    _ action: String, _ category: String? = nil, school: String? = nil, bypassed: Bool = false, ago: Int64 = 3_600
  ) -> DecisionFacts {
    var fact = DecisionFacts(
      time: now - ago, ruleSet: "00ff", action: action, actionIfEnforced: action, reply: "accept",
      submission: "direct", sender: "staff")
    fact.recipients = ["guardian": 2]
    if let category {
      fact.categories = [.init(category: category, grade: "serious", confidence: 90, count: 1, people: 1)]
    }
    fact.school = school
    fact.bypassed = bypassed ? true : nil
    return fact
  }

  private func report(
    _ courses: [HeldCourse] = [], _ facts: [DecisionFacts] = [], for reader: InsightReader
  ) -> InsightReport {
    InsightReport(
      since: now - 90 * day, until: now, courses: courses, facts: facts, for: reader, isOfficer: { $0 == officer })
  }

  @Test("what became of held mail, by who did it")
  func ends() {
    let report = report(
      [
        course(), course(state: .uncertain),
        course(state: .released, decidedAfter: 60, by: "t.ash@oakfield.example"),
        course(state: .released, decidedAfter: 120, by: officer),
        course(state: .releasing, decidedAfter: 180, by: "root"),
        course(state: .returned, decidedAfter: 240, by: "retention"),
        course(state: .returned, decidedAfter: 300, by: "t.ash@oakfield.example", isFalseAlarm: true),
        course(state: .deleted, decidedAfter: 360, by: officer),
        // Its audit line has no name any more: who had to end it tells.
        course(state: .released, decidedAfter: 420, releaser: .officer), course(state: .released, decidedAfter: 480),
      ], for: reader())
    #expect(report.held.words == "10")
    #expect(report.waiting.words == "2")
    #expect(report.releasedBySenders.words == "2")
    #expect(report.releasedByOfficers.words == "3")
    #expect(report.mendedBySenders.words == "2")
    #expect(report.stoppedByOfficers.words == "1")
    #expect(report.falseAlarms.words == "1")
    // Never sent, and no false alarm.
    #expect(report.nearMisses.words == "2")
    #expect(report.waits?.median == 240)
    #expect(report.waits?.p90 == 480)
    #expect(report.waits?.sum == 2_160)
  }

  @Test("each message counts for the strongest of its rules, and the rule that costs most time comes first")
  func rules() {
    let report = report(
      (1...6).map { _ in course("quick", state: .released, decidedAfter: 60, by: officer) }
        + [
          course("slow", state: .released, decidedAfter: 90_000, by: officer, isFalseAlarm: true),
          course("slow", state: .released, decidedAfter: 10_000, by: officer),
        ], for: reader())
    #expect(report.rules.map(\.rule) == ["slow", "quick"])
    #expect(report.rules.map(\.held.words) == ["2", "6"])
    #expect(report.rules.map(\.falseAlarmShare) == [50, 0])
    #expect(report.rules.map { $0.waits?.sum } == [100_000, 360])
  }

  @Test("outside their cabinets a reader gets rough numbers, none under five, and no times of so few")
  func rough() {
    let few = (1...4).map { _ in course("cp.few", .childProtection, state: .released, decidedAfter: 60, by: officer) }
    let more = (1...13).map { _ in course("cp.more", .childProtection, state: .released, decidedAfter: 60, by: officer)
    }
    let own = (1...3).map { _ in course("own", .general) }
    let report = report(few + more + own, for: reader())
    #expect(report.rules.first { $0.rule == "cp.few" }?.held.words == "fewer than 5")
    #expect(report.rules.first { $0.rule == "cp.few" }?.falseAlarmShare == nil)
    #expect(report.rules.first { $0.rule == "cp.few" }?.waits == nil)
    #expect(report.rules.first { $0.rule == "cp.more" }?.held.words == "about 15")
    #expect(report.rules.first { $0.rule == "own" }?.held.words == "3")
    // Else the difference would tell what the parts do not.
    #expect(report.held.words == "about 20")
    #expect(report.cabinets.map(\.name) == ["child_protection", "general"])
    let entitled = self.report(few + more + own, for: reader([.general, .childProtection]))
    #expect(entitled.held.words == "20")
    #expect(entitled.rules.first { $0.rule == "cp.few" }?.held.words == "4")
  }

  @Test("of one in child protection and in another cabinet, child protection says who may open it")
  func governs() {
    var both = course()
    both.summary.cabinets = [.childProtection, .general]
    #expect(report([both], for: reader()).held.words == "fewer than 5")
    #expect(report([both], for: reader([.childProtection])).held.words == "1")
  }

  @Test("decisions about somebody's conduct are in no count that is made of facts, since those do not say who may know")
  func conduct() {
    var known = fact("hold")
    known.conduct = true
    let report = report(
      [],
      [
        fact("bcc", "sen"), fact("hold", "safeguarding"), fact("deliver", "allegation"), fact("hold", "criminal"),
        known,
      ],
      for: reader([.general, .sen]))
    #expect(report.messages.words == "1")
    #expect(report.mendedOnTheWay.words == "1")
    #expect(report.categories.map(\.name) == ["sen"])
    #expect(report.audiences.map(\.figure.words) == ["1"])
  }

  @Test("what a bypass let by counts for itself")
  func bypassed() {
    let report = report(
      [], [fact("hold", bypassed: true), fact("bcc", bypassed: true), fact("deliver", bypassed: true), fact("bcc")],
      for: reader())
    #expect(report.bypassed.words == "3")
    #expect(report.bypassedStopped.words == "1")
    #expect(report.mendedOnTheWay.words == "1")
  }

  @Test("a role in one school sees no other")
  func schools() {
    let facts = [fact("bcc", school: "Oakfield"), fact("bcc", school: "Larkfield"), fact("bcc")]
    #expect(report([], facts, for: reader(schools: ["Oakfield"])).mendedOnTheWay.words == "1")
    #expect(report([], facts, for: reader()).mendedOnTheWay.words == "3")
    #expect(report([], facts, for: reader()).schools.map(\.name) == ["Larkfield", "Oakfield"])
    #expect(report([course()], facts, for: reader(schools: ["Oakfield"])).held.words == "0")
  }

  @Test("weeks begin on Monday, and none is left out between two")
  func weeks() {
    let report = report([course(), course(ago: 21 * day), course(ago: 3 * day)], for: reader())
    #expect(report.weeks.map(\.held.words) == ["1", "0", "1", "1"])
    #expect(report.weeks.last?.week.name == "23 November 2026")
    // From Sunday's last second to Monday's first.
    let monday: Int64 = 1_795_392_000
    #expect(Week(of: monday).number == Week(of: monday - 1).number + 1)
  }
}

@Suite("A chart")
struct ChartTests {
  @Test("has a name and a description for those who cannot see it, no style, and text that is only text")
  func accessible() {
    let bars = [
      BarChart.Bar(label: "<script>\"\u{301}a", words: "fewer than 5", length: 2.5),
      BarChart.Bar(label: "sen", words: "12", length: 12),
    ]
    let svg = BarChart(id: "by-rule", title: "Held by rule & more", bars: bars).svg
    #expect(svg.contains("role=\"img\" aria-labelledby=\"by-rule-title by-rule-desc\""))
    #expect(svg.contains("<title id=\"by-rule-title\">Held by rule &amp; more</title>"))
    #expect(svg.contains("sen: 12"))
    #expect(!svg.contains("<script>") && !svg.contains("style="))
    // To Swift a quotation mark with an accent upon it is one character, to a browser it is two.
    #expect(!zip(svg.unicodeScalars, svg.unicodeScalars.dropFirst()).contains { $0 == "\"" && $1 == "\u{301}" })
    // The longest bar takes all the width that there is.
    #expect(svg.contains("width=\"310\""))
  }

  @Test("of columns stands also where there is nothing to show")
  func empty() {
    #expect(
      ColumnChart(id: "weeks", title: "Weeks", first: "Held", second: "Mended", columns: []).svg.hasSuffix("</svg>"))
    #expect(BarChart(id: "none", title: "None", bars: []).svg.hasSuffix("</svg>"))
  }
}
