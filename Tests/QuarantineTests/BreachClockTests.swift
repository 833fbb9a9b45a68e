import GRDB
import Testing

@testable import Quarantine

@Suite("The 72 hours")
struct BreachClockTests {
  private let officer = "dco@oakfield.example"
  private let sample: Sample
  private let store: QuarantineStore

  init() throws {
    sample = try Sample()
    store = try sample.open()
  }

  private func open() throws -> BreachID {
    try #require(try store.openBreach(BreachRecord(cause: .officerEntry), by: officer) { _ in [] })
  }

  private func due() throws -> [Int] {
    let due = try store.breachesToWarnOf()
    for (breach, hours) in due { #expect(try store.warn(breach.id, of: hours, [])) }
    return due.map(\.hours)
  }

  @Test("run by the calendar, and warn once each after 24, 48 and 66 hours and when they are over")
  func warnings() throws {
    _ = try open()
    #expect(try due().isEmpty)
    var warned: [Int: [Int]] = [:]
    for hour in 1...100 {
      sample.clock.advance(3_600)
      let hours = try due()
      if !hours.isEmpty { warned[hour] = hours }
    }
    #expect(warned == [24: [24], 48: [48], 66: [66], 72: [72]])
  }

  @Test("a filter that was off warns once of what is due, not of what was")
  func missed() throws {
    _ = try open()
    sample.clock.advance(67 * 3_600)
    #expect(try due() == [66])
    #expect(try due().isEmpty)
  }

  @Test("stop once the ICO was told, need not be, or the record is closed; and not when it is only to be told")
  func stops() throws {
    let told = try open()
    let needless = try open()
    let closed = try open()
    let running = try open()
    try store.decide(.ico, .tell, on: told, because: "A risk.", by: officer, told: sample.clock.time)
    try store.decide(.ico, .notNeeded, on: needless, because: "No risk.", by: officer)
    try store.note("No breach.", on: closed, by: officer, closes: true)
    try store.decide(.ico, .tell, on: running, because: "A risk.", by: officer)
    sample.clock.advance(25 * 3_600)
    #expect(try store.breachesToWarnOf().map(\.breach.id) == [running])
    // A decision that is taken back starts them again from when it was known.
    try store.correct([.ico: "tell"], of: needless, because: "It was read.", by: officer)
    #expect(try Set(store.breachesToWarnOf().map(\.breach.id)) == [running, needless])
    #expect(try store.breach(needless).clock?.elapsed(at: sample.clock.time) == 25)
  }

  @Test("start anew from another time when that is corrected, and warn by it")
  func corrected() throws {
    let id = try open()
    let opened = sample.clock.time
    sample.clock.advance(3_600)
    try store.correct([.known: "\(opened - 47 * 3_600)"], of: id, because: "the office knew", by: officer)
    #expect(try due() == [48])
    try store.correct([.known: "\(opened)"], of: id, because: "it did not", by: officer)
    #expect(try due().isEmpty)
    sample.clock.advance(23 * 3_600)
    #expect(try due() == [24])
  }

  @Test("what is left counts begun hours, and what is over, too")
  func left() {
    let clock = BreachClock(start: 0)
    #expect(clock.left(at: 0) == 72 && clock.left(at: 1) == 72 && clock.left(at: 3_600) == 71)
    #expect(clock.left(at: 72 * 3_600) == 0 && clock.isOver(at: 72 * 3_600))
    #expect(clock.left(at: 72 * 3_600 - 1) == 1 && !clock.isOver(at: 72 * 3_600 - 1))
    #expect(clock.left(at: 72 * 3_600 + 1) == -1)
  }

  @Test("a letter goes once, whichever process comes first")
  func once() throws {
    let id = try open()
    sample.clock.advance(24 * 3_600)
    #expect(try store.warn(id, of: 24, []))
    #expect(try !sample.open(as: .commandLine).warn(id, of: 24, []))
  }

  @Test("records of an older Postern run from when they were opened, unless they are closed")
  func migrated() throws {
    let queue = try DatabaseQueue()
    let migrator = QuarantineSchema.quarantine
    try migrator.migrate(queue, upTo: "7 sightings")
    try queue.write { db in
      try db.execute(sql: "INSERT INTO breach VALUES ('B-0000-0001', 500, NULL, x'01', x'00')")
      try db.execute(sql: "INSERT INTO breach VALUES ('B-0000-0002', 600, 700, x'02', x'00')")
    }
    try migrator.migrate(queue)
    let rows = try queue.read { db in
      try Row.fetchAll(db, sql: "SELECT clockFrom, warned, isNearMiss FROM breach ORDER BY id")
    }
    #expect(rows.map { $0["clockFrom"] as Int64? } == [500, nil])
    #expect(rows.allSatisfy { $0["isNearMiss"] == 0 && $0["warned"] == 0 })
  }
}
