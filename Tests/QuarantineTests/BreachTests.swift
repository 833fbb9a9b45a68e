import Foundation
import Spool
import Testing

@testable import Quarantine

@Suite("The breach register")
struct BreachTests {
  private let officer = "dco@oakfield.example"
  private let sample: Sample
  private let store: QuarantineStore

  init() throws {
    sample = try Sample()
    store = try sample.open()
  }

  private func record(_ number: Int = 1) -> BreachRecord {
    BreachRecord(
      cause: .retraction, sender: "t.wobblegate@oakfield.example", subject: "Marmaladesubject",
      messageID: "<brambleby-\(number)@oakfield.example>", queueID: "4XyZ12", recipients: 600,
      earlier: .init(time: 1_795_510_000, queueID: "4XyZ11", recipients: 600, files: 1, isAnswered: true))
  }

  private func open(_ record: BreachRecord) throws -> BreachID? { try store.openBreach(record) { _ in [] } }

  @Test("opens one record for one message, however often that comes")
  func once() throws {
    let id = try #require(try open(record()))
    #expect(try open(record()) == nil)
    #expect(try open(record(2)) != nil)
    #expect(try store.breach(id).record == record())
    #expect(try store.breaches().count == 2)
  }

  @Test("keeps what was noted, and closes with a reason; then nothing is added")
  func notes() throws {
    let id = try #require(try open(record()))
    try store.note("Called the office.", on: id, by: officer)
    #expect(throws: QuarantineError.self) { try store.note("  ", on: id, by: officer) }
    try store.note("A room number only.", on: id, by: officer, closes: true)
    let breach = try store.breach(id)
    #expect(breach.notes.map(\.text) == ["Called the office.", "A room number only."])
    #expect(breach.notes.map(\.by) == [officer, officer])
    #expect(breach.closedAt == sample.clock.time)
    #expect(throws: QuarantineError.self) { try store.note("More.", on: id, by: officer) }
    #expect(try store.breaches().isEmpty)
    #expect(try store.breaches(closedToo: true).count == 1)
    #expect(try store.verifyAudit(anchors: []).isEmpty)
    #expect(
      try store.auditLines(since: nil, visibleTo: nil).map(\.action).suffix(3)
        == [.breachOpened, .breachNoted, .breachClosed])
  }

  @Test("is as if it were not for an officer whom it is about, or who got it (D17)")
  func hidden() throws {
    var secret = record()
    secret.hiddenFrom = [officer]
    let id = try #require(try open(secret))
    #expect(try store.breaches(visibleTo: "DCO@oakfield.example").isEmpty)
    #expect(try store.breaches(visibleTo: "head@oakfield.example").map(\.id) == [id])
    #expect(throws: QuarantineError.self) { try store.breach(id, visibleTo: officer) }
    #expect(throws: QuarantineError.self) { try store.note("Seen.", on: id, by: officer) }
    try store.note("Called the office.", on: id, by: "head@oakfield.example")
    #expect(try store.auditLines(since: nil, visibleTo: officer).isEmpty)
    #expect(try store.auditLines(since: nil, visibleTo: "head@oakfield.example").count == 2)
  }

  @Test("forgets what was closed for long enough, and nothing that is open")
  func forgets() throws {
    let closed = try #require(try open(record()))
    let left = try #require(try open(record(2)))
    try store.note("Done.", on: closed, by: officer, closes: true)
    #expect(try store.forgetBreaches(before: sample.clock.time) == 0)
    #expect(try store.forgetBreaches(before: sample.clock.time + 1) == 1)
    #expect(try store.breaches(closedToo: true).map(\.id) == [left])
  }

  @Test("is sealed: nothing of it stands in the state in clear, and it is read after the keys were changed")
  func sealed() throws {
    let id = try #require(try open(record()))
    for word in ["Marmaladesubject", "wobblegate", "brambleby", "4XyZ11"] {
      #expect(try sample.files(with: word).isEmpty)
    }
    try store.rotateKeys(try sample.ring(), by: officer)
    #expect(try sample.open(as: .commandLine).breach(id).record == record())
  }

  @Test("a reference is read as people type it")
  func references() throws {
    let id = try #require(try open(record()))
    #expect(BreachID(id.description) == id)
    #expect(BreachID(id.description.lowercased().replacing("-", with: "")) == nil || BreachID("\(id)") == id)
    #expect(BreachID("H7K2") == nil)
  }
}
