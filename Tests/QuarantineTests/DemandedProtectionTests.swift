import Policy
import PosternKit
import Protection
import Spool
import Testing

@testable import Quarantine

@Suite("A message that its rules let go under a password alone")
struct DemandedProtectionTests {
  private let officer = "dco@oakfield.example"
  private let sender = "t.wobblegate@oakfield.example"
  private let people = ["a@families.example", "b@northmere.example"]
  private let sample: Sample
  private let store: QuarantineStore

  init() throws {
    sample = try Sample()
    store = try sample.open()
  }

  /// The second of two recipients gets it under a password.
  private func message(releaser: Releaser = .officer) -> HeldMessage {
    sampleMessage(
      recipients: people, releaser: releaser,
      copies: [
        .init(addresses: [people[0]], shown: .everybody),
        .init(addresses: [people[1]], shown: .everybody, isProtected: true),
      ])
  }

  private func form() throws -> ProtectedForm {
    let file = MemoryFile()
    try file.append(Array("under a password".utf8))
    try file.seal()
    return ProtectedForm(file, password: try Password("lantern-orbit-velvet"))
  }

  /// Accepted, and refused by Postfix for good.
  private func refused() throws -> HeldID {
    let id = try store.accept(message(), content: sampleContent(), how: .init(forgets: false), protected: form()).id
    for row in try store.outgoing(about: id) {
      _ = try #require(try store.begin(row.id, digest: WireDigest(sampleContent())))
      let refused = row.record.recipients.map {
        ReleaseOutcome.Refusal(address: $0.path.address, reply: "550 5.1.1 no such mailbox", isTemporary: false)
      }
      try store.settle(row.id, ReleaseOutcome(refused: refused))
    }
    #expect(try store.show(id).summary.state == .held)
    return id
  }

  private func release(
    _ id: HeldID, _ choice: ReleaseChoice, by actor: String? = nil, reason: String = ""
  ) throws -> [Bool] {
    let detail = try store.show(id)
    let message = try #require(detail.message)
    let copies = try message.copies(of: id, choice, leavingOut: [])
    let rows = try store.queueRelease(
      [ReleaseOrder(id, copies: copies, withheld: [], stamp: detail.stamp)], by: actor ?? officer, reason: reason)
    return try rows.map { try store.outgoing($0.row).record.isProtected == true }
  }

  private func reason(of id: HeldID) throws -> String? {
    try store.auditLines(of: id).last { $0.action == .releaseBegun }?.reason
  }

  @Test(
    "and that comes back refused is released so again, however its addresses are shown",
    arguments: ReleaseChoice.Addresses.allCases)
  func again(addresses: ReleaseChoice.Addresses) throws {
    let id = try refused()
    #expect(try release(id, ReleaseChoice(addresses: addresses)) == [false, true])
    #expect(try bytes(store.protectedContent(id)) == Array("under a password".utf8))
  }

  @Test("goes in clear where an officer says so and why, which the audit trail marks")
  func inClear() throws {
    let id = try refused()
    for actor in [officer, sender] {
      #expect(throws: QuarantineError.self) { try release(id, ReleaseChoice(isInClear: true), by: actor) }
    }
    let error = try #require(throws: QuarantineError.self) {
      try release(id, ReleaseChoice(isInClear: true), by: sender, reason: "it is fine")
    }
    #expect(error.kind == .ownHold)
    #expect(try store.show(id).summary.state == .held)
    #expect(try release(id, ReleaseChoice(isInClear: true), reason: "they have no computer") == [false, false])
    #expect(try reason(of: id) == "in clear: they have no computer")
  }

  @Test("of which there is no form under a password is not released in clear instead")
  func noForm() throws {
    let id = try store.hold(message(), content: sampleContent()).id
    #expect(try store.needsForm(id))
    #expect(throws: QuarantineError.self) { try release(id, .whole) }
    let error = try #require(throws: QuarantineError.self) { try store.queueCopies([id], by: officer) }
    #expect(error.kind == .notProtected)
    #expect(try store.show(id).summary.state == .held)
    #expect(try store.keepProtected(form(), of: id) == nil)
    #expect(try !store.needsForm(id))
    let rows = try store.queueCopies([id], by: officer)
    #expect(try rows.map { try store.outgoing($0.row).record.isProtected == true } == [false, true])
  }

  @Test("is no sender's to send in clear, though they may end its hold", arguments: [true, false])
  func senders(isInClear: Bool) throws {
    let id = try store.hold(message(releaser: .sender), content: sampleContent()).id
    _ = try store.keepProtected(form(), of: id)
    guard isInClear else {
      let rows = try store.queueCopies([id], by: sender, reason: "checked")
      return #expect(try rows.map { try store.outgoing($0.row).record.isProtected == true } == [false, true])
    }
    let error = try #require(throws: QuarantineError.self) {
      try store.queueCopies([id], by: sender, reason: "checked", isInClear: true)
    }
    #expect(error.kind == .ownHold)
    #expect(throws: QuarantineError.self) { try store.queueCopies([id], by: officer, isInClear: true) }
    _ = try store.queueCopies([id], by: officer, reason: "asked by telephone", isInClear: true)
    #expect(try reason(of: id) == "in clear: asked by telephone")
  }

  @Test("one that no rule asks to protect goes as it came, and nothing is marked")
  func others() throws {
    let id = try store.hold(sampleMessage(releaser: .officer), content: sampleContent()).id
    #expect(try release(id, ReleaseChoice(isInClear: true)) == [false])
    #expect(try reason(of: id) == "")
  }
}
