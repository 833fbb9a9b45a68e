import Foundation
import PosternKit
import Testing

@testable import People
@testable import PeopleStore

@Suite("What an import changes is said before it is applied")
struct ChangeTests {
  private func count(_ it: RecordsImport, _ kind: RosterKind) throws -> RosterChange.Count {
    try #require(it.change.counts.first { $0.kind == kind })
  }

  @Test("added, changed and gone are counted, and examining changes nothing")
  func counted() throws {
    let trust = try Trust.small(pupils: 20)
    try trust.importAll()
    try trust.write(pupils: Array(2..<20) + [20, 21, 22])
    var text = try String(contentsOfFile: trust.folder.file("pupils.csv"), encoding: .utf8)
    text = text.replacingOccurrences(of: "U5,\(Trust.first(5))", with: "U5,Renamed")
    try trust.folder.write("pupils.csv", text: text)
    let before = try trust.bytesOfStore()
    let it = try trust.examine()
    let pupils = try count(it, .pupils)
    #expect(pupils.before == 20 && pupils.added == 3 && pupils.changed == 1 && pupils.left == 2)
    #expect(it.change.names[.pupils]?.left == ["\(Trust.name(0)) (7A)", "\(Trust.name(1)) (7A)"])
    #expect(it.refusals.isEmpty)
    #expect(try trust.bytesOfStore() == before)
  }

  @Test("the same exports again change nothing")
  func same() throws {
    let trust = try Trust.small(pupils: 20)
    try trust.importAll()
    #expect(try trust.importAll().change.isEmpty)
    #expect(try trust.examine().change.isEmpty)
  }

  @Test("a permanent UPN in place of a temporary one is a change, not another pupil")
  func renumbered() throws {
    let trust = try Trust.small(pupils: 20)
    try trust.importAll()
    let text = try String(contentsOfFile: trust.folder.file("pupils.csv"), encoding: .utf8)
    try trust.folder.write("pupils.csv", text: text.replacingOccurrences(of: "U4,", with: "P4,"))
    let it = try trust.importAll()
    let pupils = try count(it, .pupils)
    #expect(pupils.changed == 1 && pupils.added == 0 && pupils.left == 0)
    #expect(try trust.index().countByKind[.pupil] == 20)
  }

  @Test("400 of 900 pupils would vanish: refused")
  func vanished() throws {
    let trust = try Trust.small(pupils: 900)
    try trust.importAll()
    try trust.write(pupils: 400..<900)
    #expect(try trust.examine().refusals == ["400 of 900 pupils would vanish"])
    // A fifth leaves each summer.
    try trust.write(pupils: 180..<900)
    #expect(try trust.examine().refusals.isEmpty)
  }

  @Test("how many may vanish is the plan's to say, for each school")
  func threshold() throws {
    let plan = """
      schools:
        - {name: Oakfield, pupils: a.csv}
        - {name: Harcombe, pupils: b.csv}
      vanish_percent: 60
      """
    let trust = try Trust(plan: plan)
    func write(_ file: String, _ numbers: Range<Int>) throws {
      let rows = numbers.map { "U\($0),\(Trust.first($0)),\(Trust.last($0))\n" }
      try trust.folder.write(file, text: "upn,legal_first,legal_last\n" + rows.joined())
    }
    try write("a.csv", 0..<100)
    try write("b.csv", 100..<140)
    try trust.importAll()
    try write("a.csv", 50..<100)
    #expect(try trust.examine().refusals.isEmpty)
    try write("b.csv", 130..<140)
    #expect(try trust.examine().refusals == ["30 of 40 pupils of Harcombe would vanish"])
  }

  @Test("orders against contact that vanish from an export are refused, too")
  func ordersVanish() throws {
    let trust = try Trust.small(pupils: 20)
    func write(_ answer: String) throws {
      let rows = (0..<6).map { "U\($0),Pat \(Trust.last($0)),pat\($0)@home.example,\(answer)\n" }
      try trust.folder.write("relationships.csv", text: "upn,contact_name,email,no_contact\n" + rows.joined())
    }
    try write("yes")
    try trust.importAll()
    try write("")
    #expect(try trust.examine().refusals == ["6 of 6 orders against contact would vanish"])
  }
}

@Suite("Who has left")
struct LeaverTests {
  @Test("stays matched for twelve months with those around them, and not a day longer")
  func leavers() throws {
    let trust = try Trust.small(pupils: 20)
    try trust.importAll(on: day("2026-07-20"))
    try trust.write(pupils: 1..<20)
    try trust.importAll(on: day("2026-09-02"))
    for (date, isThere) in [("2026-09-02", true), ("2027-09-01", true), ("2027-09-03", false)] {
      let index = try trust.index(on: day(date))
      let found = index.search(Trust.name(0))
      #expect(found.isEmpty != isThere, "\(date)")
      if isThere {
        #expect(index.person(found[0])?.kind == .formerPupil)
        let guardian = try #require(index.people(at: "pat0@home.example").first)
        #expect(index.children(of: guardian) == found)
      }
    }
    // Later imports keep the day on which they left.
    try trust.importAll(on: day("2027-03-01"))
    #expect(try trust.index(on: day("2027-09-03")).search(Trust.name(0)).isEmpty)
    try trust.importAll(on: day("2027-09-03"))
    #expect(try trust.store.load()?.roster.count(.pupils) == 19)
  }

