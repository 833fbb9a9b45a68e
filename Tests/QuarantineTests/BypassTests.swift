import Foundation
import GRDB
import Spool
import Testing

@testable import Quarantine

@Suite("The emergency switch, as it is stored")
struct BypassTests {
  private let head = "j.amberley@oakfield.example"
  private let officer = "y.castell@oakfield.example"
  private let sample: Sample
  private let store: QuarantineStore

  init() throws {
    sample = try Sample()
    store = try sample.open()
  }

  /// The wall's clock and the running one, both so many seconds later.
  private func moment(after seconds: Int64 = 0, clockSetBy shift: Int64 = 0, boot: String = "one") -> MachineMoment {
    MachineMoment(time: sample.clock.time + seconds + shift, uptime: 5_000 + seconds, boot: boot)
  }

  private func confirm(by actor: String, at moment: MachineMoment, isSame: Bool = false) throws -> Bypass {
    try store.confirmBypass(by: actor, isSamePerson: { _, _ in isSame }, at: moment, letters: { _ in [] })
  }

  private func begin(minutes: Int = 30) throws -> Bypass {
    _ = try store.askBypass(minutes: minutes, reason: "all mail is held", by: head, at: moment())
    return try confirm(by: officer, at: moment(after: 60))
  }

  private func ending() throws -> Bypass.Ending? { try store.bypasses().first?.ending }

