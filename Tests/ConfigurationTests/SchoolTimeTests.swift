import Foundation
import Testing

@testable import Configuration

@Suite("When the school is at work")
struct SchoolTimeTests {
  /// In London, whatever the machine's clock says.
  private func calendar(_ text: String = "") throws -> SchoolCalendar {
    var map = try YAMLFile.parse("school_days: {\(text)}\n", file: "postern.yaml")
    var calendar = try SchoolCalendar.read(map.optional("school_days"))
    calendar.timeZone = try #require(TimeZone(identifier: "Europe/London"))
    return calendar
  }

  private func at(_ text: String) throws -> Int64 {
    try #require(BritishTime(TimeZone(identifier: "Europe/London")).read(text))
  }

  private func minutes(_ start: String, _ end: String, _ text: String = "") throws -> Int64 {
    try calendar(text).schoolSeconds(from: at(start), to: at(end)) / 60
  }

  @Test(
    "school time runs from 8:00 to 17:00 from Monday to Friday, where nothing else is said",
    arguments: [
      // 27 November 2026 is a Friday.
      ("2026-11-27 10:00", "2026-11-27 10:15", 15),
      ("2026-11-27 16:50", "2026-11-30 08:05", 15),
      ("2026-11-27 07:00", "2026-11-27 08:10", 10),
      ("2026-11-27 18:00", "2026-11-30 07:59", 0),
      ("2026-11-28 10:00", "2026-11-29 16:00", 0),
      ("2026-11-23 00:00", "2026-11-30 00:00", 5 * 9 * 60),
      ("2026-11-27 10:15", "2026-11-27 10:00", 0),
      ("2026-11-27 10:00", "2026-11-27 10:00", 0),
    ])
  func ordinary(_ start: String, _ end: String, _ expected: Int64) throws {
    #expect(try minutes(start, end) == expected)
  }

  @Test(
    "the moment at which so much of it has passed is found, also over nights, weekends and holidays",
    arguments: [
      ("2026-11-27 10:00", 15, "2026-11-27 10:15"), ("2026-11-27 16:50", 15, "2026-11-30 08:05"),
      ("2026-11-28 11:00", 15, "2026-11-30 08:15"), ("2026-11-27 16:45", 15, "2026-11-27 17:00"),
      ("2026-12-18 16:50", 15, "2027-01-04 08:05"), ("2026-11-27 10:00", 9 * 60, "2026-11-30 10:00"),
    ] as [(String, Int64, String)])
  func moment(_ start: String, _ minutes: Int64, _ end: String) throws {
    let calendar = try calendar("terms: [2026-09-02..2026-12-18, 2027-01-04..2027-03-26]")
    let found = calendar.time(after: try at(start), schoolSeconds: minutes * 60)
    #expect(found == (try at(end)))
    #expect(calendar.schoolSeconds(from: try at(start), to: try #require(found)) == minutes * 60)
    #expect(calendar.time(after: try at(start), schoolSeconds: .max / 2) == nil)
  }

  @Test("hours and days are those that are written down")
  func own() throws {
    let own = "hours: 8:30-15:15, days: [monday, saturday]"
    #expect(try minutes("2026-11-27 10:00", "2026-11-28 12:00", own) == 210, "Friday is none, Saturday is one")
    #expect(try minutes("2026-11-28 15:00", "2026-11-30 08:45", own) == 30)
    #expect(try minutes("2026-11-28 00:00", "2026-11-29 00:00", "hours: 0:00-24:00, days: [saturday]") == 1_440)
  }

  @Test("between terms, and on days on which the school is closed, no time goes by")
  func terms() throws {
    let terms = "terms: [2026-09-02..2026-12-18, 4 January 2027..26 March 2027], closed: [15/02/2027..19/02/2027]"
    #expect(try minutes("2026-12-18 16:50", "2027-01-04 08:05", terms) == 15)
    #expect(try minutes("2026-12-21 09:00", "2026-12-24 16:00", terms) == 0)
    #expect(try minutes("2027-02-12 16:55", "2027-02-22 08:05", terms) == 10, "half-term")
    let calendar = try calendar(terms)
    #expect(calendar.schoolDays(from: try at("2026-12-18 12:00"), to: try at("2027-01-05 12:00")) == 2)
    #expect(calendar.day(after: try at("2026-12-18 12:00"), schoolDays: 1) == (try at("2027-01-04")))
    #expect(calendar.lastTermEnds == (try at("2027-03-27")))
  }

  @Test("once the last term has ended every week counts, so that nothing waits for ever; nor without terms")
  func ended() throws {
    let terms = "terms: [2026-09-02..2026-12-18]"
    #expect(try minutes("2027-01-11 09:00", "2027-01-11 09:30", terms) == 30)
    #expect(try minutes("2026-08-24 09:00", "2026-08-24 09:30", terms) == 30, "before the first")
    #expect(try calendar().lastTermEnds == nil)
    #expect(try minutes("2026-12-25 09:00", "2026-12-25 09:30") == 30, "a Friday like others, where nothing is said")
  }

  @Test("the clock's changes neither add nor take an hour")
  func summerTime() throws {
    // Put forward on 28 March 2027, back on 25 October 2026, both in the night to a Sunday.
    #expect(try minutes("2027-03-26 16:50", "2027-03-29 08:05") == 15)
    #expect(try minutes("2026-10-23 16:50", "2026-10-26 08:05") == 15)
    #expect(try calendar().schoolDays(from: at("2027-03-26 23:30"), to: at("2027-03-29 00:15")) == 1)
    #expect(try calendar().day(after: at("2027-03-26 12:00"), schoolDays: 1) == (try at("2027-03-29")))
    let night = "hours: 0:00-24:00, days: [sunday]"
    #expect(try minutes("2027-03-27 00:00", "2027-03-29 00:00", night) == 23 * 60, "a day of 23 hours")
    #expect(try minutes("2026-10-24 00:00", "2026-10-26 00:00", night) == 25 * 60, "a day of 25 hours")
  }

  @Test("a clock gone mad ends within the time of a blink, and counts no more than three years")
  func mad() throws {
    #expect(try calendar().schoolSeconds(from: 0, to: .max / 4) < 1_101 * 9 * 3_600)
  }

  @Test(
    "what cannot be meant is refused, with line and column",
    arguments: [
      ("hours: 17:00-8:00", ":1:22: '17:00-8:00' are no hours of a day: write them like 8:00-17:00"),
      ("hours: 8-17", ":1:22: '8-17' are no hours of a day: write them like 8:00-17:00"),
      ("hours: 8:00-24:01", ":1:22: '8:00-24:01' are no hours of a day: write them like 8:00-17:00"),
      ("days: [munday]", ":1:22: 'munday' is not known here: did you mean 'monday'?"),
      ("days: []", ":1:21: a school without a school day: name at least one, like monday"),
      (
        "terms: [2027-01-04..2027-03-26, 2026-09-02..2026-12-18]",
        ":1:47: this term begins before the one above it has ended: write them in order, none overlapping"
      ),
      (
        "terms: [1795511700]",
        ":1:23: '1795511700' is no day and no range of days: write 2027-02-15 or 2026-12-21..2027-01-01 (or 15 February 2027)"
      ),
      ("term: [2027-01-04]", ":1:15: 'term' is not known here: did you mean 'terms'?"),
    ])
  func refused(_ text: String, _ end: String) {
    let error = #expect(throws: ConfigurationError.self) { try calendar(text) }
    #expect(error?.description == "postern.yaml" + end, "\(error?.description ?? "")")
  }
}
