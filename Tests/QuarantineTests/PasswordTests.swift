import Foundation
import GRDB
import PosternKit
import Protection
import Spool
import Testing

@testable import Quarantine

@Suite("The password of a protected message")
struct PasswordTests {
  private let sender = "a.okafor@oakfield.example"

  @Test(
    "it is kept with the message, shown again when asked, also by a later process, and each time on the audit trail")
  func roundTrip() throws {
    let sample = try Sample()
    let id = try sample.open().hold(sampleMessage(), content: sampleContent()).id
    let password = try Password("lantern-orbit-velvet")
    #expect(try sample.open().password(of: id, by: sender) == nil)
    #expect(try sample.open().keepPassword(password, for: id) == password)
    for _ in 0..<2 { #expect(try sample.open().password(of: id, by: sender) == password) }
    let lines = try sample.open().auditLines(of: id).filter { $0.action == .passwordShown }
    #expect(lines.map(\.actor) == [sender, sender])
  }

  @Test("the first one stays, so that all copies open with what the sender was told")
  func first() throws {
    let sample = try Sample()
    let store = try sample.open()
    let id = try store.hold(sampleMessage(), content: sampleContent()).id
    let (first, second) = (try Password("lantern"), try Password("orbit"))
    #expect(try store.keepPassword(first, for: id) == first)
    // As another process would: two people at once.
    #expect(try sample.open(as: .commandLine).keepPassword(second, for: id) == first)
  }

  @Test("it stands in clear in no file, and is forgotten with the message", arguments: ["delete", "return"])
  func forgotten(end: String) throws {
    let sample = try Sample()
    let store = try sample.open()
    let id = try store.hold(sampleMessage(), content: sampleContent()).id
    _ = try store.keepPassword(try Password("lantern-orbit-velvet"), for: id)
    #expect(try sample.files(with: "lantern-orbit-velvet") == [])
    #expect(try rows(store) == 1)
    if end == "delete" {
      try store.delete(
        id, senderHas: .confirmed(by: "t.wobblegate@oakfield.example", at: 1), by: "dco@oakfield.example",
        reason: "asked")
    } else {
      // As every end that takes the record away.
      try store.database.write { try $0.execute(sql: "UPDATE held SET record = NULL, outcome = NULL") }
    }
    #expect(try rows(store) == 0)
    #expect(try store.password(of: id, by: sender) == nil)
    #expect(throws: QuarantineError.self) { try store.keepPassword(try Password("orbit"), for: id) }
  }

  @Test("one message's password cannot be passed off as another's")
  func bound() throws {
    let sample = try Sample()
    let store = try sample.open()
    let one = try store.hold(sampleMessage(), content: sampleContent()).id
    let two = try store.hold(sampleMessage(number: 2), content: sampleContent()).id
    _ = try store.keepPassword(try Password("lantern"), for: one)
    _ = try store.keepPassword(try Password("orbit"), for: two)
    try store.database.write {
      try $0.execute(
        sql: "UPDATE heldPassword SET sealed = (SELECT sealed FROM heldPassword WHERE held = ?) WHERE held = ?",
        arguments: [one.description, two.description])
    }
    #expect(throws: QuarantineError.self) { try store.password(of: two, by: sender) }
  }

  @Test("who may not know of a message does not get its password")
  func hidden() throws {
    let sample = try Sample()
    let store = try sample.open()
    let message = sampleMessage(conduct: ["head@oakfield.example"])
    let reader = try #require(message.hiddenFrom.first)
    let id = try store.hold(message, content: sampleContent()).id
    _ = try store.keepPassword(try Password("lantern"), for: id)
    #expect(throws: QuarantineError.self) { try store.password(of: id, by: reader) }
    #expect(try store.auditLines(of: id).filter { $0.action == .passwordShown }.isEmpty)
  }

  private func rows(_ store: QuarantineStore) throws -> Int {
    try store.database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM heldPassword") ?? -1 }
  }
}
