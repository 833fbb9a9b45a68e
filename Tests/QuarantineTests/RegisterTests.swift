import Detection
import Foundation
import GRDB
import Testing

@testable import Quarantine

@Suite("A record of the breach register")
struct RegisterTests {
  private let officer = "dco@oakfield.example"
  private let other = "dpo@oakfield.example"
  private let sample: Sample
  private let store: QuarantineStore

  init() throws {
    sample = try Sample()
    store = try sample.open()
  }

  private func open(_ values: [BreachField: String] = [:], hiddenFrom: [String] = []) throws -> BreachID {
    try #require(
      try store.openBreach(
        BreachRecord(cause: .officerEntry, hiddenFrom: hiddenFrom, reportedBy: officer, initial: values), by: officer
      ) { _ in [] })
  }

  @Test("keeps with every change what stood there, who changed it, when and why")
  func history() throws {
    let id = try open([.what: "A letter went astray."])
    sample.clock.advance(60)
    try store.correct([.what: "An email went astray.", .records: "28"], of: id, because: "it was an email", by: other)
    let breach = try store.breach(id)
    #expect(breach.account[.what] == "An email went astray." && breach.account[.records] == "28")
    let entry = try #require(breach.entries.first)
    #expect(entry.act == .corrected && entry.by == other && entry.text == "it was an email")
    #expect(entry.time == sample.clock.time && entry.time == breach.openedAt + 60)
    #expect(
      entry.changes == [
        .init(field: .what, old: "A letter went astray.", new: "An email went astray."),
        .init(field: .records, old: nil, new: "28"),
      ])
    #expect(breach.account.said[.what]?.by == other)
    try store.correct([.records: ""], of: id, because: "nobody knows", by: officer)
    #expect(try store.breach(id).account[.records] == nil)
    #expect(try store.breach(id).entries.last?.changes == [.init(field: .records, old: "28", new: nil)])
    #expect(throws: QuarantineError.self) {
      try store.correct([.what: "An email went astray."], of: id, because: "again", by: other)
    }
    #expect(throws: QuarantineError.self) { try store.correct([.what: "x"], of: id, because: " ", by: other) }
  }

  @Test("can be corrected once it is closed, and nothing else is done on it then")
  func closed() throws {
    let id = try open()
    try store.note("No data was in it.", on: id, by: officer, closes: true)
    let closedAt = try store.breach(id).closedAt
    sample.clock.advance(60)
    try store.correct([.icoReference: "IC-1"], of: id, because: "they wrote again", by: officer)
    #expect(try store.breach(id).closedAt == closedAt)
    #expect(try store.breach(id).account[.icoReference] == "IC-1")
    #expect(throws: QuarantineError.self) { try store.assess(id, .likely, .severe, because: "late", by: officer) }
  }

  @Test("takes what may stand in a field, as people write it, and says what may where it does not")
  func values() throws {
    let id = try open()
    let now = sample.clock.time
    func refusal(_ field: BreachField, _ value: String) throws -> String {
      do {
        try store.correct([field: value], of: id, because: "a test", by: officer)
        return ""
      } catch { return error.kind == .badValue ? error.description : "" }
    }
    #expect(try refusal(.how, "emailed").contains("use one of emailed_to_wrong_recipient, bcc_not_used"))
    #expect(try refusal(.records, "many").contains("write it in digits"))
    #expect(try refusal(.happened, "31/11/2026 10:00").contains("is no time"))
    #expect(try refusal(.known, "\(now + 3_600)").contains("still to come"))
    #expect(try refusal(.people, "headmistress: A B").contains("'headmistress' is no kind of person"))
    #expect(try refusal(.data, "health, gossip").contains("'gossip' is no category of data"))
    try store.correct(
      [
        .how: "Bcc not used", .data: "health,SEN", .people: "pupil: Aisha Khan; pupil: Aisha Khan; staff: T Ash\nOmar",
      ], of: id, because: "a test", by: officer)
    let account = try store.breach(id).account
    #expect(account.how == .bccNotUsed && account.categories == [.health, .sen])
    #expect(
      account.people
        == [BreachPerson("Aisha Khan", .pupil), BreachPerson("T Ash", .staff), BreachPerson("Omar", .unknown)])
    #expect(account.peopleCount == 3)
    #expect(account.peopleByKind.map(\.kind) == [.pupil, .staff, .unknown])
    try store.correct([.peopleCount: "120"], of: id, because: "the whole year group", by: officer)
    #expect(try store.breach(id).account.peopleCount == 120)
  }

  @Test("keeps risk and decisions with reasons, and whose they are")
  func decisions() throws {
    let id = try open()
    try store.assess(id, .likely, .significant, because: "Home addresses.", by: other)
    #expect(try store.breach(id).account.risk == .high)
    try store.decide(.ico, .tell, on: id, because: "A high risk.", by: officer, reference: "IC-123")
    try store.decide(.people, .notNeeded, on: id, because: "Deleted unread.", by: other, told: nil)
    let account = try store.breach(id).account
    #expect(account.ico == .tell && account[.icoReasons] == "A high risk." && account.said[.ico]?.by == officer)
    #expect(account.tellPeople == .notNeeded && account[.tellPeopleReasons] == "Deleted unread.")
    #expect(account[.riskReasons] == "Home addresses." && account[.icoReference] == "IC-123")
    #expect(throws: QuarantineError.self) { try store.decide(.ico, .tell, on: id, because: "", by: officer) }
    #expect(
      try store.auditLines().map(\.action) == [.breachOpened, .breachAssessed, .breachDecided, .breachDecided])
    #expect(try store.auditLines().map(\.reason) == ["\(id)", "\(id) 1", "\(id) 2", "\(id) 3"])
  }

  @Test("the risk is what likelihood and severity come to")
  func risk() {
    #expect(BreachRisk(.veryUnlikely, .limited) == .unlikely)
    #expect(BreachRisk(.unlikely, .limited) == .unlikely)
    // What would be severe is a risk however unlikely.
    #expect(BreachRisk(.veryUnlikely, .severe) == .risk)
    #expect(BreachRisk(.unlikely, .significant) == .risk)
    #expect(BreachRisk(.veryLikely, .limited) == .risk)
    #expect(BreachRisk(.likely, .significant) == .high)
    for severity in BreachSeverity.allCases {
      let risks = BreachLikelihood.allCases.map { BreachRisk($0, severity) }
      #expect(risks == risks.sorted())
    }
  }

  @Test("the database refuses to change or delete an entry, how a record began, or a record that is open")
  func triggers() throws {
    let id = try open([.what: "Something."])
    try store.note("Called the office.", on: id, by: officer)
    let database = try sample.database()
    for sql in [
      "DELETE FROM breachEntry", "UPDATE breachEntry SET sealed = x'00'", "UPDATE breachEntry SET number = 7",
      "DELETE FROM breach", "UPDATE breach SET record = x'00'", "UPDATE breach SET openedAt = 1",
    ] {
      #expect(throws: DatabaseError.self, "\(sql)") { try database.write { db in try db.execute(sql: sql) } }
    }
    try store.note("Done.", on: id, by: officer, closes: true)
    sample.clock.advance(1)
    #expect(try store.forgetBreaches(before: sample.clock.time) == 1)
    #expect(try database.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM breachEntry") } == 0)
  }

  @Test("an entry that was taken out behind our back, or moved, is noticed")
  func gap() throws {
    let id = try open()
    try store.note("One.", on: id, by: officer)
    try store.note("Two.", on: id, by: officer)
    let database = try sample.database()
    try database.write { db in
      try db.execute(sql: "DROP TRIGGER breachEntryIsKept")
      try db.execute(sql: "DELETE FROM breachEntry WHERE number = 1")
    }
    #expect(throws: QuarantineError.self) { try store.breach(id) }
  }

  @Test("names and words stand nowhere in clear")
  func sealed() throws {
    let id = try open([.people: "pupil: Xylophona Brambleby"])
    try store.correct(
      [.what: "Marmaladesubject"], of: id, because: "Zanzibarlane", by: "z.quillfeather@oakfield.example")
    _ = try store.disclose(
      DisclosureRecord(
        kind: .police, askedBy: "PC Wobblegate", legalBasis: "quokkafever", given: "10.99.77.55",
        givenAt: sample.clock.time), by: officer)
    for word in planted { #expect(try sample.files(with: word).isEmpty, "\(word)") }
  }

  @Test("is as if it were not for whom it is about, with all that was done on it, also on the audit trail")
  func hidden() throws {
    let id = try open(hiddenFrom: [other])
    try store.assess(id, .likely, .severe, because: "Home addresses.", by: officer)
    for act: () throws -> Void in [
      { try store.correct([.what: "x"], of: id, because: "y", by: other) },
      { try store.decide(.ico, .notNeeded, on: id, because: "y", by: other) },
      { try store.assess(id, .unlikely, .limited, because: "y", by: other) },
    ] { #expect(throws: QuarantineError.noBreach(id)) { try act() } }
    try store.auditExport(of: "\(id)", as: "pdf", by: officer)
    #expect(try store.auditLines(visibleTo: other).isEmpty)
    #expect(try store.auditLines(visibleTo: officer).count == 3)
  }
}
