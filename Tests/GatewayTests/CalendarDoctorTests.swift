import Configuration
import Foundation
import PosternKit
import Testing

@testable import Gateway

@Suite("The doctor, of the school's terms")
struct CalendarDoctorTests {
  private func examine(_ terms: String) throws -> [Diagnosis] {
    let folder = try TemporaryFolder("terms")
    let file = try folder.write(
      "postern.yaml", text: "organisation: {name: O, domains: [o.example]}\nschool_days: {\(terms)}\n")
    let now = try #require(BritishTime().read("2026-12-19 09:00"))
    return try Doctor(Settings.load(file), file: file).calendar(at: now)
  }

  @Test("says until when they are written down, and when the last has ended")
  func terms() throws {
    let over = try examine("terms: [2026-09-02..2026-12-18]")
    #expect(over.map(\.status) == [.warn])
    #expect(over[0].message.contains("ended on 18 December 2026") && over[0].remedy?.contains("'terms'") == true)
    let running = try examine("terms: [2026-09-02..2026-12-19]")
    #expect(running.map(\.status) == [.ok] && running[0].message.contains("until 19 December 2026"))
    #expect(try examine("hours: 8:00-16:00").isEmpty)
  }
}
