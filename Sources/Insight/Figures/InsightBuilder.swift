import Configuration
import Policy
public import Quarantine

extension InsightReport {
  /// Counts what a reader may know of.
  /// - Parameters:
  ///   - since, until: Unix time in seconds.
  ///   - courses: what was held since, as far as it is visible to this reader.
  ///   - facts: of the decisions since.
  ///   - isOfficer: whether an address is an officer's.
  public init(
    since: Int64, until: Int64, courses: [HeldCourse], facts: [DecisionFacts], for reader: InsightReader,
    schoolOf: (HeldCourse) -> String? = { _ in nil }, isOfficer: (String) -> Bool
  ) {
    var held = HeldFigures()
    for course in courses where course.summary.heldAt < until {
      let school = schoolOf(course)
      guard reader.sees(school: school) else { continue }
      held.add(course, isOpen: reader.mayOpen(course.summary.cabinets, in: school), isOfficer: isOfficer)
    }
    var passing = FactFigures()
    for fact in facts where fact.time >= since && fact.time < until && reader.sees(school: fact.school) {
      passing.add(fact, reader)
    }
    let weeks = Set(held.weeks.keys).union(passing.weeks.keys)
    self.init(
      since: since, until: until, messages: passing.messages.figure, mendedOnTheWay: passing.mended.figure,
      held: held.all.figure, waiting: held[.waiting], releasedBySenders: held[.releasedBySender],
      releasedByOfficers: held[.releasedByOfficer], mendedBySenders: held[.mendedBySender],
      stoppedByOfficers: held[.stoppedByOfficer], falseAlarms: held.falseAlarms.figure,
      nearMisses: held.nearMisses.figure, bypassed: passing.bypassed.figure,
      bypassedStopped: passing.bypassedStopped.figure, waits: held.waits.told,
      weeks: Self.all(weeks).map { week in
        WeekRow(
          week: week, held: (held.weeks[week] ?? Counter()).figure,
          mendedOnTheWay: (passing.weeks[week] ?? Counter()).figure)
      },
      rules: held.rules.map(\.row).sorted {
        ($0.waits?.sum ?? -1, $0.held.drawn, $1.rule) > ($1.waits?.sum ?? -1, $1.held.drawn, $0.rule)
      },
      cabinets: Self.rows(held.cabinets), categories: Self.rows(passing.categories),
      audiences: Self.rows(passing.audiences), schools: passing.schools.count < 2 ? [] : Self.rows(passing.schools))
  }

  /// Without gaps.
  private static func all(_ weeks: Set<Week>) -> [Week] {
    guard let first = weeks.min(), let last = weeks.max() else { return [] }
    return (first.number...last.number).map { Week(number: $0) }
  }

  private static func rows(_ counters: [String: Counter]) -> [Row] {
    counters.map { Row(name: $0.key, figure: $0.value.figure) }
      .sorted { ($0.figure.drawn, $1.name) > ($1.figure.drawn, $0.name) }
  }
}

/// How a hold ended.
enum HoldEnd: Hashable, CaseIterable {
  case waiting, releasedBySender, releasedByOfficer, mendedBySender, stoppedByOfficer

  init(_ course: HeldCourse, isOfficer: (String) -> Bool) {
    // System accounts have no "@"; retention is nobody's decision.
    let wasOfficer =
      course.actor.map { $0 != "retention" && (!$0.contains("@") || isOfficer($0)) }
      ?? (course.summary.releaser == .officer)
    switch course.summary.state {
    case .held, .pending, .uncertain: self = .waiting
    case .releasing, .released: self = wasOfficer ? .releasedByOfficer : .releasedBySender
    case .returning, .returned, .deleted: self = wasOfficer ? .stoppedByOfficer : .mendedBySender
    }
  }

  var wasNeverSent: Bool { self == .mendedBySender || self == .stoppedByOfficer }
}

/// Waits of messages, and whether they are enough to be told.
struct Waits {
  private var spans: [Int64] = []
  private var isOpen = true

  mutating func add(_ seconds: Int64, isOpen: Bool) {
    spans.append(max(0, seconds))
    if !isOpen { self.isOpen = false }
  }

  var told: Spans? { spans.isEmpty || (!isOpen && spans.count < Figure.least) ? nil : Spans(spans) }
}

/// Counts of what was held.
struct HeldFigures {
  struct OfRule {
    let rule: String
    var held = Counter()
    var nearMisses = Counter()
    var falseAlarms = Counter()
    var waits = Waits()

    var row: InsightReport.RuleRow {
      let share: Int? =
        held.isOpen || held.count >= Figure.least
        ? (100 * falseAlarms.count + held.count / 2) / max(1, held.count) : nil
      return InsightReport.RuleRow(
        rule: rule, held: held.figure, nearMisses: nearMisses.figure, falseAlarms: falseAlarms.figure,
        falseAlarmShare: share, waits: waits.told)
    }
  }

  private(set) var all = Counter()
  private(set) var falseAlarms = Counter()
  private(set) var nearMisses = Counter()
  private(set) var waits = Waits()
  private(set) var weeks: [Week: Counter] = [:]
  private(set) var cabinets: [String: Counter] = [:]
  private var ends: [HoldEnd: Counter] = [:]
  private var byRule: [String: OfRule] = [:]

  subscript(_ end: HoldEnd) -> Figure { (ends[end] ?? Counter()).figure }

  var rules: [OfRule] { Array(byRule.values) }

  mutating func add(_ course: HeldCourse, isOpen: Bool, isOfficer: (String) -> Bool) {
    let end = HoldEnd(course, isOfficer: isOfficer)
    // The strongest stands first: by it the message was held.
    let rule = course.summary.rules.first ?? ""
    var own = byRule[rule] ?? OfRule(rule: rule)
    all.add(isOpen: isOpen)
    own.held.add(isOpen: isOpen)
    ends[end, default: Counter()].add(isOpen: isOpen)
    weeks[Week(of: course.summary.heldAt), default: Counter()].add(isOpen: isOpen)
    for cabinet in course.summary.cabinets { cabinets[cabinet.rawValue, default: Counter()].add(isOpen: isOpen) }
    if course.isFalseAlarm {
      falseAlarms.add(isOpen: isOpen)
      own.falseAlarms.add(isOpen: isOpen)
    } else if end.wasNeverSent {
      nearMisses.add(isOpen: isOpen)
      own.nearMisses.add(isOpen: isOpen)
    }
    if let decided = course.decidedAt, end != .waiting {
      waits.add(decided - course.summary.heldAt, isOpen: isOpen)
      own.waits.add(decided - course.summary.heldAt, isOpen: isOpen)
    }
    byRule[rule] = own
  }
}