  @Test("is on when a second person has confirmed it, and not before")
  func two() throws {
    #expect(try store.currentBypass(at: moment()) == nil)
    _ = try store.askBypass(minutes: 30, reason: "all mail is held", by: head, at: moment())
    #expect(try store.currentBypass(at: moment())?.state(at: moment()) == .asked)
    for refused in [head, "J.Amberley@oakfield.example"] {
      #expect(throws: QuarantineError.self) {
        try confirm(by: refused, at: moment())
      }
    }
    // Another address of the same person.
    #expect(throws: QuarantineError.self) {
      try confirm(by: "judith@home.example", at: moment(), isSame: true)
    }
    let bypass = try confirm(by: officer, at: moment(after: 60))
    #expect(bypass.until == sample.clock.time + 60 + 1_800)
    #expect(try store.currentBypass(at: moment(after: 61))?.state(at: moment(after: 61)) == .on)
    #expect(try store.auditLines().map(\.action) == [.bypassAsked, .bypassBegun])
    #expect(try store.auditLines().map(\.actor) == [head, officer])
    #expect(try store.verifyAudit() == [])
  }

  @Test("is asked for once at a time, with a reason, for at most four hours")
  func bounds() throws {
    #expect(throws: QuarantineError.self) { try store.askBypass(minutes: 30, reason: " ", by: head, at: moment()) }
    for minutes in [0, -5, 241] {
      #expect(throws: QuarantineError.self) {
        try store.askBypass(minutes: minutes, reason: "all mail is held", by: head, at: moment())
      }
    }
    _ = try begin(minutes: 240)
    #expect(throws: QuarantineError.self) {
      try store.askBypass(minutes: 30, reason: "longer", by: officer, at: moment(after: 70))
    }
  }

  @Test("ends by itself, to the second")
  func time() throws {
    _ = try begin()
    #expect(try store.currentBypass(at: moment(after: 60 + 1_799)) != nil)
    #expect(try store.currentBypass(at: moment(after: 60 + 1_800)) == nil)
    #expect(try store.settleBypass(at: moment(after: 60 + 1_799)) == nil)
    #expect(try store.settleBypass(at: moment(after: 60 + 1_800)) == .timeIsUp)
    #expect(try store.settleBypass(at: moment(after: 60 + 1_801)) == nil)
    #expect(try ending() == .timeIsUp)
  }

  @Test("lapses where nobody confirms it within fifteen minutes, and is told to nobody")
  func lapse() throws {
    _ = try store.askBypass(minutes: 30, reason: "all mail is held", by: head, at: moment())
    #expect(throws: QuarantineError.self) {
      try confirm(by: officer, at: moment(after: 900))
    }
    #expect(try ending() == .lapsed)
    #expect(try store.auditLines().map(\.action) == [.bypassAsked, .bypassLapsed])
    sample.clock.advance(2_000)
    #expect(
      try store.tellBypassEnds(settled: 4) { _ in
        Issue.record("nobody is told")
        return []
      } == 0)
    // The place is free.
    _ = try store.askBypass(minutes: 30, reason: "still", by: head, at: moment())
  }

  @Test(
    "is over where nobody can tell how long it has been on",
    arguments: [
      (after: Int64(600), shift: Int64(-300), boot: "one", ending: Bypass.Ending.clockMoved),
      (after: 600, shift: 300, boot: "one", ending: .clockMoved),
      (after: 60, shift: -90_000, boot: "one", ending: .clockMoved),
      (after: -100, shift: 500, boot: "one", ending: .clockMoved),
      (after: 600, shift: 0, boot: "two", ending: .machineRestarted),
      (after: 600, shift: 0, boot: "", ending: .machineRestarted),
    ])
  func clocks(after: Int64, shift: Int64, boot: String, ending: Bypass.Ending) throws {
    _ = try begin()
    let odd = moment(after: after, clockSetBy: shift, boot: boot)
    #expect(try store.currentBypass(at: odd) == nil)
    #expect(try store.settleBypass(at: odd) == ending)
    // And it stays so when the clock is put right.
    #expect(try store.currentBypass(at: moment(after: 700)) == nil)
  }

  @Test("a clock that is being disciplined does not end it")
  func drift() throws {
    _ = try begin()
    #expect(try store.currentBypass(at: moment(after: 900, clockSetBy: -20)) != nil)
  }

  @Test("outlives another process that opens the store, and not a filter that starts alone")
  func restart() throws {
    _ = try begin()
    let other = try sample.open(as: .commandLine)
    #expect(try other.currentBypass(at: moment(after: 100)) != nil)
    #expect(try other.settleBypass(at: moment(after: 100)) == nil)
    #expect(try store.settleBypass(filterStarts: true, at: moment(after: 100)) == .filterRestarted)
    #expect(try other.currentBypass(at: moment(after: 101)) == nil)
  }

  @Test("a damaged row, or one that was written by somebody else, is no bypass")
  func damage() throws {
    let bypass = try begin()
    let database = try sample.database()
    let sealed = try database.read { try Data.fetchOne($0, sql: "SELECT record FROM bypass") ?? Data() }
    var changed = sealed
    changed[changed.count / 2] ^= 1
    try database.write { try $0.execute(sql: "UPDATE bypass SET record = ?", arguments: [changed]) }
    #expect(try store.currentBypass(at: moment(after: 61)) == nil)
    #expect(try store.settleBypass(at: moment(after: 61)) == .damaged)
    // What was sealed for one row opens no other.
    try database.write {
      try $0.execute(
        sql: "INSERT INTO bypass (number, isOpen, isTold, record) VALUES (?, 1, 1, ?)",
        arguments: [bypass.number + 7, sealed])
    }
    #expect(try store.currentBypass(at: moment(after: 62)) == nil)
    #expect(try store.settleBypass(at: moment(after: 62)) == .damaged)
    #expect(try store.auditLines().suffix(2).map(\.action) == [.bypassEnded, .bypassEnded])
  }

  @Test("one that has ended is not on again when its row says so")
  func reopened() throws {
    _ = try begin()
    _ = try store.endBypass(by: officer, at: moment(after: 100))
    try sample.database().write { try $0.execute(sql: "UPDATE bypass SET isOpen = 1") }
    #expect(try store.currentBypass(at: moment(after: 110)) == nil)
  }

  @Test("one person ends it, what went by is counted, and its end is told once")
  func end() throws {
    let bypass = try begin()
    try store.countBypassed(bypass.number, passed: 40, stopped: 3)
    let ended = try store.endBypass(by: head, at: moment(after: 600))
    #expect((ended.ending, ended.endedBy) == (.byHand, head))
    // In a filter's hands still, until it has seen the end.
    try store.countBypassed(bypass.number, passed: 1, stopped: 1)
    sample.clock.advance(602)
    #expect(try store.tellBypassEnds(settled: 4) { _ in [] } == 0)
    sample.clock.advance(2)
    var told: [Bypass] = []
    for _ in 1...2 {
      _ = try store.tellBypassEnds(settled: 4) { bypass in
        told.append(bypass)
        return []
      }
    }
    #expect(told.map(\.passed) == [41])
    #expect(told.map(\.stopped) == [4])
    #expect(throws: QuarantineError.self) { try store.endBypass(by: head, at: moment(after: 700)) }
  }

  @Test("who asked and why stand nowhere in clear")
  func sealed() throws {
    _ = try begin()
    for word in ["amberley", "castell", "all mail is held"] { #expect(try sample.files(with: word) == []) }
  }

  @Test("is forgotten with the audit trail's personal parts")
  func forgotten() throws {
    _ = try begin()
    _ = try store.endBypass(by: head, at: moment(after: 100))
    sample.clock.advance(1_000)
    _ = try store.purge(outbox: 900, personal: 2_000)
    #expect(try store.bypasses().count == 1)
    _ = try store.purge(outbox: 900, personal: 800)
    #expect(try store.bypasses().isEmpty)
  }
}
