public import Configuration
import Foundation
import Glibc
import Insight
public import Policy
public import Quarantine

/// The weekly letter to the compliance officers: what was held and what became of it. Numbers alone, none of a sender (D18),
/// and of what they may not open only rough ones (D17).
public struct WeeklyDigest: Sendable {
  private let store: QuarantineStore
  private let facts: FactsReader
  private let writer: NoticeWriter
  private let calendar: SchoolCalendar
  private let book: @Sendable () -> AccessBook

  /// - Parameter book: who may open what, now.
  public init(
    _ settings: Settings, store: QuarantineStore, facts: FactsReader, writer: NoticeWriter,
    book: @escaping @Sendable () -> AccessBook
  ) {
    self.store = store
    self.facts = facts
    self.writer = writer
    self.book = book
    calendar = settings.schoolCalendar
  }

  /// The hour from which it may be written, on the clock of the people who work here.
  private static let hour = 6

  /// Whether a week's letter is due: from the morning of its first school day on. A week without one has none.
  /// - Parameter time: Unix time in seconds.
  public func isDue(at time: Int64) -> Bool {
    let today = SchoolCalendar.day(of: time)
    let monday = today - (today + 3) % 7
    guard let first = (monday...today).first(where: calendar.isSchoolDay) else { return false }
    // The row of one that was sent may be gone after six days (`outbox_days`): then it would be written again.
    return today - first < 5 && (today > first || Self.hour(of: time) >= Self.hour)
  }

  private static func hour(of time: Int64) -> Int {
    var seconds = time_t(time)
    var parts = tm()
    localtime_r(&seconds, &parts)
    return Int(parts.tm_hour)
  }

  /// Writes the letters of a week where they are due; whoever asks, and however often, each is sent once. What has been
  /// written is not worked out again: a week's facts are many.
  /// - Returns: how many officers are written to.
  public func writeWhenDue() throws(DeliveryError) -> Int {
    let time = store.time
    guard isDue(at: time) else { return 0 }
    do {
      let until = Self.monday(of: time)
      let since = Self.monday(of: until - 3 * 86_400)
      let week = Week(of: since).number
      let book = book()
      let officers = book.settings.allOfficers
      let schools = store.schoolNames(book.settings.organisation)
      let told = try officers.addresses(of: .general).filter {
        try store.letter(for: Self.purpose(week: week, $0)) == nil
      }
      guard !told.isEmpty else { return 0 }
      let facts = try facts.facts(since: since, until: until)
      var count = 0
      for officer in told {
        let reader = book.reader(officer)
        let report = InsightReport(
          since: since, until: until, courses: try store.courses(since: since, visibleTo: reader.addresses),
          facts: facts, for: InsightReader(reader, book), schoolOf: { $0.summary.school.flatMap { schools[$0] } },
          isOfficer: officers.everybody.contains)
        // A new installation has no week behind it, and a holiday week may have nothing to tell.
        guard !report.messages.isZero || !report.held.isZero else { continue }
        let notice = writer.weekly(report, to: officer)
        try store.queue(writer.draft(notice, purpose: Self.purpose(week: week, officer)))
        count += 1
      }
      return count
    } catch let error as QuarantineError {
      throw .store(error)
    } catch {
      throw .reinjection(.unreadable("\(error)"))
    }
  }

  private static func purpose(week: Int, _ officer: String) -> String { "week \(week) \(officer)" }

  /// The beginning of a week's Monday here; Unix time in seconds.
  private static func monday(of time: Int64) -> Int64 {
    var seconds = time_t(time)
    var parts = tm()
    localtime_r(&seconds, &parts)
    // Sunday is 0. mktime(3) takes days before the first of a month.
    parts.tm_mday -= (parts.tm_wday + 6) % 7
    (parts.tm_hour, parts.tm_min, parts.tm_sec, parts.tm_isdst) = (0, 0, 0, -1)
    return Int64(mktime(&parts))
  }
}
