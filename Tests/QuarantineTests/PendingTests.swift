import Configuration
import Foundation
import GRDB
import Glibc
import Policy
import PosternKit
import Protection
import Spool
import Testing

@testable import Quarantine

@Suite("What is stored before it was read")
struct PendingTests {
  private let sample: Sample
  private let store: QuarantineStore

  init() throws {
    sample = try Sample()
    store = try sample.open()
  }

  private func unread(
    _ reason: PendingReason = .outOfTime, number: Int = 1, recipients: [String] = ["z.quillfeather@families.example"]
  ) -> HeldMessage {
    var message = sampleMessage(
      recipients: recipients, rules: [], cabinets: [.general], releaser: .officer, number: number)
    message.pending = .init(reason, headersWereCut: true)
    message.concernsConduct = true
    return message
  }

  private func pend(_ message: HeldMessage? = nil) throws -> HeldID {
    try store.hold(message ?? unread(), content: sampleContent()).id
  }

  private var silent: HoldAnnouncement { HoldAnnouncement(sender: nil, perHour: 1) { _, _ in [] } }

  private func announcement(_ purpose: String) -> HoldAnnouncement {
    HoldAnnouncement(sender: nil, perHour: 1) { id, _ in [letter("\(purpose) \(id)")] }
  }

  private func letter(_ purpose: String) -> OutgoingDraft {
    OutgoingDraft(
      envelope: Envelope(sender: .init(address: ""), recipients: [.init(address: "t.wobblegate@oakfield.example")]),
      mail: [0x41], purpose: purpose)
  }

  private func pass(forgets: Bool = true) -> PendingVerdict.Ending {
    .pass(.init(forgets: forgets))
  }

  private func outgoing(_ id: HeldID, _ kind: OutgoingKind) throws -> Outgoing {
    try #require(try store.outgoing(about: id).first { $0.kind == kind })
  }

  private func send(_ id: HeldID, refused: [ReleaseOutcome.Refusal] = []) throws {
    let row = try outgoing(id, .release).id
    _ = try store.begin(row, digest: WireDigest(sampleContent()))
    try store.settle(row, ReleaseOutcome(queueID: "4A", refused: refused))
  }

  @Test("it is sealed and safe like held mail, and known for what it is")
  func stored() throws {
    let id = try pend()
    #expect(try store.list().map(\.state) == [.pending])
    #expect(try sample.files(with: planted[0]).isEmpty)
    #expect(try store.auditLines(of: id).map(\.action) == [.pending])
    let claimed = try #require(try store.claimPending(id))
    #expect(claimed.message.pending?.headersWereCut == true)
    #expect(try bytes(claimed.content) == bytes(sampleContent()))
    #expect(claimed.attempts == 1)
    #expect(try store.hold(unread(), content: sampleContent()).isRepeat)
    // Its recipients may be those whom it is about.
    #expect(try store.list(visibleTo: "z.quillfeather@families.example").isEmpty)
    #expect(throws: QuarantineError.self) { try store.content(id, reason: "curious", by: "dco@oakfield.example") }
  }

  @Test("it is there by its reason, the least tried first, and not where another process that lives has it")
  func queue() throws {
    let first = try pend(unread(number: 1))
    let second = try pend(unread(number: 2))
    let busy = try pend(unread(.overloaded, number: 3))
    #expect(try store.pendingMessages(.outOfTime) == [first, second])
    #expect(try store.pendingMessages(.overloaded) == [busy])
    _ = try store.claimPending(first)
    try store.leavePending(first, counts: true)
    #expect(try store.pendingMessages(.outOfTime) == [second, first])
    _ = try store.claimPending(second)
    try store.leavePending(second, counts: false)
    #expect(try store.claimPending(second)?.attempts == 1)

    let other = try ChildProcess("/bin/sleep", ["600"])
    let lease = ProcessLease(process: other.identifier).description
    try sample.database().write { db in try db.execute(sql: "UPDATE held SET lease = ?", arguments: [lease]) }
    #expect(try store.pendingMessages(.outOfTime).isEmpty)
    #expect(try store.claimPending(first) == nil)
    other.signal(SIGKILL)
    _ = try other.wait()
    #expect(try store.pendingMessages(.outOfTime).count == 2)
    #expect(try store.claimPending(first)?.attempts == 2)
  }

