import GRDB
import Glibc
import PosternKit
import Testing

@testable import Quarantine

@Suite("What was damaged is never shown")
struct DamageTests {
  @Test("a changed byte anywhere in the content file is noticed", arguments: [0, 20, 5_000, 65_560, 70_000])
  func changed(offset: Int) throws {
    let sample = try Sample()
    let store = try sample.open()
    let id = try store.hold(sampleMessage(), content: sampleContent(String(repeating: "x", count: 90_000))).id
    var file = Sample.bytes(sample.content(id))
    file[offset] ^= 1
    try Sample.write(file, to: sample.content(id))
    let error = try #require(throws: QuarantineError.self) {
      try store.content(id, reason: "test", by: "dco@oakfield.example")
    }
    #expect(error.kind == .damaged)
  }

  @Test(
    "a content file that was cut, at a frame's end too, or that is gone is noticed",
    arguments: [
      0, 17, 40, 17 + 65_552, 80_000,
    ])
  func cut(length: Int) throws {
    let sample = try Sample()
    let store = try sample.open()
    let id = try store.hold(sampleMessage(), content: sampleContent(String(repeating: "x", count: 90_000))).id
    let file = Sample.bytes(sample.content(id))
    try Sample.write(Array(file[..<length]), to: sample.content(id))
    #expect(throws: QuarantineError.self) { try store.content(id, reason: "test", by: "dco@oakfield.example") }
    unlink(sample.content(id))
    #expect(throws: QuarantineError.self) { try store.content(id, reason: "test", by: "dco@oakfield.example") }
  }

  @Test("content and record of one message cannot be passed off as another's")
  func swapped() throws {
    let sample = try Sample()
    let store = try sample.open()
    let a = try store.hold(sampleMessage(), content: sampleContent("A")).id
    let b = try store.hold(sampleMessage(), content: sampleContent("B")).id
    try Sample.write(Sample.bytes(sample.content(a)), to: sample.content(b))
    #expect(throws: QuarantineError.self) { try store.content(b, reason: "test", by: "dco@oakfield.example") }
    try sample.database().write { db in
      try db.execute(
        sql: "UPDATE held SET record = (SELECT record FROM held WHERE id = ?) WHERE id = ?",
        arguments: [a.description, b.description])
    }
    #expect(throws: QuarantineError.self) { try store.show(b) }
    try store.keyDatabase.write { db in
      try db.execute(
        sql: "UPDATE messageKey SET wrapped = (SELECT wrapped FROM messageKey WHERE id = ?) WHERE id = ?",
        arguments: [a.description, b.description])
    }
    #expect(throws: QuarantineError.self) { try store.show(b) }
    #expect(try store.list().count == 2, "one damaged message does not hide the others")
  }
}
