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

  private func agree(_ words: String, _ address: String) throws {
    try store.agree(on: Password(words), for: address, by: officer)
  }

  @Test("who has agreed on a password gets a form of their own, whoever sends it, and the others the common one")
  func ownForms() throws {
    let recipients = ["a@council.example", "b@council.example", "c@clinic.example", "d@families.example"]
    try agree("saddle-lantern-orbit", "@council.example")
    try agree("velvet-anchor-badge", "c@clinic.example")
    let groups = try store.agreedGroups(recipients)
    #expect(groups.map(\.recipients) == [Array(recipients[0...1]), [recipients[2]]])
    #expect(groups.map(\.password.words) == ["saddle-lantern-orbit", "velvet-anchor-badge"])
    #expect(try store.agreement(with: recipients) == .some)
    #expect(try store.agreement(with: Array(recipients[0...2])) == .everybody)
    #expect(try store.agreement(with: [recipients[3]]) == .nobody)
    #expect(try store.agreedGroups(Array(recipients[0...1])).isEmpty, "all share one: it is the message's")

    let id = try hold(recipients)
    _ = try store.keepProtected(form("common"), of: id)
    try store.keepOwnForms(
      [
        OwnForm(for: groups[0].recipients, form("council").content),
        OwnForm(for: groups[1].recipients, form("clinic").content),
      ], of: id)
    #expect(try store.ownFormRecipients(of: id) == Array(recipients.prefix(3)))
    for word in planted + ["council.example", "clinic"] { #expect(try sample.files(with: word) == [], "\(word)") }
    let rows = try store.queueCopies([id], by: officer, isProtected: true).map { try store.outgoing($0.row).record }
    #expect(rows.map(\.form) == [nil, 1, 2] && rows.allSatisfy { $0.isProtected == true })
    #expect(
      rows.map { $0.recipients.map(\.path.address) }
        == [[recipients[3]], Array(recipients[0...1]), [recipients[2]]])
    for (number, text) in [(nil, "common"), (1, "council"), (2, "clinic")] as [(Int?, String)] {
      #expect(try bytes(store.protectedContent(id, number: number)) == Array(text.utf8))
    }
    #expect(throws: QuarantineError.self) { try store.protectedContent(id, number: 3) }
  }

  @Test("as it came a message is cut by no form; made anew, the forms are others; with the message all of them go")
  func ownFormsEnd() throws {
    let id = try hold(["a@council.example", "b@clinic.example"])
    _ = try store.keepProtected(form("common"), of: id)
    try store.keepOwnForms(
      [
        OwnForm(for: ["a@council.example"], form("one").content),
        OwnForm(for: ["b@clinic.example"], form("two").content),
      ],
      of: id)
    try store.keepOwnForms([OwnForm(for: ["b@clinic.example"], form("three").content)], of: id)
    #expect(try store.ownFormRecipients(of: id) == ["b@clinic.example"])
    let plain = try store.queueCopies([id], by: officer).map { try store.outgoing($0.row).record }
    #expect(plain.count == 1 && plain[0].form == nil && plain[0].recipients.count == 2)
    try store.takeBack([id], by: officer)
    try store.delete(
      id, senderHas: .confirmed(by: "t.wobblegate@oakfield.example", at: 1), by: officer, reason: "asked")
    #expect(try Sample.names(sample.state + "/content").isEmpty)
    #expect(try store.ownFormRecipients(of: id) == [])
  }

  @Test("no more passwords than there may be: who would need a further one gets it under the common one")
  func mostForms() throws {
    let recipients = (0..<20).map { "worker\($0)@council.example" }
    for (number, address) in recipients.enumerated() { try agree("saddle-lantern-orbit-\(number)", address) }
    #expect(try store.agreedGroups(recipients).count == QuarantineStore.mostOwnForms)
    #expect(try store.agreement(with: recipients) == .some)
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
      try Sample.write([1], to: "\(folder)/\(HeldID.random()).3.locked")
      return id
    }
    let id = try leave()
    _ = try sample.open()
    #expect(try Sample.names(folder) == ["\(id).locked", "\(id).sealed"])
  }
}
