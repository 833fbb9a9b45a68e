import Foundation
import GRDB
import Glibc
import PosternKit
import Spool
import Testing

@testable import Quarantine

@Suite("When holding cannot be done")
struct FailureTests {
  @Test("a locked database is a temporary error, nothing is left of it, and the next try holds once")
  func locked() throws {
    let sample = try Sample()
    let store = try sample.open()
    let other = try sample.database()
    try other.writeWithoutTransaction { db in try db.execute(sql: "BEGIN IMMEDIATE") }
    let error = try #require(throws: QuarantineError.self) {
      try store.hold(sampleMessage(), content: sampleContent())
    }
    #expect(error.kind == .locked)
    #expect(error.isTemporary)
    #expect(try Sample.names(sample.state + "/content") == [])
    #expect(try store.keyDatabase.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM messageKey") } == 0)
    try other.writeWithoutTransaction { db in try db.execute(sql: "ROLLBACK") }
    #expect(try !store.hold(sampleMessage(), content: sampleContent()).isRepeat)
    #expect(try store.hold(sampleMessage(), content: sampleContent()).isRepeat)
    #expect(try store.list().count == 1)
  }

  @Test(
    "a full disk is a temporary error at every point, nothing is left of it, and later it is held once",
    .enabled(if: geteuid() == 0, "mounting a small disk needs root"))
  func diskFull() throws {
    let sample = try Sample()
    mkdir(sample.state, 0o700)
    try #require(mount("tmpfs", sample.state, "tmpfs", 0, "size=4m") == 0)
    defer { umount2(sample.state, Int32(MNT_DETACH)) }
    let store = try sample.open()
    let content = try sampleContent(String(repeating: "All work and no play.\r\n", count: 3_000))
    let filler = sample.state + "/filler"

    // From no room at all up to nearly enough: each step of the hold meets the end of the disk once.
    var failures = 0
    for room in stride(from: 0, to: 160, by: 8) {
      let free = Self.fill(filler, leaving: room << 10)
      do {
        _ = try store.hold(sampleMessage(recipients: ["r\(room)@families.example"]), content: content)
        // It fitted: it has to be there in full.
        #expect(free > 60 << 10)
      } catch {
        failures += 1
        #expect(error.kind == .diskFull)
        #expect(error.isTemporary)
      }
      unlink(filler)
      let held = try store.list()
      #expect(try Sample.names(sample.state + "/content").count == held.count)
      for summary in held {
        #expect(try bytes(store.content(summary.id, reason: "test", by: "dco@oakfield.example")) == bytes(content))
        try store.markDeleted(summary.id, by: "dco@oakfield.example", reason: "test")
      }
    }
    #expect(failures >= 5)
    #expect(try store.verifyAudit() == [])
    #expect(try !store.hold(sampleMessage(), content: content).isRepeat)
    #expect(try store.hold(sampleMessage(), content: content).isRepeat)
  }

  /// Fills the disk up to a rest, in bytes.
  /// - Returns: what is really left.
  private static func fill(_ path: String, leaving rest: Int) -> Int {
    var room = statvfs()
    statvfs(path.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }, &room)
    let free = Int(room.f_bavail) * Int(room.f_frsize)
    let size = max(0, free - rest)
    let file = open(path, O_WRONLY | O_CREAT, 0o600)
    posix_fallocate(file, 0, off_t(size))
    close(file)
    return free - size
  }

  @Test("a state folder that cannot be written to is a temporary error that names it")
  func notWritable() throws {
    let sample = try Sample()
    try sample.folder.write("state", text: "a file, no folder")
    let error = try #require(throws: QuarantineError.self) { try sample.open() }
    #expect(error.kind == .notPermitted)
    #expect(error.description.contains(sample.state))
  }

  @Test("what a crash left half done is swept when the filter starts, and what was held stays")
  func sweep() throws {
    let sample = try Sample()
    var store: QuarantineStore? = try sample.open()
    let kept = try #require(try store?.hold(sampleMessage(), content: sampleContent())).id
    let lost = try #require(HeldID("AAAA-BBBB"))
    try Sample.write([1, 2, 3], to: sample.content(lost))
    try store?.keyDatabase.write { db in
      try db.execute(
        sql: "INSERT INTO messageKey SELECT ?, algorithm, keyID, cabinets, wrapped FROM messageKey",
        arguments: [lost.description])
    }
    store = nil
    let tool = try sample.open(as: .commandLine)
    #expect(try Sample.names(sample.state + "/content").count == 2, "the command line leaves a running hold alone")
    store = try sample.open()
    #expect(try Sample.names(sample.state + "/content") == ["\(kept).sealed"])
    #expect(
      try tool.keyDatabase.read { try String.fetchAll($0, sql: "SELECT id FROM messageKey") } == [kept.description])
  }

  @Test("a second filter on the same state is told so, while the command line may open it")
  func twoOpeners() throws {
    let sample = try Sample()
    let filter = try sample.open()
    let error = try #require(throws: QuarantineError.self) { try sample.open() }
    #expect(error.kind == .inUse)
    #expect(error.description.contains(sample.state))
    let id = try filter.hold(sampleMessage(), content: sampleContent()).id
    #expect(try sample.open(as: .commandLine).list().map(\.id) == [id])
  }

  @Test("a database from a newer version is refused, not touched")
  func newer() throws {
    let sample = try Sample()
    _ = try sample.open()
    try sample.database().write { db in
      try db.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('99 from the future')")
    }
    let error = try #require(throws: QuarantineError.self) { try sample.open() }
    #expect(error.kind == .newerDatabase)
    #expect(!error.isTemporary)
  }

  @Test("a database of keys from a newer version is refused, not touched")
  func newerKeys() throws {
    let sample = try Sample()
    _ = try sample.open()
    let before = try DatabaseQueue(path: sample.keys + "/keys.db")
    try before.write { db in
      try db.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('99 from the future')")
    }
    let error = try #require(throws: QuarantineError.self) { try sample.open(as: .commandLine) }
    #expect(error.kind == .newerDatabase)
    #expect(error.description.contains("keys.db"))
  }

  @Test(
    "a disk that has become read-only is a temporary error that names it, and what was held is whole when it is back",
    .enabled(if: geteuid() == 0, "mounting a small disk needs root"))
  func readOnly() throws {
    let sample = try Sample()
    mkdir(sample.state, 0o700)
    try #require(mount("tmpfs", sample.state, "tmpfs", 0, "size=4m") == 0)
    defer { umount2(sample.state, Int32(MNT_DETACH)) }
    var store: QuarantineStore? = try sample.open()
    let id = try #require(try store?.hold(sampleMessage(), content: sampleContent())).id
    store = nil
    // Nobody may have a file open for writing when it becomes read-only.
    try #require(mount("tmpfs", sample.state, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), nil) == 0)
    let error = try #require(throws: QuarantineError.self) { try sample.open() }
    #expect(error.kind == .notPermitted)
    #expect(error.isTemporary)
    #expect(error.description.contains(sample.state))
    try #require(mount("tmpfs", sample.state, "tmpfs", UInt(MS_REMOUNT), nil) == 0)
    let again = try sample.open()
    #expect(try again.show(id).message == sampleMessage())
    #expect(try again.hold(sampleMessage(), content: sampleContent()) == Hold(id: id, isRepeat: true))
  }

  @Test("a slow disk, here one whose database is busy for a while, only takes time: it is held once")
  func slow() throws {
    let sample = try Sample()
    let store = try sample.open(patience: 30)
    let other = try sample.database()
    try other.writeWithoutTransaction { db in try db.execute(sql: "BEGIN IMMEDIATE") }
    let began = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      began.wait()
      usleep(700_000)
      try? other.writeWithoutTransaction { db in try db.execute(sql: "ROLLBACK") }
    }
    began.signal()
    let hold = try store.hold(sampleMessage(), content: sampleContent())
    #expect(!hold.isRepeat)
    #expect(try store.hold(sampleMessage(), content: sampleContent()) == Hold(id: hold.id, isRepeat: true))
    #expect(try store.show(hold.id).message == sampleMessage())
  }

  @Test("a database of keys that cannot be written to keeps a message with its sender, and nothing is left of it")
  func keysLocked() throws {
    let sample = try Sample()
    let store = try sample.open()
    var configuration = GRDB.Configuration()
    configuration.allowsUnsafeTransactions = true
    let other = try DatabaseQueue(path: sample.keys + "/keys.db", configuration: configuration)
    try other.writeWithoutTransaction { db in try db.execute(sql: "BEGIN IMMEDIATE") }
    let error = try #require(throws: QuarantineError.self) {
      try store.hold(sampleMessage(), content: sampleContent())
    }
    #expect(error.kind == .locked)
    #expect(error.isTemporary)
    try other.writeWithoutTransaction { db in try db.execute(sql: "ROLLBACK") }
    #expect(try Sample.names(sample.state + "/content") == [])
    #expect(try store.list() == [])
    #expect(try !store.hold(sampleMessage(), content: sampleContent()).isRepeat)
  }
}
