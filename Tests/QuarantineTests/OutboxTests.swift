import Foundation
import GRDB
import Glibc
import Policy
import PosternKit
import Spool
import Testing

@testable import Quarantine

@Suite("The outbox")
struct OutboxTests {
  private let officer = "dco@oakfield.example"
  private let three = ["a@families.example", "b@families.example", "c@families.example"]
  private let sample: Sample
  private let store: QuarantineStore
  private let id: HeldID
  private let row: OutgoingID
  private let digest: WireDigest

  init() throws {
    sample = try Sample()
    store = try sample.open()
    id = try store.hold(sampleMessage(recipients: three), content: sampleContent()).id
    row = try #require(try store.queueRelease([id], by: officer).first)
    digest = try WireDigest(sampleContent())
  }

  private func envelope(_ recipients: [String], from sender: String = "t.wobblegate@oakfield.example") -> Envelope {
    Envelope(sender: .init(address: sender), recipients: recipients.map { .init(address: $0) })
  }

  private func begin() throws -> OutgoingTry { try #require(try store.begin(row, digest: digest)) }

  @Test("a row is claimed by one process, under a name that nobody else can know, another for each try")
  func claim() throws {
    let first = try begin()
    #expect(try store.begin(row, digest: digest) == nil)
    #expect(OutgoingTry(helo: first.helo) == first)
    try store.postpone(store.outgoing(row), problem: "nobody there")
    let second = try begin()
    #expect(second.id == first.id)
    #expect(second.helo != first.helo)
    for helo in ["desk.example", "\(row).postern.invalid", "\(row)-0.postern.invalid", "x-1.postern.invalid"] {
      #expect(OutgoingTry(helo: helo) == nil, "\(helo)")
    }
  }

  @Test("the receipt milter lets pass what is approved, once, and the queue id is on record")
  func receipt() throws {
    let attempt = try begin()
    #expect(try store.receive(attempt, envelope: envelope(three), digest: digest, queueID: "4A") == nil)
    #expect(try store.outgoing(row).queueID == "4A")
    #expect(try store.outgoing(row).receiptAt == sample.clock.time)
    #expect(try store.receive(attempt, envelope: envelope(three), digest: digest, queueID: "4B") == .notInProgress)
    #expect(try store.settle(row, ReleaseOutcome(queueID: "4A")) == .sent)
    #expect(try store.receive(attempt, envelope: envelope(three), digest: digest, queueID: "4C") == .notInProgress)
  }

  @Test("other bytes, another sender, an added recipient or no recipient: refused, and the right one still passes")
  func differs() throws {
    let attempt = try begin()
    let other = try WireDigest(sampleContent("Another body.\r\n"))
    #expect(try store.receive(attempt, envelope: envelope(three), digest: other, queueID: "4A") == .differs)
    for wrong in [
      envelope(three + ["d@families.example"]), envelope(["d@families.example"]), envelope([]),
      envelope(three, from: "somebody@oakfield.example"),
    ] { #expect(try store.receive(attempt, envelope: wrong, digest: digest, queueID: "4A") == .differs) }
    #expect(try store.receive(attempt, envelope: envelope(Array(three[1...])), digest: digest, queueID: "4A") == nil)
  }

  @Test("what is not being sent has no receipt, nor has a transaction of an earlier try that comes late")
  func late() throws {
    let early = OutgoingTry(row, number: 1)
    #expect(try store.receive(early, envelope: envelope(three), digest: digest, queueID: "4A") == .notInProgress)
    let first = try begin()
    #expect(try store.postpone(store.outgoing(row), problem: "its process died"))
    _ = try begin()
    #expect(try store.receive(first, envelope: envelope(three), digest: digest, queueID: "4A") == .notInProgress)
  }

  @Test("a row is not put back once it has got its receipt")
  func putBack() throws {
    let attempt = try begin()
    let before = try store.outgoing(row)
    #expect(try store.receive(attempt, envelope: envelope(three), digest: digest, queueID: "4A") == nil)
    #expect(try !store.postpone(before, problem: "its process died"))
    #expect(try store.outgoing(row).state == .sending)
  }

  @Test("who is refused for now is tried again alone; who is refused for good is told of")
  func severalRecipients() throws {
    _ = try begin()
    let first = ReleaseOutcome(
      queueID: "4A",
      refused: [
        .init(address: three[0], reply: "451 4.2.0 later", isTemporary: true),
        .init(address: three[1], reply: "550 5.1.1 nobody", isTemporary: false),
      ])
    #expect(try store.settle(row, first) == .waiting)
    #expect(try store.show(id).summary.state == .releasing)
    #expect(try store.outgoing(row).record.envelope.recipients.map(\.address) == [three[0]])
    #expect(try store.dueOutgoing() == [])
    sample.clock.advance(10)
    #expect(try store.dueOutgoing() == [row])
    _ = try begin()
    #expect(try store.settle(row, ReleaseOutcome(queueID: "4B")) == .sent)
    #expect(try store.show(id).summary.state == .released)
    #expect(
      try store.show(id).outcome?.refused == [.init(address: three[1], reply: "550 5.1.1 nobody", isTemporary: false)])
  }

  @Test("when the answer is lost, those in the receipt have it, and the others are tried again")
  func lostAnswer() throws {
    let attempt = try begin()
    #expect(try store.receive(attempt, envelope: envelope([three[2]]), digest: digest, queueID: "4A") == nil)
    #expect(try store.settleByReceipt(store.outgoing(row)) == .waiting)
    #expect(try store.outgoing(row).record.envelope.recipients.map(\.address) == Array(three[..<2]))
  }

  @Test("what is held again after a part of it went leaves out those who have it")
  func restAlone() throws {
    _ = try begin()
    let temporary = ReleaseOutcome.Refusal(address: three[0], reply: "451 later", isTemporary: true)
    try store.settle(row, ReleaseOutcome(queueID: "4A", refused: [temporary]))
    _ = try begin()
    try store.leaveUncertain(row, problem: "broke off")
    try store.settleUncertain(id, wasSent: false, by: officer, reason: "not in the log")
    let next = try #require(try store.queueRelease([id], by: officer).first)
    #expect(try store.outgoing(next).record.envelope.recipients.map(\.address) == [three[0]])
  }

  @Test("the filter leaves a row to the command that asked for it, and takes it up when that does nothing")
  func courtesy() throws {
    #expect(try store.dueOutgoing() == [])
    sample.clock.advance(6)
    #expect(try store.dueOutgoing() == [row])
    try store.putOff(row)
    #expect(try store.dueOutgoing() == [])
  }

  @Test("a row of the former version that was to show nobody still shows nobody")
  func formerRow() throws {
    struct Former: Encodable {
      var sender: Envelope.Path
      var recipients: [OutgoingRecipient]
      var hidesAddresses: Bool
    }
    for hides in [true, false] {
      let now = try store.outgoing(row).record
      let former = Former(sender: now.sender, recipients: now.recipients, hidesAddresses: hides)
      let sealed = try store.messageKey(id).seal(former, as: "outgoing \(row)")
      try sample.database().write { try $0.execute(sql: "UPDATE outgoing SET record = ?", arguments: [sealed]) }
      let read = try store.outgoing(row).record
      #expect(read.shown == (hides ? .nobody : nil))
      #expect(read.envelope == now.envelope)
    }
    let written = try JSONEncoder().encode(
      OutgoingRecord(
        sender: .init(address: "a@x.example"), recipients: [], mail: [1], shown: .only(["b@y.example"]), forgets: true,
        route: .verifiedTLS))
    let again = try JSONEncoder().encode(JSONDecoder().decode(OutgoingRecord.self, from: written))
    #expect(try JSONDecoder().decode(OutgoingRecord.self, from: again).shown == .only(["b@y.example"]))
    #expect(try JSONDecoder().decode(OutgoingRecord.self, from: again).route == .verifiedTLS)
  }

  @Test("rows that have waited for long are counted, and those that are gone are not")
  func waiting() throws {
    sample.clock.advance(3_600)
    #expect(try store.outgoingWaiting(longerThan: 3_600) == 0)
    sample.clock.advance(1)
    #expect(try store.outgoingWaiting(longerThan: 3_600) == 1)
    _ = try begin()
    try store.settle(row, ReleaseOutcome(queueID: "4A"))
    #expect(try store.outgoingWaiting(longerThan: 3_600) == 0)
  }

  @Test("a letter with the same purpose is put in once")
  func purpose() throws {
    let letter = OutgoingDraft(
      envelope: envelope(["t@oakfield.example"], from: ""), mail: Array("A: b".utf8), purpose: "x")
    try store.queue(letter)
    try store.queue(letter)
    #expect(try store.dueOutgoing().count == 1)
  }

  @Test("letters and rows stand in no file in clear, and go with the message that they are about")
  func sealed() throws {
    let letter = OutgoingDraft(
      envelope: envelope(["zebrafinch@oakfield.example"], from: ""), mail: Array("Subject: Gondoliere".utf8),
      purpose: "held Flibbertigibbet")
    let second = try store.hold(
      sampleMessage(number: 2), content: sampleContent("Other.\r\n"),
      announcing: HoldAnnouncement(sender: nil, perHour: 1) { _, _ in [letter] }
    ).id
    let queued = try #require(try store.outgoing(about: second).first)
    #expect(queued.record.mail == letter.mail)
    for word in planted + ["zebrafinch", "Gondoliere", "Flibbertigibbet", "a@families"] {
      #expect(try sample.files(with: word) == [], "\(word)")
    }
    try store.markDeleted(second, by: officer, reason: "sent by mistake")
    #expect(try store.dueOutgoing() == [])
    #expect(throws: QuarantineError.self) { try store.outgoing(queued.id) }
  }

  @Test("a lease ends with its process, whatever other process gets the number")
  func lease() throws {
    let child = try ChildProcess("/bin/sleep", ["60"])
    let lease = ProcessLease(process: child.identifier)
    #expect(lease.isOthers)
    #expect(!ProcessLease.own.isOthers)
    #expect(ProcessLease.own.isAlive)
    _ = try begin()
    let set = "UPDATE outgoing SET lease = ?"
    try sample.database().write { db in try db.execute(sql: set, arguments: [lease.description]) }
    #expect(try store.interruptedOutgoing() == [])
    #expect(try !store.outgoing(row).isAbandoned)
    child.end()
    #expect(!lease.isAlive)
    #expect(try store.interruptedOutgoing() == [row])
    #expect(try store.outgoing(row).isAbandoned)
    let words = ProcessLease.own.description.split(separator: " ")
    #expect(!ProcessLease(stored: "\(words[0]) \(words[1]) 1").isAlive)
    #expect(!ProcessLease(stored: "another-boot \(words[1]) \(words[2])").isAlive)
  }

  @Test("where /proc hides other processes, a lease is still its process's, and ends with it")
  func hiddenLease() throws {
    let hiding = try TemporaryFolder("processes")
    let child = try ChildProcess("/bin/sleep", ["60"])
    let lease = ProcessLease(process: child.identifier)
    #expect(lease.isAlive(in: hiding.path))
    child.end()
    #expect(!lease.isAlive(in: hiding.path))
  }

  @Test("that receipts are taken is known from the last message that Postfix took, not from what a person said of one")
  func receiptsAreTaken() throws {
    #expect(try !store.hasReceipts())
    let attempt = try begin()
    #expect(try store.receive(attempt, envelope: envelope(three), digest: digest, queueID: "4A") == nil)
    try store.settle(row, ReleaseOutcome(queueID: "4A"))
    #expect(try store.hasReceipts())
    sample.clock.advance(1)
    let second = try store.hold(sampleMessage(number: 2), content: sampleContent()).id
    let next = try #require(try store.queueRelease([second], by: officer).first)
    _ = try store.begin(next, digest: digest)
    try store.leaveUncertain(next, problem: "broke off")
    try store.settleUncertain(second, wasSent: true, by: officer, reason: "it came")
    #expect(try store.hasReceipts())
    let third = try store.hold(sampleMessage(number: 3), content: sampleContent()).id
    let last = try #require(try store.queueRelease([third], by: officer).first)
    _ = try store.begin(last, digest: digest)
    sample.clock.advance(1)
    try store.settle(last, ReleaseOutcome(queueID: "4B"))
    #expect(try !store.hasReceipts())
  }

  @Test("what a message is known by on its way depends on no line end, and on every other byte")
  func wireDigest() throws {
    func digest(_ text: String) throws -> WireDigest {
      let file = MemoryFile()
      try file.append(Array(text.utf8))
      return try WireDigest(file)
    }
    #expect(try digest("a\r\nb\r\n") == digest("a\nb"))
    #expect(try digest("a\r\nb\r\n") != digest("a\r\nb\r\n\r\n"))
    #expect(try digest("a\rb\n") != digest("a\nb\n"))
    #expect(try digest("a b\n") != digest("a  b\n"))
  }
}
