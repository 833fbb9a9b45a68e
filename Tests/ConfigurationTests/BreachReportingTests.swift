import Foundation
import Testing

@testable import Configuration

@Suite("The breach register's settings")
struct BreachReportingTests {
  private func read(_ text: String) throws -> Settings {
    try Settings.read(YAMLFile.parse(text, file: "postern.yaml"), folder: "/etc/postern")
  }

  @Test("name the address that takes reports, or none")
  func reportTo() throws {
    let base = "organisation: {name: Oakfield, domains: [oakfield.example]}\n"
    #expect(try read(base).breaches.reportTo == nil)
    #expect(
      try read(base + "breaches: {report_to: Data-Breach@oakfield.example}").breaches.reportTo
        == "data-breach@oakfield.example")
    for wrong in ["data-breach", "@oakfield.example", "a@b", "a b@oakfield.example"] {
      let error = #expect(throws: ConfigurationError.self) { try read(base + "breaches: {report_to: '\(wrong)'}") }
      #expect(error?.description.contains("write it like data-breach@school.example") == true)
    }
    #expect(throws: ConfigurationError.self) { try read(base + "breaches: {report: a@b.example}") }
  }

  @Test("say whose clock it is: the school's own controller, else the organisation's, else the organisation itself")
  func controller() throws {
    let trust = try read(
      """
      organisation:
        name: Larkfield Trust
        domains: [larkfield.example]
        controller: Larkfield Learning Trust Ltd
        schools:
          - {name: Thornbeck, domains: [thornbeck.example], controller: Northmere Council}
          - {name: Glanddu, domains: [glanddu.example]}
      """
    ).organisation
    #expect(trust.controller(ofSchool: trust.schoolName(of: "a@Thornbeck.example")) == "Northmere Council")
    #expect(trust.controller(ofSchool: trust.schoolName(of: "a@glanddu.example")) == "Larkfield Learning Trust Ltd")
    #expect(trust.controller(ofSchool: "thornbeck") == "Northmere Council")
    #expect(trust.schoolName(of: "a@glanddu.example") == "Glanddu")
    #expect(trust.schoolName(of: "") == "Larkfield Trust")
    let school = try read("organisation: {name: Oakfield, domains: [oakfield.example]}").organisation
    #expect(school.controller(ofSchool: school.schoolName(of: "a@oakfield.example")) == "Oakfield")
  }
}

@Suite("A time as people here write it")
struct BritishTimeTests {
  private let london = TimeZone(identifier: "Europe/London")
  private var times: BritishTime { BritishTime(london) }
  /// 26 November 2026, 14:05 in London.
  private let time: Int64 = 1_795_701_900

  @Test("is written with the month's name, and sorts where a table needs that")
  func words() {
    #expect(times.words(time) == "26 November 2026, 14:05")
    #expect(times.date(time) == "26 November 2026")
    #expect(times.sortable(time) == "2026-11-26 14:05")
    // Summer time.
    #expect(times.words(1_782_867_600) == "1 July 2026, 02:00")
  }

  @Test(
    "is read as people type it",
    arguments: [
      "26/11/2026 14:05", "2026-11-26 14:05", "2026-11-26T14:05", "26 November 2026, 14:05", "26 nov 2026 at 14:05",
      "26.11.2026 14:05", " 1795701900 ",
    ])
  func read(text: String) { #expect(times.read(text) == time) }

  @Test("without the clock is midnight, and what is no day is none")
  func odd() {
    #expect(times.read("26/11/2026") == time - 14 * 3_600 - 5 * 60)
    for wrong in ["31/11/2026", "26/13/2026", "26/11/2026 25:00", "26/11/26", "yesterday", "", "26 Noember 2026"] {
      #expect(times.read(wrong) == nil, "\(wrong)")
    }
    // An hour that the clocks leap over is none.
    #expect(times.read("29/03/2026 01:30") == nil)
  }
}
