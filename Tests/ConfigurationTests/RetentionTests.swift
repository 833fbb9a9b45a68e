import Configuration
import Foundation
import Testing

@Suite("How long things are kept")
struct RetentionTests {
  private func load(_ text: String) throws -> Settings {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("postern.yaml")
    try Data(("organisation: {name: O, domains: [o.example]}\n" + text).utf8).write(to: file)
    return try Settings.load(file.path)
  }

  /// Noon of a day here, in Unix seconds.
  private func noon(_ year: Int, _ month: Int, _ day: Int) throws -> Int64 {
    let parts = DateComponents(year: year, month: month, day: day, hour: 12)
    return Int64(try #require(Calendar(identifier: .gregorian).date(from: parts)).timeIntervalSince1970)
  }

  @Test("needs no word: 20 school days, warned 5 before; facts 90 days; audit 2 years; breaches 6; letters 30 days")
  func defaults() throws {
    let retention = try load("").retention
    #expect(retention == Retention())
    #expect(retention.heldSchoolDays == 20 && retention.warnSchoolDays == 5 && !retention.legalHold)
    #expect(retention.factsDays == 90 && retention.auditYears == 2 && retention.breachRegisterYears == 6)
    #expect(retention.outboxDays == 30 && retention.historyDays == 400)
  }

  @Test("can be set, each by its own key")
  func set() throws {
    let settings = try load(
      """
      retention: {held_school_days: 10, warn_school_days: 3, facts_days: 30, audit_years: 7, breach_register_years: 10,
        outbox_days: 14, history_days: 200, legal_hold: true}
      keys: /etc/credentials
      keys_database: wrapped.db
      """)
    #expect(settings.retention.heldSchoolDays == 10 && settings.retention.warnSchoolDays == 3)
    #expect(settings.retention.factsDays == 30 && settings.retention.auditYears == 7)
    #expect(settings.retention.breachRegisterYears == 10 && settings.retention.outboxDays == 14)
    #expect(settings.retention.legalHold && settings.retention.historyDays == 200)
    #expect(settings.keysDatabase.hasSuffix("/wrapped.db"))
    #expect(try load("keys: /etc/credentials").keysDatabase == "/etc/credentials/keys.db")
  }

  @Test(
    "is refused where it cannot be meant, with line and column",
    arguments: [
      ("retention: {held_school_days: 3}\n", ":2:31: warn_school_days (5) is more than held_school_days (3)"),
      (
        "retention: {held_school_days: 9, warn_school_days: 10}\n",
        ":2:52: warn_school_days (10) is more than held_school_days (9)"
      ),
      ("retention: {outbox_days: 5}\n", ":2:26: 5 is out of bounds: from 6 to 3650"),
      (
        "school_days: {closed: [2027-02-30]}\n",
        ":2:24: '2027-02-30' is no day and no range of days: write 2027-02-15 or 2026-12-21..2027-01-01 (or 15 February 2027)"
      ),
      (
        "school_days: {closed: [2027-01-01..2026-12-21]}\n",
        ":2:24: '2027-01-01..2026-12-21' is no day and no range of days: write 2027-02-15 or 2026-12-21..2027-01-01 (or 15 February 2027)"
      ),
      (
        "school_days: {closed: [31/02/2027]}\n",
        ":2:24: '31/02/2027' is no day and no range of days: write 2027-02-15 or 2026-12-21..2027-01-01 (or 15 February 2027)"
      ),
    ])
  func refused(_ text: String, _ end: String) {
    let error = #expect(throws: ConfigurationError.self) { try load(text) }
    #expect(error?.description.hasSuffix("postern.yaml" + end) == true, "\(error?.description ?? "")")
  }

  @Test("counts school days: no weekend, no holiday, and the day itself does not count")
  func schoolDays() throws {
    let calendar = try load("school_days: {closed: [2026-12-21..2027-01-01, 2027-02-15]}\n").schoolCalendar
    // 27 November 2026 is a Friday.
    #expect(calendar.schoolDays(from: try noon(2026, 11, 27), to: try noon(2026, 11, 27)) == 0)
    #expect(calendar.schoolDays(from: try noon(2026, 11, 27), to: try noon(2026, 11, 29)) == 0)
    #expect(calendar.schoolDays(from: try noon(2026, 11, 27), to: try noon(2026, 11, 30)) == 1)
    #expect(calendar.schoolDays(from: try noon(2026, 11, 28), to: try noon(2026, 12, 4)) == 5)
    #expect(calendar.schoolDays(from: try noon(2026, 12, 18), to: try noon(2027, 1, 4)) == 1, "over Christmas")
    #expect(calendar.schoolDays(from: try noon(2027, 2, 12), to: try noon(2027, 2, 16)) == 1, "half-term's Monday")
    #expect(calendar.schoolDays(from: try noon(2026, 11, 30), to: try noon(2026, 11, 27)) == 0, "backwards")
    #expect(SchoolCalendar().schoolDays(from: try noon(2026, 12, 18), to: try noon(2027, 1, 4)) == 11)
    #expect(SchoolCalendar().schoolDays(from: 0, to: .max / 4) < 10_000, "a clock gone mad ends nothing")
  }

  @Test("a leap day is a day like others")
  func leap() throws {
    let calendar = try load("school_days: {closed: [2028-02-29]}\n").schoolCalendar
    #expect(calendar.schoolDays(from: try noon(2028, 2, 28), to: try noon(2028, 3, 1)) == 1)
    #expect(throws: ConfigurationError.self) { try load("school_days: {closed: [2027-02-29]}\n") }
  }
}
