import Foundation
import Policy
import PosternKit
import Spool
import Testing

@testable import Quarantine

@Suite("A sender who has checked that this is the parent")
struct ParentCheckTests {
  private let sender = "t.wobblegate@oakfield.example"
  private let address = "z.quillfeather@families.example"
  private let sample: Sample
  private let store: QuarantineStore

  init() throws {
    sample = try Sample()
    store = try sample.open()
  }

  private func hold(_ number: Int = 1, checks: Bool = true, releaser: Releaser = .sender) throws -> HeldID {
    var message = sampleMessage(releaser: releaser, number: number)
    if checks { message.parentChecks = [ParentCheck(address: address, pupil: "upn X1", name: "Xylophona Brambleby")] }
    return try store.hold(message, content: sampleContent()).id
  }

  private func check(_ id: HeldID) throws {
    _ = try store.queueCopies([id], by: sender, reason: "", checkedParents: true)
  }

  private func knows(_ sender: String, _ address: String, _ pupil: String) throws -> Bool {
    try store.checkedParents(by: sender).contains(store.parentKey(sender: sender, address: address, pupil: pupil))
  }

  @Test("is taken at their word for this address and this pupil, for thirty days, and for nothing else")
  func remembered() throws {
    let id = try hold()
    #expect(try !knows(sender, address, "upn X1"))
    try check(id)
    #expect(try knows(sender.uppercased(), address, "upn X1"))
    #expect(try !knows(sender, "other@families.example", "upn X1"))
    #expect(try !knows(sender, address, "upn X2"))
    #expect(try !knows("w.birch@oakfield.example", address, "upn X1"))
    sample.clock.advance(30 * 86_400 - 1)
    #expect(try knows(sender, address, "upn X1"))
    sample.clock.advance(1)
    #expect(try !knows(sender, address, "upn X1"))
    _ = try store.purge(outbox: 30 * 86_400, personal: 366 * 86_400)
    #expect(try store.parentsChecked(since: 0, visibleTo: nil).isEmpty)
  }

  @Test("stands on the audit trail with address and pupil, and nowhere in clear")
  func trail() throws {
    let id = try hold()
    try check(id)
    let line = try #require(try store.auditLines(of: id).first { $0.action == .parentChecked })
    #expect(line.actor == sender)
    #expect(line.reason == "\(address) for Xylophona Brambleby")
    for word in planted + ["z.quillfeather", "upn X1"] { #expect(try sample.files(with: word).isEmpty, "\(word)") }
    #expect(try store.verifyAudit().isEmpty)
  }

  @Test("is listed for the office, but not for an officer who may not know of the message")
  func listed() throws {
    var message = sampleMessage(conduct: ["c.draycott@oakfield.example"])
    message.parentChecks = [ParentCheck(address: address, pupil: "upn X1", name: "Xylophona Brambleby")]
    let id = try store.hold(message, content: sampleContent()).id
    let before = sample.clock.time
    sample.clock.advance(60)
    try check(id)
    #expect(try store.parentsChecked(since: before, visibleTo: "dco@oakfield.example") == [id])
    #expect(try store.parentsChecked(since: before, visibleTo: "c.draycott@oakfield.example").isEmpty)
    #expect(try store.parentsChecked(since: before + 61, visibleTo: nil).isEmpty)
  }

  @Test("cannot say so of a message that is about no such thing: it stays held")
  func nothingToCheck() throws {
    let id = try hold(checks: false)
    let error = try #require(throws: QuarantineError.self) { try check(id) }
    #expect(error.kind == .nothingToCheck)
    #expect(try store.show(id).summary.state == .held)
  }

  @Test("is not asked where an officer decides")
  func officer() throws {
    #expect(try store.senderWhoMayRelease(hold(), visibleTo: nil) == sender)
    let id = try hold(2, releaser: .officer)
    let error = try #require(throws: QuarantineError.self) { _ = try store.senderWhoMayRelease(id, visibleTo: nil) }
    #expect(error.kind == .ownHold)
  }

  @Test("is remembered over a rotation of the keys")
  func rotation() throws {
    try check(hold())
    _ = try store.rotateKeys(sample.ring(), by: "root")
    #expect(try knows(sender, address, "upn X1"))
  }
}