  @Test("keeps the adults around them, also where these point at an admission number")
  func numbered() throws {
    let trust = try Trust(people: "pupils: p.csv, relationships: r.csv")
    func write(_ pupils: Range<Int>) throws {
      try trust.folder.write(
        "p.csv",
        text: "upn,admission_number,legal_first,legal_last\n"
          + pupils.map { "U\($0),\($0),\(Trust.first($0)),\(Trust.last($0))\n" }.joined())
      try trust.folder.write(
        "r.csv",
        text: "admission_number,contact_name,email,no_contact\n"
          + pupils.map { "\($0),Pat \(Trust.last($0)),pat\($0)@home.example,yes\n" }.joined())
    }
    try write(0..<8)
    try trust.importAll(on: day("2026-07-20"))
    try write(1..<8)
    let it = try trust.importAll(on: day("2026-09-02"))
    #expect(it.refusals.isEmpty)
    let index = try trust.index(on: day("2026-09-10"))
    let guardian = try #require(index.people(at: "pat0@home.example").first)
    let pupil = try #require(index.search(Trust.name(0)).first)
    #expect(index.relationship(pupil: pupil, contact: guardian)?.noContact == true)
  }

  @Test("is a pupil again when an export brings them back")
  func back() throws {
    let trust = try Trust.small(pupils: 20)
    try trust.importAll(on: day("2026-07-20"))
    try trust.write(pupils: 1..<20)
    try trust.importAll(on: day("2026-09-02"))
    try trust.write(pupils: 0..<20)
    let it = try trust.importAll(on: day("2026-10-02"))
    #expect(it.change.counts.first { $0.kind == .pupils }?.added == 1)
    let index = try trust.index(on: day("2026-10-03"))
    #expect(index.search(Trust.name(0)).map { index.person($0)?.kind } == [.pupil])
  }

  @Test("is told by the export's own date, too; one in the future is none yet")
  func dated() throws {
    let trust = try Trust(people: "pupils: pupils.csv, staff: staff.csv")
    try trust.folder.write(
      "pupils.csv",
      text: """
        legal_first,legal_last,leaving_date
        Ann,Gone,12 Mar 2026
        Ben,Going,2026-12-18
        Cat,Longgone,01/07/2024
        """)
    try trust.folder.write(
      "staff.csv",
      text: "first_name,last_name,email,leaving_date\nDee,Retired,d.retired@oakfield.example,31/08/2026\n")
    try trust.importAll(on: day("2026-09-10"))
    let index = try trust.index(on: day("2026-09-10"))
    #expect(index.search("Ann Gone").map { index.person($0)?.kind } == [.formerPupil])
    #expect(index.search("Ben Going").map { index.person($0)?.kind } == [.pupil])
    #expect(index.search("Cat Longgone").isEmpty)
    // The name stays known; the school address is nobody's any more.
    #expect(index.search("Dee Retired").count == 1)
    #expect(index.people(at: "d.retired@oakfield.example").isEmpty)
  }
}

@Suite("Who is forgotten")
struct ForgettingTests {
  private func forget(_ name: String, _ trust: Trust) throws {
    let index = try trust.index()
    let number = try #require(index.search(name).first)
    let person = try #require(index.person(number))
    var stored = try #require(try trust.store.load())
    var entries = try trust.store.loadEntries()
    let keys = stored.roster.keys(
      ofPersonNamed: person.fullName, at: person.addresses, upn: index.upn(of: person.number))
    try trust.store.remember(keys, in: &entries)
    try trust.store.save(entries)
    stored.roster = stored.roster.without(try trust.store.forgetting(entries))
    try trust.store.save(stored)
  }

  @Test("is gone at once, and kept out of the next import until let back", arguments: [0, 1, 2])
  func forgotten(what: Int) throws {
    let trust = try Trust.small(pupils: 20)
    try trust.importAll()
    let name = [Trust.name(3), "Pat \(Trust.last(3))", "Judith Amberley"][what]
    #expect(try trust.names().contains(name))
    try forget(name, trust)
    #expect(try !trust.names().contains(name))
    try trust.importAll()
    #expect(try !trust.names().contains(name))
    // Nobody else is lost with them, but a guardian whom the records know by that pupil alone.
    #expect(try trust.names().count == (what == 0 ? 39 : 40))
    var entries = try trust.store.loadEntries()
    #expect(trust.store.allowAll(in: &entries) > 0)
    try trust.store.save(entries)
    try trust.importAll()
    #expect(try trust.names().contains(name))
  }
}
