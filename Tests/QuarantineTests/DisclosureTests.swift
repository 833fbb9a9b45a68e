import GRDB
import Testing

@testable import Quarantine

@Suite("Disclosures")
struct DisclosureTests {
  private let officer = "dco@oakfield.example"
  private let sample: Sample
  private let store: QuarantineStore

  init() throws {
    sample = try Sample()
    store = try sample.open()
  }

  private func record(_ given: String = "Attendance of one pupil", hidden: [String] = []) -> DisclosureRecord {
    DisclosureRecord(
      kind: .police, askedBy: "PC 1234, Northmere Police, ref 77", legalBasis: "DPA 2018 Sch 2 para 2", given: given,
      givenAt: sample.clock.time, hiddenFrom: hidden)
  }

  @Test("keep who asked, why they may have it, what was given, when and by whom, each audited")
  func kept() throws {
    let id = try store.disclose(record(), by: officer)
    let disclosure = try store.disclosure(id)
    #expect(disclosure.record == record() && disclosure.enteredBy == officer)
    #expect(try store.auditLines().map(\.action) == [.disclosed])
    #expect(throws: QuarantineError.self) { try store.disclose(record(" "), by: officer) }
    var later = record()
    later.givenAt += 3_600
    #expect(throws: QuarantineError.self) { try store.disclose(later, by: officer) }
  }

  @Test("are corrected by another, and never changed")
  func corrected() throws {
    let first = try store.disclose(record(), by: officer)
    var second = record("Attendance of two pupils")
    second.corrects = "\(first)"
    _ = try store.disclose(second, by: officer)
    #expect(try store.disclosures().map(\.record.corrects) == ["\(first)", nil])
    second.corrects = "D-0000-0000"
    #expect(throws: QuarantineError.self) { try store.disclose(second, by: officer) }
    #expect(throws: DatabaseError.self) {
      try sample.database().write { db in try db.execute(sql: "UPDATE disclosure SET sealed = x'00'") }
    }
  }

  @Test("about an officer are as if they were not for that officer, on the audit trail, too")
  func hidden() throws {
    let id = try store.disclose(record(hidden: ["Head@oakfield.example"]), by: officer)
    #expect(try store.disclosures(visibleTo: "head@oakfield.example").isEmpty)
    #expect(throws: QuarantineError.self) { try store.disclosure(id, visibleTo: "head@oakfield.example") }
    #expect(try store.auditLines(visibleTo: "head@oakfield.example").isEmpty)
    #expect(try store.disclosures(visibleTo: officer).count == 1)
  }
}
