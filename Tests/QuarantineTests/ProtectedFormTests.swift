import Foundation
import PosternKit
import Protection
import Spool
import Testing

@testable import Quarantine

@Suite("A held message's form under a password")
struct ProtectedFormTests {
  private let officer = "dco@oakfield.example"
  private let words = "lantern-orbit-velvet"
  private let sample: Sample
  private let store: QuarantineStore

  init() throws {
    sample = try Sample()
    store = try sample.open()
  }

  private func hold(_ recipients: [String] = ["a@families.example"]) throws -> HeldID {
    try store.hold(sampleMessage(recipients: recipients), content: sampleContent()).id
  }

  private func form(_ text: String = "Xylophona under a password", words: String? = nil) throws -> ProtectedForm {
    let file = MemoryFile()
    try file.append(Array(text.utf8))
    try file.seal()
    return ProtectedForm(file, password: try Password(words ?? self.words))
  }

  @Test("is what goes when its release says so, and the content as it came when not", arguments: [true, false])
  func goes(isProtected: Bool) throws {
    let id = try hold(["a@families.example", "b@families.example"])
    #expect(try store.keepProtected(form(), of: id) == nil)
    let rows = try store.queueCopies([id], by: officer, isProtected: isProtected).map(\.row)
    #expect(try rows.map { try store.outgoing($0).record.isProtected } == [isProtected ? true : nil])
    #expect(try bytes(store.protectedContent(id)) == Array("Xylophona under a password".utf8))
    #expect(try bytes(store.claimedContent(id)) == bytes(sampleContent()))
  }

  @Test("without one, nothing is released as if there were one")
  func missing() throws {
    let id = try hold()
    let error = try #require(throws: QuarantineError.self) {
      try store.queueCopies([id], by: officer, isProtected: true)
    }
    #expect(error.kind == .notProtected)
    #expect(try store.show(id).summary.state == .held)
    _ = try store.queueRelease([id], by: officer)
    #expect(throws: QuarantineError.self) { try store.protectedContent(id) }
  }

  @Test("is shown to nobody while its message is held, nor is the content given out for one that is not")
  func states() throws {
    let id = try hold()
    _ = try store.keepProtected(form(), of: id)
    #expect(throws: QuarantineError.self) { try store.protectedContent(id) }
    #expect(try bytes(store.contentToProtect(id, by: officer)) == bytes(sampleContent()))
    _ = try store.queueRelease([id], by: officer)
    #expect(throws: QuarantineError.self) { try store.contentToProtect(id, by: officer) }
  }

  @Test("who may not know of a message cannot have it protected")
  func hidden() throws {
    let message = sampleMessage(conduct: ["head@oakfield.example"])
    let id = try store.hold(message, content: sampleContent()).id
    let error = try #require(throws: QuarantineError.self) {
      try store.contentToProtect(id, by: "head@oakfield.example")
    }
    #expect(error.kind == .notFound)
  }

  @Test("a second password is not taken, and nothing is stored under it")
  func twoPasswords() throws {
    let id = try hold()
    #expect(try store.keepProtected(form("one"), of: id) == nil)
    let kept = try store.keepProtected(form("two", words: "saddle"), of: id)
    #expect(kept == (try Password(words)))
    #expect(try store.keepProtected(form("three"), of: id) == nil)
    _ = try store.queueCopies([id], by: officer, isProtected: true)
    #expect(try bytes(store.protectedContent(id)) == Array("three".utf8))
  }

  @Test("stands in clear in no file, with fresh salt each time, and goes with the message", arguments: [0o600])
  func sealed(mode: UInt32) throws {
    let id = try hold()
    let path = "\(sample.state)/content/\(id).locked"
    _ = try store.keepProtected(form(), of: id)
    let first = Sample.bytes(path)
    _ = try store.keepProtected(form(), of: id)
    let second = Sample.bytes(path)
    #expect(first.count == second.count && zip(first, second).filter(==).count < first.count / 2)
    for word in planted + [words, "under a password"] { #expect(try sample.files(with: word) == [], "\(word)") }
    #expect(Sample.mode(path) == mode)
    #expect(try Sample.names(sample.state + "/content").sorted() == ["\(id).locked", "\(id).sealed"])
    try store.delete(
      id, senderHas: .confirmed(by: "t.wobblegate@oakfield.example", at: 1), by: officer, reason: "asked")
    #expect(try Sample.names(sample.state + "/content").isEmpty)
  }

  @Test("one that was changed on the disk, or is another message's, does not go", arguments: ["bent", "other", "cut"])
  func damaged(how: String) throws {
    let (id, other) = (try hold(["a@families.example"]), try hold(["b@families.example"]))
    for id in [id, other] { _ = try store.keepProtected(form(), of: id) }
    let path = "\(sample.state)/content/\(id).locked"
    var file = Sample.bytes(path)
    switch how {
    case "bent": file[file.count - 20] ^= 1
    case "other": file = Sample.bytes("\(sample.state)/content/\(other).locked")
    default: file = Array(file.prefix(10))
    }
    try Sample.write(file, to: path)
    _ = try store.queueCopies([id], by: officer, isProtected: true)
    #expect(throws: QuarantineError.self) { try store.protectedContent(id) }
  }

  @Test("what a crash leaves of one is swept away at the next start")
  func swept() throws {
    let sample = try Sample()
    let folder = sample.state + "/content"
    // The store ends before the next start.
    func leave() throws -> HeldID {
      let store = try sample.open()
      let id = try store.hold(sampleMessage(), content: sampleContent()).id
      _ = try store.keepProtected(form(), of: id)
      try Sample.write([1], to: "\(folder)/\(id).locked.abc.draft")
      try Sample.write([1], to: "\(folder)/\(HeldID.random()).locked")
      return id
    }
    let id = try leave()
    _ = try sample.open()
    #expect(try Sample.names(folder) == ["\(id).locked", "\(id).sealed"])
  }
}
