import Configuration
import Foundation
import Hummingbird
import Insight
import Policy
import Quarantine

/// What was held, why, and what became of it, in numbers and charts. No total by sender (D18).
struct InsightPage: Sendable {
  let ground: Ground

  private static let periods = [4, 12, 26, 52]
  private static let usual = 12

  func add(to router: RouterGroup<ConsoleContext>) {
    router.get("insight") { request, context in try await show(request, context) }
  }

  struct Values {
    var periods: [Period]
    var since: String
    var totals: [Total]
    var median: String?
    var p90: String?
    var hasWeeks: Bool
    var weeksChart: String
    var weeks: [WeekRow]
    var hasRules: Bool
    var rulesChart: String
    var rules: [RuleRow]
    var parts: [Part]
    var hasBypassed: Bool
    var bypassed: String
    var bypassedStopped: String
    var mayInvestigate: Bool
  }

  struct Period {
    var weeks: Int
    var isChosen: Bool
  }

  struct Total {
    var name: String
    var words: String
    var note: String
  }

  struct WeekRow {
    var week: String
    var held: String
    var mended: String
  }

  struct RuleRow {
    var rule: String
    var held: String
    var nearMisses: String
    var falseAlarms: String
    var share: String
    var median: String
    var sum: String
  }

  struct Part {
    var title: String
    var heading: String
    var chart: String
    var rows: [PartRow]
  }

  struct PartRow {
    var name: String
    var words: String
  }

  private func show(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let rights = try ground.rights(context)
    guard rights.isNamed else { throw ConsoleError.notYours("This page is for those who are named as officers.") }
    let asked = request.uri.queryParameters["weeks"].flatMap { Int($0) } ?? Self.usual
    let weeks = Self.periods.contains(asked) ? asked : Self.usual
    let report = try await work { try self.report(weeks: weeks, rights) }
    let desk = InvestigationPage(ground: ground)
    let periods = Self.periods.map { Period(weeks: $0, isChosen: $0 == weeks) }
    let values = Self.values(report, periods: periods, mayInvestigate: desk.mayOpen(rights.address))
    return ground.views.page("insight/insight", values, title: "Numbers", context)
  }

  private func report(weeks: Int, _ rights: Rights) throws -> InsightReport {
    let until = ground.now()
    let since = until - Int64(weeks) * 7 * 86_400
    let schools = ground.store.schoolNames(ground.settings.organisation)
    return InsightReport(
      since: since, until: until + 1,
      courses: try ground.store.courses(since: since, visibleTo: rights.reader.addresses),
      facts: try FactsReader(state: ground.settings.state).facts(since: since), for: rights.insight,
      schoolOf: { $0.summary.school.flatMap { schools[$0] } },
      isOfficer: ground.book.settings.allOfficers.everybody.contains)
  }
}