  @Test("what is clean goes into the outbox in the same moment, once, and is shredded when it has gone")
  func passes() throws {
    let id = try pend()
    let claimed = try #require(try store.claimPending(id))
    let verdict = PendingVerdict(message: sampleMessage(rules: []), ending: pass())
    #expect(try store.finishPending(id, verdict, content: claimed.content))
    #expect(try !store.finishPending(id, verdict, content: claimed.content))
    #expect(try store.show(id).summary.state == .releasing)
    #expect(try store.outgoing(about: id).count == 1)
    #expect(try outgoing(id, .release).record.envelope == sampleMessage().envelope)
    try send(id)
    #expect(try store.show(id).summary.state == .released)
    #expect(try store.show(id).message == nil)
    #expect(Sample.mode(sample.content(id)) == 0)
    // It is still the same message.
    #expect(try store.acceptedBefore(unread(), content: sampleContent()) == id)
    #expect(try store.acceptedBefore(unread(number: 2), content: sampleContent()) == nil)
    sample.clock.advance(6 * 86_400)
    #expect(try store.acceptedBefore(unread(), content: sampleContent()) == nil)
    sample.clock.advance(31 * 86_400)
    // The last that went always stays, as the proof that receipts come.
    let other = try pend(unread(number: 2))
    try store.finishPending(
      other, PendingVerdict(message: sampleMessage(rules: [], number: 2), ending: pass()), content: claimed.content)
    try send(other)
    #expect(try store.purge(outbox: 30 * 86_400, personal: 900 * 86_400).messages == 1)
  }

  @Test("nothing is shredded of what is to be kept", arguments: [true, false])
  func keeps(byLegalHold: Bool) throws {
    let id = try pend()
    let claimed = try #require(try store.claimPending(id))
    if !byLegalHold { try store.setKept(id, true, by: "dco@oakfield.example", reason: "an inquiry") }
    try store.finishPending(
      id, PendingVerdict(message: sampleMessage(rules: []), ending: pass(forgets: !byLegalHold)),
      content: claimed.content)
    try send(id)
    #expect(try store.show(id).message != nil)
    try store.checkContent(id)
  }

  @Test("what is stopped is held, under its cabinets, with its letters")
  func held() throws {
    let id = try pend()
    let claimed = try #require(try store.claimPending(id))
    try store.finishPending(
      id, PendingVerdict(message: sampleMessage(), ending: .hold(announcement("held"))), content: claimed.content)
    let shown = try store.show(id)
    #expect(shown.summary.state == .held)
    #expect(shown.summary.cabinets == [.sen])
    #expect(shown.summary.releaser == .sender)
    #expect(shown.summary.rules == ["sen.to-pupils"])
    #expect(shown.message?.facts.people == ["Xylophona Brambleby"])
    #expect(try store.outgoing(about: id).map(\.kind) == [.notice])
    #expect(try store.auditLines(of: id).map(\.action) == [.pending, .held])
    let cabinets = try DatabaseQueue(path: sample.keys + "/keys.db").read {
      try String.fetchOne($0, sql: "SELECT cabinets FROM messageKey WHERE id = ?", arguments: [id.description])
    }
    #expect(cabinets == "sen")
    try store.checkContent(id)
  }

  @Test("where some copies are stopped the others part ways with them, under one case")
  func split() throws {
    let id = try pend(unread(recipients: ["a@families.example", "b@families.example"]))
    let claimed = try #require(try store.claimPending(id))
    let verdict = PendingVerdict(
      message: sampleMessage(recipients: ["a@families.example"]), ending: .hold(silent),
      passing: (
        sampleMessage(
          recipients: ["b@families.example"], rules: [],
          copies: [.init(addresses: ["b@families.example"], shown: .nobody)]),
        .init(forgets: true)
      ),
      letters: [letter("told")])
    #expect(try store.finishPending(id, verdict, content: claimed.content))
    let members = try store.caseMembers(of: id)
    #expect(Set(members.map(\.state)) == [.held, .releasing])
    let passing = try #require(members.first { $0.state == .releasing }).id
    let record = try outgoing(passing, .release).record
    #expect(record.envelope.recipients.map(\.address) == ["b@families.example"])
    #expect(record.shown == .nobody)
    #expect(try store.show(id).message?.envelope.recipients.map(\.address) == ["a@families.example"])
    try send(passing)
    #expect(try store.show(passing).summary.state == .released)
    try store.checkContent(id)
    #expect(try store.show(id).summary.state == .held)
  }

