import Configuration
import Crypto
import Foundation
import GRDB
import Glibc
import Policy
import PosternKit
import Spool
import Testing

@testable import Quarantine

@Suite("What was deleted cannot be opened any more")
struct ShreddingTests {
  private let officer = "dco@oakfield.example"

  @Test("the keys of messages lie in the key folder, apart from the state, with what they are for")
  func place() throws {
    let sample = try Sample()
    let store = try sample.open()
    let id = try store.hold(sampleMessage(cabinets: [.sen, .health]), content: sampleContent()).id
    #expect(try !Sample.names(sample.state).contains { $0.hasPrefix("keys") })
    #expect(try Sample.names(sample.keys) == ["keys.db", "master.key"])
    #expect(Sample.mode(sample.keys + "/keys.db") == 0o600)
    let row = try #require(
      try store.keyDatabase.read {
        try WrappedKey.fetchOne($0, sql: "SELECT * FROM messageKey WHERE id = ?", arguments: [id.description])
      })
    #expect(row.algorithm == "A256GCMKW")
    #expect(row.keyID == (try sample.ring().currentID))
    #expect(row.cabinets == "sen health")
    #expect(try store.keyDatabase.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "delete")
    #expect(try store.keyDatabase.read { try Int.fetchOne($0, sql: "PRAGMA secure_delete") } == 1)
  }

  @Test("a wrapped key cannot be given other cabinets or another algorithm")
  func bound() throws {
    for change in ["cabinets = 'general'", "algorithm = 'A128GCMKW'"] {
      let sample = try Sample()
      let store = try sample.open()
      let id = try store.hold(sampleMessage(), content: sampleContent()).id
      try store.keyDatabase.write { try $0.execute(sql: "UPDATE messageKey SET \(change)") }
      #expect(throws: QuarantineError.self) { try store.show(id) }
    }
  }

  /// Every run of bytes of the length of a sealed key, tried as one: what a thief with the master key would do.
  private func openable(in bytes: [UInt8], of id: HeldID, cabinets: String, by master: MasterKey) -> Bool {
    let bound = Data("A256GCMKW \(MessageKey.binding(id, cabinets))".utf8)
    guard bytes.count >= 60 else { return false }
    return (0...(bytes.count - 60)).contains { start in
      guard let box = try? AES.GCM.SealedBox(combined: Data(bytes[start..<(start + 60)])) else { return false }
      return (try? AES.GCM.open(box, using: master.wrapping, authenticating: bound)) != nil
    }
  }

  @Test(
    "after the end neither the state, its log, free pages and a copy from before, nor the key folder open the message",
    arguments: ["delete", "return", "forget"])
  func afterwards(end: String) throws {
    let sample = try Sample()
    let store = try sample.open()
    let id = try store.hold(sampleMessage(), content: sampleContent()).id
    let other = try store.hold(sampleMessage(recipients: ["b@families.example"]), content: sampleContent()).id
    let master = try sample.ring().current
    let backup = try Sample.tree(sample.state)
    #expect(backup.keys.contains { $0.hasSuffix("-wal") })
    let keysBefore = Sample.bytes(sample.keys + "/keys.db")
    #expect(openable(in: keysBefore, of: id, cabinets: "sen", by: master), "the search itself can find")

    switch end {
    case "delete": try store.markDeleted(id, by: officer, reason: "sent by mistake")
    case "return":
      let row = try store.queueReturn(
        id, envelope: .init(sender: .init(address: ""), recipients: [.init(address: "t@oakfield.example")]),
        by: officer,
        reason: "asked for")
      _ = try #require(try store.begin(row, digest: WireDigest(sampleContent())))
      try store.settle(row, .init(queueID: "4A"))
    default:
      let row = try #require(try store.queueRelease([id], by: officer).first)
      _ = try #require(try store.begin(row, digest: WireDigest(sampleContent())))
      try store.settle(row, .init(queueID: "4A"))
      try store.forget(id)
    }

    #expect(try Sample.names(sample.keys) == ["keys.db", "master.key"], "no journal is left")
    for (name, bytes) in try Sample.tree(sample.keys) {
      #expect(!openable(in: bytes, of: id, cabinets: "sen", by: master), "\(name)")
    }
    for (name, bytes) in try Sample.tree(sample.state).merging(
      backup.map { ("backup/" + $0.key, $0.value) }, uniquingKeysWith: { a, _ in a })
    {
      #expect(!openable(in: bytes, of: id, cabinets: "sen", by: master), "\(name)")
      for word in planted { #expect(!Sample.contains(bytes, Array(word.utf8)), "\(name): \(word)") }
    }
    #expect(try Sample.names(sample.state + "/content") == ["\(other).sealed"])
    #expect(try store.show(other).message != nil, "its neighbour is untouched")
    #expect(throws: QuarantineError.self) { try store.content(id, reason: "test", by: officer) }

    // The copy of the state from before, put back beside the keys of today: the facts and the content stay closed.
    let restored = sample.folder.file("restored")
    for (name, bytes) in backup {
      let path = restored + "/" + name
      try FileManager.default.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try Sample.write(bytes, to: path)
    }
    let old = try QuarantineStore.open(state: restored, keys: sample.ring(), as: .commandLine)
    #expect(try old.list().map(\.id).contains(id))
    #expect(throws: QuarantineError.self) { try old.show(id) }
    #expect(throws: QuarantineError.self) { try old.content(id, reason: "test", by: officer) }
    #expect(try old.show(other).message != nil)
  }

  @Test("a write to the keys that was killed half way leaves a journal, and the next opening clears it away")
  func hotJournal() throws {
    let sample = try Sample()
    var store: QuarantineStore? = try sample.open()
    let id = try #require(try store?.hold(sampleMessage(), content: sampleContent())).id
    let master = try sample.ring().current
    let before = Sample.bytes(sample.keys + "/keys.db")
    // What a kill leaves: the journal is synced, the pages are partly written, the transaction has no end.
    try store?.keyDatabase.writeWithoutTransaction { db in
      try db.execute(sql: "BEGIN IMMEDIATE; PRAGMA cache_size = 1; DELETE FROM messageKey; PRAGMA cache_spill = 1")
      try Sample.write(Sample.bytes(sample.keys + "/keys.db-journal"), to: sample.folder.file("journal"))
      try db.execute(sql: "ROLLBACK")
    }
    try store?.database.write { try $0.execute(sql: "UPDATE held SET state = 'deleted', record = NULL") }
    store = nil
    try Sample.write(before, to: sample.keys + "/keys.db")
    let journal = Sample.bytes(sample.folder.file("journal"))
    #expect(!journal.isEmpty)
    try Sample.write(journal, to: sample.keys + "/keys.db-journal")
    _ = try sample.open(as: .commandLine)
    #expect(try Sample.names(sample.keys) == ["keys.db", "master.key"])
    #expect(!openable(in: Sample.bytes(sample.keys + "/keys.db"), of: id, cabinets: "sen", by: master))
  }
}
