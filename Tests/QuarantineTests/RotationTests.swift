import GRDB
import Glibc
import PosternKit
import Spool
import Testing

@testable import Quarantine

@Suite("Rotating the master key")
struct RotationTests {
  private let officer = "dco@oakfield.example"
  private struct Crash: Error {}

  /// A store with two messages, a letter of our own and an audit trail.
  private func filled() throws -> (Sample, QuarantineStore, [HeldID]) {
    let sample = try Sample()
    let store = try sample.open()
    let ids = try ["a@families.example", "b@families.example"].map {
      try store.hold(sampleMessage(recipients: [$0]), content: sampleContent()).id
    }
    try store.queue(letter)
    #expect(try store.admitNotice(to: "t@oakfield.example", perHour: 1) == .send(leftOut: 0))
    return (sample, store, ids)
  }

  private let letter = OutgoingDraft(
    envelope: .init(sender: .init(address: ""), recipients: [.init(address: "t@oakfield.example")]),
    mail: Array("Subject: hello\r\n\r\n".utf8), purpose: "hello")

  /// All of it can be read, is known again, and is whole.
  private func expectWhole(_ store: QuarantineStore, _ ids: [HeldID]) throws {
    for id in ids {
      #expect(try store.show(id).message?.facts.subject == "Marmaladesubject")
      #expect(try bytes(store.content(id, reason: "look", by: officer)) == bytes(sampleContent()))
    }
    #expect(
      try store.hold(sampleMessage(recipients: ["a@families.example"]), content: sampleContent())
        == Hold(id: ids[0], isRepeat: true))
    #expect(try store.admitNotice(to: "t@oakfield.example", perHour: 1) == .leaveOut)
    try store.queue(letter)
    let due = try store.dueOutgoing()
    #expect(due.count == 1)
    #expect(try store.outgoing(due[0]).record.mail == letter.mail)
    #expect(try store.auditLines().allSatisfy { $0.actor != nil })
    #expect(try store.verifyAudit() == [])
  }

  @Test("all is sealed with the new key, the old file is gone, and a running filter follows")
  func whole() throws {
    let (sample, filter, ids) = try filled()
    let old = try sample.ring().currentID
    let auditKey = filter.auditKey
    let done = try sample.open(as: .commandLine).rotateKeys(sample.ring(), by: officer)
    #expect(!done.wasUnfinished)
    #expect(done.keyID != old)
    #expect(done.keys == 4, "two messages, and two secrets of the store")
    #expect(done.letters == 1)
    #expect(done.removed == ["\(old).key"])
    #expect(try Sample.names(sample.keys) == ["keys.db", "master.key"])
    #expect(try filter.keysUsed() == [done.keyID])
    #expect(try sample.ring().currentID == done.keyID)
    try expectWhole(filter, ids)
    let fresh = try filter.hold(sampleMessage(recipients: ["c@families.example"]), content: sampleContent()).id
    #expect(try filter.keysUsed() == [done.keyID], "the filter seals with the new key")
    try expectWhole(sample.open(as: .commandLine), ids + [fresh])
    #expect(filter.auditKey == auditKey)
    #expect(try filter.auditLines().contains { $0.action == .keysRotated && $0.actor == officer })
  }

  @Test("cut off at any point, all can be read, and the next call ends it")
  func anyPoint() throws {
    var steps = 0
    let (whole, all, _) = try filled()
    _ = try all.rotateKeys(whole.ring(), by: officer) { steps += 1 }
    #expect(steps >= 8)
    for crash in 1...steps {
      let (sample, _, ids) = try filled()
      let first = try sample.ring().currentID
      var step = 0
      #expect(throws: Crash.self) {
        try sample.open(as: .commandLine).rotateKeys(sample.ring(), by: officer) {
          step += 1
          if step == crash { throw Crash() }
        }
      }
      let store = try sample.open(as: .commandLine)
      try expectWhole(store, ids)
      _ = try store.hold(sampleMessage(recipients: ["during@families.example"]), content: sampleContent())
      let done = try store.rotateKeys(sample.ring(), by: officer)
      #expect(try store.keysUsed() == [done.keyID], "step \(crash)")
      #expect(try sample.ring().byID.count == 1, "step \(crash)")
      if done.keyID == first { try store.rotateKeys(sample.ring(), by: officer) }
      #expect(try sample.ring().currentID != first)
      #expect(try Sample.names(sample.keys) == ["keys.db", "master.key"])
      try expectWhole(sample.open(as: .commandLine), ids)
    }
  }

  @Test("a key that an administrator put there is followed; what cannot be removed is told")
  func byHand() throws {
    let (sample, store, ids) = try filled()
    rename(sample.keys + "/master.key", sample.keys + "/2026.key")
    let other = try KeyRing.load(sample.folder.file("fresh"), create: true)
    rename(sample.folder.file("fresh") + "/master.key", sample.keys + "/master.key")
    let tool = try sample.open(as: .commandLine)
    try expectWhole(tool, ids)
    let done = try tool.rotateKeys(sample.ring(), by: officer)
    #expect(done.wasUnfinished)
    #expect(done.keyID == other.currentID)
    #expect(done.removed == ["2026.key"])
    try expectWhole(store, ids)
  }

  @Test("two rotations do not run at once")
  func once() throws {
    let (sample, store, _) = try filled()
    let lock = try RotationLock(sample.keys)
    let error = try #require(throws: QuarantineError.self) { try store.rotateKeys(sample.ring(), by: officer) }
    #expect(error.kind == .locked)
    withExtendedLifetime(lock) {}
  }

  @Test("the wrapped keys may lie elsewhere, for a key folder that cannot be written to")
  func elsewhere() throws {
    let sample = try Sample()
    let database = sample.folder.file("wrapped.db")
    _ = try KeyRing.load(sample.keys, create: true)
    let ring = try KeyRing.load(sample.keys, database: database, apartFrom: sample.state)
    let id = try QuarantineStore.open(state: sample.state, keys: ring).hold(sampleMessage(), content: sampleContent())
      .id
    #expect(try Sample.names(sample.keys) == ["master.key"])
    #expect(Sample.mode(database) == 0o600)
    #expect(try QuarantineStore.open(state: sample.state, keys: ring).show(id).message == sampleMessage())
    let error = try #require(throws: KeyRingError.self) {
      try KeyRing.load(sample.keys, database: sample.state + "/k.db", apartFrom: sample.state)
    }
    #expect(error.kind == .insideState)
  }
}