  @Test("what is to go under a password goes so, alone or beside copies that are stopped", arguments: [true, false])
  func locked(isWhole: Bool) throws {
    let people = ["a@families.example", "b@families.example"]
    let id = try pend(unread(recipients: people))
    let claimed = try #require(try store.claimPending(id))
    let file = MemoryFile()
    try file.append(Array("under a password".utf8))
    try file.seal()
    let password = try Password("lantern-orbit-velvet")
    let locked = PendingForm(ProtectedForm(file, password: password), announcing: announcement("locked"))
    let going = isWhole ? people : [people[1]]
    let passed = sampleMessage(
      recipients: going, rules: [],
      copies: going.map { .init(addresses: [$0], shown: .everybody, isProtected: $0 == people[1] ? true : nil) })
    let how = PendingVerdict.Passing(forgets: false)
    let verdict =
      isWhole
      ? PendingVerdict(message: passed, ending: .pass(how), locked: locked)
      : PendingVerdict(
        message: sampleMessage(recipients: [people[0]]), ending: .hold(silent), passing: (passed, how), locked: locked)
    #expect(try store.finishPending(id, verdict, content: claimed.content))
    let passing = try #require(try store.caseMembers(of: id).first { $0.state == .releasing }).id
    #expect((passing == id) == isWhole)
    let rows = try store.outgoing(about: passing).filter { $0.kind == .release }
    #expect(rows.map { $0.record.isProtected == true } == (isWhole ? [false, true] : [true]))
    #expect(try bytes(store.protectedContent(passing)) == Array("under a password".utf8))
    #expect(try store.password(of: passing, by: "dco@oakfield.example") == password)
    if !isWhole { #expect(try !store.hasPassword(id)) }
  }

  @Test("what somebody has ended meanwhile stays as it is, and leaves nothing behind")
  func endedMeanwhile() throws {
    let id = try pend()
    let claimed = try #require(try store.claimPending(id))
    try store.queueRelease([id], by: "dco@oakfield.example", reason: "cannot wait")
    let verdict = PendingVerdict(
      message: sampleMessage(), ending: .hold(announcement("held")),
      passing: (sampleMessage(recipients: ["b@families.example"]), .init(forgets: true)),
      letters: [letter("told")])
    let before = try sample.database().read { try Int.fetchOne($0, sql: "SELECT count(*) FROM outgoing") }
    #expect(try !store.finishPending(id, verdict, content: claimed.content))
    #expect(try sample.database().read { try Int.fetchOne($0, sql: "SELECT count(*) FROM outgoing") } == before)
    #expect(try Sample.names(sample.state + "/content").count == 1)
    #expect(try store.show(id).summary.state == .releasing)
    // A release that a person has asked for keeps its content for retention.
    try send(id)
    #expect(try store.show(id).message != nil)
  }

  @Test("what would have been refused goes back, or is held where somebody keeps it", arguments: [true, false])
  func givesBack(isKept: Bool) throws {
    let id = try pend()
    let claimed = try #require(try store.claimPending(id))
    if isKept { try store.setKept(id, true, by: "dco@oakfield.example", reason: "an inquiry") }
    let back = Envelope(sender: .init(address: ""), recipients: [.init(address: "t.wobblegate@oakfield.example")])
    try store.finishPending(
      id, PendingVerdict(message: sampleMessage(), ending: .giveBack(back, otherwise: announcement("held"))),
      content: claimed.content)
    #expect(try store.show(id).summary.state == (isKept ? .held : .returning))
    #expect(try store.outgoing(about: id).map(\.kind) == [isKept ? .notice : .giveBack])
    guard !isKept else { return }
    let row = try outgoing(id, .giveBack).id
    _ = try store.begin(row, digest: WireDigest(sampleContent()))
    try store.settle(row, ReleaseOutcome(queueID: "4A"))
    #expect(try store.show(id).summary.state == .returned)
    // Its sender may send it anew.
    #expect(try store.acceptedBefore(unread(), content: sampleContent()) == nil)
  }

  @Test("of one case that is pending in parts, the first that is held is told of, and no other")
  func oneNotice() throws {
    let parts = try ["a@families.example", "b@families.example"].map { try pend(unread(recipients: [$0])) }
    #expect(try Set(store.list().map(\.caseID)).count == 1)
    for (id, address) in zip(parts, ["a@families.example", "b@families.example"]) {
      let claimed = try #require(try store.claimPending(id))
      try store.finishPending(
        id, PendingVerdict(message: sampleMessage(recipients: [address]), ending: .hold(announcement("held"))),
        content: claimed.content)
    }
    #expect(try parts.map { try store.outgoing(about: $0).count } == [1, 0])
  }

  @Test("a mail merge that was pending becomes one case when it is held")
  func run() throws {
    let ids = try (1...3).map { try pend(unread(.overloaded, number: $0)) }
    #expect(try Set(store.list().map(\.caseID)).count == 3)
    for (number, id) in zip(1..., ids) {
      let claimed = try #require(try store.claimPending(id))
      try store.finishPending(
        id,
        PendingVerdict(
          message: sampleMessage(number: number, likeness: 0xF0F0_F0F0), ending: .hold(announcement("held"))),
        content: claimed.content)
    }
    #expect(try Set(store.list().map(\.caseID)) == [ids[0]])
    #expect(try ids.map { try store.outgoing(about: $0).count } == [1, 0, 0])
  }

  @Test("a message that was pending and that Postfix refuses is held, and whoever is told of it can be")
  func refused() throws {
    let id = try pend()
    let claimed = try #require(try store.claimPending(id))
    try store.finishPending(
      id, PendingVerdict(message: sampleMessage(rules: []), ending: pass()), content: claimed.content)
    let row = try outgoing(id, .release).id
    _ = try store.begin(row, digest: WireDigest(sampleContent()))
    let refusal = ReleaseOutcome.Refusal(
      address: "z.quillfeather@families.example", reply: "550 no", isTemporary: false)
    let sample = letter("refused")
    let state = try store.settle(row, ReleaseOutcome(refused: [refusal])) { refusal in
      refusal.wasPending && refusal.refused == 1 && refusal.taken == 0 ? [sample] : []
    }
    #expect(state == .failed)
    #expect(try store.show(id).summary.state == .held)
    #expect(try store.outgoing(about: id).map(\.kind) == [.notice])
  }
}
