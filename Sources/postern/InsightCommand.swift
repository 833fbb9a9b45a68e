import ArgumentParser
import Configuration
import Delivery
import Foundation
import Gateway
import Insight
import Policy
import Quarantine

struct InsightCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "insight", abstract: "Tells in numbers what was held, why, and what became of it.",
    subcommands: [Report.self, Investigate.self], defaultSubcommand: Report.self)

  struct Report: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Tells the numbers of the last weeks.",
      discussion: """
        What --by may not even know of is in none of them, and of what is not theirs to open they are rough. There is no
        total by sender.
        """)
    @OptionGroup var officer: OfficerOptions
    @Option(name: .long, help: "So many weeks, the present one included.") var weeks = 12

    func validate() throws {
      guard (1...520).contains(weeks) else { throw ValidationError("--weeks takes 1 to 520.") }
    }

    func run() throws {
      let settings = try officer.configuration.load()
      let store = try officer.store(settings)
      let until = store.time
      let since = until - Int64(weeks) * 7 * 86_400
      let book = try officer.book(settings)
      let reader = officer.officer.map { book.reader($0) } ?? book.machineAccount(officer.actor)
      let schools = store.schoolNames(settings.organisation)
      let report = try orExit(ExitStatus.unavailable) {
        InsightReport(
          since: since, until: until + 1,
          courses: try store.courses(since: since, visibleTo: officer.officer == nil ? nil : reader.addresses),
          facts: try FactsReader(state: settings.state).facts(since: since), for: InsightReader(reader, book),
          schoolOf: { $0.summary.school.flatMap { schools[$0] } },
          isOfficer: book.settings.allOfficers.everybody.contains)
      }
      tell(report)
    }

    private func tell(_ report: InsightReport) {
      let totals = [
        ("Looked at", report.messages), ("Mended on the way", report.mendedOnTheWay), ("Held", report.held),
        ("Waiting", report.waiting), ("Released by their senders", report.releasedBySenders),
        ("Released by officers", report.releasedByOfficers), ("Mended by senders", report.mendedBySenders),
        ("Stopped by officers", report.stoppedByOfficers), ("Near misses avoided", report.nearMisses),
        ("False alarms", report.falseAlarms), ("Let by in emergencies", report.bypassed),
      ]
      for (name, figure) in totals { print(line(name, figure.words)) }
      if let waits = report.waits, let median = waits.median, let p90 = waits.p90 {
        print(line("Decided within", "\(Spans.words(median)) (half), \(Spans.words(p90)) (nine in ten)"))
      }
      for row in report.rules {
        let time = row.waits.map { ", \(Spans.words($0.sum)) in all" } ?? ""
        let share = row.falseAlarmShare.map { ", \($0) in 100 false alarms" } ?? ""
        print(line("Rule \(row.rule)", row.held.words + time + share))
      }
      for (name, rows) in [
        ("Cabinet", report.cabinets), ("Category", report.categories), ("Recipients", report.audiences),
        ("School", report.schools),
      ] {
        for row in rows { print(line("\(name) \(row.name)", row.figure.words)) }
      }
    }

    private func line(_ name: String, _ words: String) -> String {
      "\(name):".padding(toLength: max(40, name.count + 2), withPad: " ", startingAt: 0) + words
    }
  }

  struct Investigate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows what was held of one sender, for a named investigation.",
      discussion: """
        It stands on the audit trail, and the data protection officer is told. A compliance officer opens it; nobody who
        manages staff, and not the sender: findings serve no appraisal.
        """)
    @OptionGroup var officer: OfficerOptions
    @Option(name: .long, help: "Whose mail: an address.") var sender: String
    @Option(name: .long, help: "By which the investigation is known.") var name: String
    @Option(name: .long, help: "Why it is needed; goes on the audit trail.") var reason: String

    func validate() throws {
      guard officer.officer != nil else { throw ValidationError("Say who you are: --by with your address.") }
      guard sender.contains("@") else { throw ValidationError("--sender takes an address.") }
    }

    func run() throws {
      let settings = try officer.configuration.load()
      let store = try officer.store(settings)
      let book = try officer.book(settings)
      let desk = InvestigationDesk(book, store: store, writer: NoticeWriter(settings))
      let courses = try orExit(ExitStatus.data) {
        try desk.open(.init(sender: sender, name: name, reason: reason), by: officer.actor)
      }
      let school = settings.organisation.school(of: sender)?.name
      let own = book.reader(officer.actor).cabinets(in: school)
      for course in courses {
        let summary = course.summary
        let isOpen =
          summary.cabinets.contains(.childProtection)
          ? own.contains(.childProtection) : !own.isDisjoint(with: summary.cabinets)
        print(
          [
            since(summary.heldAt), "\(summary.id)", summary.state.rawValue,
            isOpen
              ? summary.rules.first ?? ""
              : "in the cabinet \(summary.cabinets.map(\.rawValue).joined(separator: ", "))",
            course.isFalseAlarm ? "a false alarm" : "",
          ].filter { !$0.isEmpty }.joined(separator: "  "))
      }
      if courses.isEmpty { say("Nothing of this sender was held that you may know of.") }
    }
  }
}
