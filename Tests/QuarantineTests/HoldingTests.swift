import Configuration
import GRDB
import Glibc
import PosternKit
import Spool
import Testing

@testable import Quarantine

@Suite("Holding a message")
struct HoldingTests {
  @Test("what was held is listed, shown, and read back byte for byte, also by a later process")
  func roundTrip() throws {
    let sample = try Sample()
    let message = sampleMessage()
    let content = try sampleContent()
    let hold = try sample.open().hold(message, content: content)
    #expect(!hold.isRepeat)

    let store = try sample.open()
    let list = try store.list()
    #expect(list.map(\.id) == [hold.id])
    #expect(list.first?.rules == ["sen.to-pupils"])
    #expect(list.first?.cabinets == [.sen])
    #expect(list.first?.heldAt == sample.clock.time)
    let detail = try store.show(hold.id)
    #expect(detail.message == message)
    #expect(try detail.size == content.size)
    #expect(
      try bytes(store.content(hold.id, reason: "asked by its sender", by: "dco@oakfield.example")) == bytes(content))
  }

  @Test(
    "content of every size comes back: empty, one frame exactly, one byte more, many frames",
    arguments: [
      0, 1, 65_535, 65_536, 65_537, 131_072, 400_000,
    ])
  func sizes(size: Int) throws {
    let sample = try Sample()
    let store = try sample.open()
    let file = MemoryFile()
    let all = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    try file.append(all)
    let id = try store.hold(sampleMessage(), content: file).id
    #expect(try bytes(store.content(id, reason: "test", by: "dco@oakfield.example")) == all)
  }

  @Test("nothing that derives from the message stands in clear in any file, nor after it is shown, read and deleted")
  func nothingInClear() throws {
    let sample = try Sample()
    let store = try sample.open()
    let id = try store.hold(sampleMessage(), content: sampleContent()).id
    _ = try store.content(id, reason: "Brambleby family rang", by: "t.wobblegate-deputy@oakfield.example")
    for word in planted + ["t.wobblegate", "family rang"] { #expect(try sample.files(with: word) == [], "\(word)") }
    try store.markDeleted(id, by: "dco@oakfield.example", reason: "Brambleby family rang")
    for word in planted + ["t.wobblegate", "family rang"] { #expect(try sample.files(with: word) == [], "\(word)") }
    // The search itself must be able to find: the reference and the rule are in clear.
    #expect(try sample.files(with: id.description) != [])
    #expect(try sample.files(with: "sen.to-pupils") != [])
  }

  @Test("folders are 0700 and files 0600")
  func modes() throws {
    let sample = try Sample()
    let store = try sample.open()
    let id = try store.hold(sampleMessage(), content: sampleContent()).id
    #expect(Sample.mode(sample.state) == 0o700)
    #expect(Sample.mode(sample.state + "/content") == 0o700)
    #expect(Sample.mode(sample.content(id)) == 0o600)
    for name in try Sample.names(sample.state) where name != "content" {
      #expect(Sample.mode("\(sample.state)/\(name)") == 0o600, "\(name)")
    }
    #expect(Sample.mode(sample.keys) == 0o700)
    #expect(Sample.mode(sample.keys + "/master.key") == 0o400)
  }

  @Test("both databases sync every commit to the disk, and overwrite what is deleted")
  func pragmas() throws {
    let store = try Sample().open()
    let main = try store.database.writeWithoutTransaction { db in
      [try Int.fetchOne(db, sql: "PRAGMA synchronous"), try Int.fetchOne(db, sql: "PRAGMA secure_delete")]
    }
    #expect(main == [2, 1])
    let keys = try store.keyDatabase.writeWithoutTransaction { db in
      [try Int.fetchOne(db, sql: "PRAGMA synchronous"), try Int.fetchOne(db, sql: "PRAGMA secure_delete")]
    }
    #expect(keys == [3, 1])
    #expect(try store.keyDatabase.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "delete")
  }

  @Test("the same message again gets the old reference for five days, with another trace header and SIZE, too")
  func heldOnce() throws {
    let sample = try Sample()
    let store = try sample.open()
    let first = try store.hold(sampleMessage(), content: sampleContent())
    sample.clock.advance(4 * 86_400)
    var again = sampleMessage()
    again.envelope.sender.parameters[2] = "SIZE=460"
    let second = try store.hold(again, content: sampleContent(trace: "Received: from a by b; now\r\n"))
    #expect(second == Hold(id: first.id, isRepeat: true))
    #expect(try Sample.names(sample.state + "/content").count == 1)
    sample.clock.advance(2 * 86_400)
    #expect(try store.hold(sampleMessage(), content: sampleContent()).isRepeat == false)
  }

  @Test("another body or other recipients are another message")
  func notTheSame() throws {
    let store = try Sample().open()
    _ = try store.hold(sampleMessage(), content: sampleContent())
    #expect(try !store.hold(sampleMessage(), content: sampleContent("Another body.\r\n")).isRepeat)
    #expect(try !store.hold(sampleMessage(recipients: ["b@families.example"]), content: sampleContent()).isRepeat)
    #expect(try store.list().count == 3)
  }

  @Test("a reference is read as people type it, and nothing else is one")
  func references() throws {
    let id = try #require(HeldID("H7K2-9QXD"))
    #expect(id.description == "H7K2-9QXD")
    #expect(HeldID("h7k2 9qxd") == id)
    #expect(HeldID("OIL1-0000") == HeldID("0111-0000"))
    for wrong in ["", "H7K2", "H7K2-9QXDD", "H7K2-9QXU", "../../etc"] { #expect(HeldID(wrong) == nil, "\(wrong)") }
  }
}
