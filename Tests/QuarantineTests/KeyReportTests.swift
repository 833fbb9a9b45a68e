import GRDB
import Glibc
import PosternKit
import Testing

@testable import Quarantine

@Suite("Checking the keys")
struct KeyReportTests {
  private func filled() throws -> (Sample, QuarantineStore, HeldID) {
    let sample = try Sample()
    let store = try sample.open()
    return (sample, store, try store.hold(sampleMessage(), content: sampleContent()).id)
  }

  @Test("a sound folder has no problem, and each file is named with its use")
  func sound() throws {
    let (sample, store, _) = try filled()
    let report = try store.keyReport(sample.ring())
    #expect(report.problems == [])
    #expect(report.remarks == [])
    #expect(report.opened == 1)
    #expect(report.files.map(\.name) == ["master.key", sample.keys + "/keys.db"])
    #expect(report.files.map(\.mode) == [0o400, 0o600])
    #expect(report.files[0].isInUse)
  }

  @Test("an old key is needed, or is not")
  func old() throws {
    let (sample, _, _) = try filled()
    rename(sample.keys + "/master.key", sample.keys + "/old.key")
    let tool = try sample.open(as: .commandLine)
    let report = try tool.keyReport(sample.ring())
    #expect(report.files.first { $0.name == "old.key" }?.isNeeded == true)
    #expect(report.problems == [])
    #expect(report.remarks.contains { $0.hasPrefix("old.key is still needed") })
  }

  @Test("a key that does not open, a message without key, open modes and a state inside the key folder are wrong")
  func wrong() throws {
    let (sample, store, id) = try filled()
    chmod(sample.keys + "/keys.db", 0o644)
    try store.keyDatabase.write { try $0.execute(sql: "UPDATE messageKey SET wrapped = zeroblob(60)") }
    let other = try store.hold(sampleMessage(recipients: ["b@families.example"]), content: sampleContent()).id
    try store.keyDatabase.write {
      try $0.execute(sql: "DELETE FROM messageKey WHERE id = ?", arguments: [other.description])
    }
    let problems = try store.keyReport(sample.ring()).problems
    #expect(problems.count == 3)
    #expect(problems.contains { $0.hasPrefix("the key of \(id) does not open") })
    #expect(problems.contains { $0.hasPrefix("\(other) has no key") })
    #expect(problems.contains { $0.contains("keys.db: chmod go=") })

    let around = try TemporaryFolder()
    let ring = try KeyRing.load(around.path, create: true)
    let inside = try QuarantineStore.open(state: around.file("state"), keys: ring)
    #expect(try inside.keyReport(ring).problems.contains { $0.contains("lies inside the key folder") })
  }

  @Test("a new database of keys beside old mail, keys of another state, and an empty state beside keys are refused")
  func belonging() throws {
    let (sample, _, id) = try filled()
    let (other, _, _) = try filled()
    let ring = try sample.ring()
    let fresh = try KeyRing.load(sample.keys, database: sample.folder.file("new.db"))
    let isNew = try #require(throws: QuarantineError.self) {
      try QuarantineStore.open(state: sample.state, keys: fresh, as: .commandLine)
    }
    #expect(isNew.kind == .keyMissing)
    #expect(isNew.problem.contains("is new"))
    let empty = try #require(throws: QuarantineError.self) {
      try QuarantineStore.open(state: sample.folder.file("unmounted"), keys: ring)
    }
    #expect(empty.kind == .keyMissing)
    #expect(empty.remedy.contains("mounted"))
    rename(other.keys + "/master.key", other.keys + "/theirs.key")
    try Sample.write(Sample.bytes(sample.keys + "/master.key"), to: other.keys + "/master.key")
    chmod(other.keys + "/master.key", 0o400)
    let mixed = try #require(throws: QuarantineError.self) {
      try QuarantineStore.open(state: sample.state, keys: KeyRing.load(other.keys), as: .commandLine)
    }
    #expect(mixed.problem.contains("another state folder"))
    #expect(try sample.open(as: .commandLine).show(id).message == sampleMessage(), "nothing was harmed")
  }
}
