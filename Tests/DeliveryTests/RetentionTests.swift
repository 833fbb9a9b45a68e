import Configuration
import Foundation
import Glibc
import PosternKit
import Quarantine
import Spool
import Synchronization
import Testing

@testable import Delivery

@Suite("What nobody decides on")
struct RetentionTests {
  private let folder: TemporaryFolder
  private let store: QuarantineStore
  private let facts: FactsReader
  private let clock: Clock
  private let officer = "dco@oakfield.example"

  /// Noon on Friday, 27 November 2026, here.
  private final class Clock: Sendable {
    private let value: Mutex<Int64>
    init() throws {
      let parts = DateComponents(year: 2026, month: 11, day: 27, hour: 12)
      let date = try #require(Calendar(identifier: .gregorian).date(from: parts))
      value = Mutex(Int64(date.timeIntervalSince1970))
    }
    var time: Int64 { value.withLock { $0 } }
    func advance(_ seconds: Int64) { value.withLock { $0 += seconds } }
  }

  init() throws {
    folder = try TemporaryFolder("retention")
    clock = try Clock()
    let settings = try school(folder)
    let clock = clock
    store = try QuarantineStore.open(
      state: settings.state, keys: KeyRing.load(settings.keys, create: true), now: { clock.time })
    facts = try FactsReader(state: settings.state)
  }

  /// Nothing listens at the port: what is given back waits in the outbox.
  private func round(
    port: UInt16 = 9, _ change: (inout Settings) -> Void = { _ in }
  ) throws -> RetentionRound.Report {
    var settings = try school(folder, port: port)
    change(&settings)
    let writer = NoticeWriter(settings)
    return try RetentionRound(
      settings, store: store, facts: facts, outbox: Outbox(settings, store: store, writer: writer), writer: writer
    ).run()
  }

  /// As the filter runs, though a round every four hours is enough.
  private func rounds(days: Int, _ change: (inout Settings) -> Void = { _ in }) throws -> [RetentionRound.Report] {
    try (0..<(days * 6)).map { _ in
      clock.advance(4 * 3_600)
      return try round(change)
    }
  }

  private func letters() throws -> [String] {
    try store.dueOutgoing().compactMap { id in
      try store.outgoing(id).record.mail.map { String(decoding: $0, as: UTF8.self) }
    }
  }

  /// With single spaces for line ends, however it was wrapped.
  private func words(_ text: String) -> String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }

  @Test("20 school days: told 5 before, sender and officers, once; then given back in the outbox")
  func whole() throws {
    let id = try store.hold(held(), content: memoryFile(Array("Subject: x\r\n\r\ny\r\n".utf8))).id
    #expect(try rounds(days: 20).map(\.warned).reduce(0, +) == 0, "on Thursday, 17 December, 14 school days are over")
    let week = try rounds(days: 7)
    #expect(week.map(\.warned).reduce(0, +) == 1)
    #expect(week.map(\.returned).reduce(0, +) == 0)
    let told = try letters()
    #expect(told.count == 2)
    #expect(told.contains { $0.contains("To: <t.marlow@oakfield.example>") && words($0).contains("in 5 school days") })
    #expect(told.contains { $0.contains("To: <senco@oakfield.example>") && $0.contains("held keep \(id)") })
    for word in ["Secret", "parent@"] { #expect(!told.joined().contains(word)) }
    #expect(try store.show(id).summary.state == .held)
    #expect(try rounds(days: 2).map(\.returned).reduce(0, +) == 1)
    #expect(try store.show(id).summary.state == .returning)
    let row = try #require(try store.outgoing(about: id).first { $0.kind == .giveBack })
    #expect(row.record.recipients.map(\.path.address) == ["t.marlow@oakfield.example"])
    #expect(try store.actor(of: row.id) == "retention")
    #expect(try store.auditLines().map(\.action) == [.held, .warned, .returnBegun])
    // The letter that carries it says why it comes.
    let composer = OutgoingComposer(store: store, writer: NoticeWriter(try school(folder)))
    let mail = String(decoding: try composer.content(of: row).withBytes { Array($0) }, as: UTF8.self)
    #expect(mail.contains("nobody asked for it to be sent on"))
    #expect(mail.contains("Subject: x\r\n\r\ny\r\n"))
  }

  @Test("holidays do not count")
  func holidays() throws {
    let id = try store.hold(held(), content: memoryFile([0x41])).id
    let closed = try Settings.load(
      folder.write(
        "holidays.yaml",
        text: """
          organisation: {name: O, domains: [oakfield.example]}
          school_days: {closed: [2026-11-30..2027-02-28]}
          """)
    ).schoolCalendar
    let reports = try rounds(days: 60) { $0.schoolCalendar = closed }
    #expect(reports.map { $0.warned + $0.returned }.reduce(0, +) == 0)
    #expect(try store.show(id).summary.state == .held)
  }

  @Test("where the filter was off for long, the warning comes first, and its time is given")
  func off() throws {
    let id = try store.hold(held(), content: memoryFile([0x41])).id
    _ = try round()
    clock.advance(100 * 86_400)
    let back = try rounds(days: 2)
    #expect(back.map(\.warned).reduce(0, +) == 1)
    #expect(back.map(\.returned).reduce(0, +) == 0)
    #expect(try store.show(id).summary.state == .held)
    #expect(try rounds(days: 8).map(\.returned).reduce(0, +) == 1)
  }

  @Test("a clock that jumps, back or forth, gives nothing back and deletes nothing", arguments: [365, -1])
  func jump(_ days: Int64) throws {
    let id = try store.hold(held(), content: memoryFile([0x41])).id
    try store.queue(
      OutgoingDraft(
        envelope: Envelope(sender: .init(address: ""), recipients: [.init(address: officer)]), mail: [0x41],
        purpose: "old"))
    for row in try store.dueOutgoing() { try store.fail(row, .init(problem: "no")) }
    _ = try rounds(days: 2)
    clock.advance(days * 86_400)
    for report in try [round()]
      + (0..<20).map({ _ in
        clock.advance(3_600)
        return try round()
      })
    {
      #expect(report.clock != .steady)
      #expect(report.warned + report.returned + report.forgotten + report.facts == 0)
      #expect(report.purge == .init())
    }
    clock.advance(-days * 86_400)
    #expect(try round().clock != .steady)
    #expect(try store.show(id).summary.state == .held)
    #expect(try rounds(days: 2).last?.clock == .steady)
  }

  @Test("what Postfix refuses to give back counts as no return: it is held again, and the log says so")
  func refused() throws {
    let hop = try NextHop()
    hop.answering { stage in
      if case .recipient = stage { return SMTPReply(550, "5.1.1 nobody here") }
      return nil
    }
    let id = try store.hold(held(), content: memoryFile([0x41])).id
    var reports = [try round(port: hop.port)]
    for _ in 0..<(40 * 6) where reports.allSatisfy({ $0.problems.isEmpty }) {
      clock.advance(4 * 3_600)
      reports.append(try round(port: hop.port))
    }
    #expect(reports.last?.problems.contains { $0.contains("\(id) is held again") } == true)
    #expect(reports.map(\.returned).reduce(0, +) == 0)
    #expect(try store.show(id).summary.state == .held)
  }

  @Test("a legal hold stops all of it")
  func legalHold() throws {
    let id = try store.hold(held(), content: memoryFile([0x41])).id
    let reports = try rounds(days: 50) { $0.retention.legalHold = true }
    #expect(reports.allSatisfy { $0.isLegalHold && $0.warned + $0.returned == 0 && $0.purge == .init() })
    #expect(try store.show(id).summary.state == .held)
  }

  @Test("a message that is kept is left alone")
  func kept() throws {
    let id = try store.hold(held(), content: memoryFile([0x41])).id
    try store.setKept(id, true, by: officer, reason: "a complaint")
    #expect(try rounds(days: 50).map { $0.warned + $0.returned }.reduce(0, +) == 0)
    #expect(try store.show(id).message != nil)
  }

  @Test("one without a sender to write to stays, and officers are told once a day")
  func stuck() throws {
    let id = try store.hold(held(automatic: true), content: memoryFile([0x41])).id
    _ = try rounds(days: 27)
    #expect(try letters() == [])
    let stuck = try rounds(days: 4)
    #expect(stuck.map(\.returned).reduce(0, +) == 0)
    #expect(try store.show(id).summary.state == .held)
    let told = try letters()
    #expect(told.count == 3 || told.count == 4)
    #expect(told.allSatisfy { $0.contains("To: <senco@oakfield.example>") && $0.contains("\(id)") })
  }

  @Test("one that is damaged is told, and does not keep the others from their end")
  func damaged() throws {
    let broken = try store.hold(held(), content: memoryFile([0x41])).id
    let whole = try store.hold(
      held(
        envelope: Envelope(
          sender: .init(address: "t.marlow@oakfield.example"), recipients: [.init(address: "c@families.example")])),
      content: memoryFile([0x41])
    ).id
    let settings = try school(folder)
    _ = try rounds(days: 27)
    unlink("\(settings.state)/content/\(broken).sealed")
    let reports = try rounds(days: 3)
    #expect(try store.show(whole).summary.state == .returning)
    #expect(try store.show(broken).summary.state == .held)
    #expect(reports.contains { $0.problems.contains { $0.contains("\(broken)") } })
  }

  @Test(
    "the daily letter has counts and the heads of the trail, names nobody, and hides what its reader may not know of")
  func digest() throws {
    let settings = try school(folder)
    let digest = DailyDigest(settings, store: store, writer: NoticeWriter(settings))
    _ = try round()
    #expect(try digest.writeWhenDue() == 0, "a store's first day")
    _ = try store.hold(held(), content: memoryFile([0x41]))
    _ = try store.hold(held(cabinets: [.childProtection], conduct: [officer]), content: memoryFile([0x42]))
    _ = try rounds(days: 1)
    #expect(try digest.writeWhenDue(warnings: ["the clock has jumped"]) == 1)
    #expect(try digest.writeWhenDue() == 0, "once a day")
    let letter = try #require(try letters().first { $0.contains("Subject: Held email: 1 message waits") })
    #expect(letter.contains("To: <\(officer)>"))
    #expect(letter.contains("Waiting for a decision:      1\r\n"))
    #expect(letter.contains("Please look at this: the clock has jumped"))
    #expect(AuditHead.anchors(in: letter) == (try store.auditHeads()))
    #expect(try store.verifyAudit(anchors: AuditHead.anchors(in: letter)) == [])
    for word in ["Secret", "parent@", "marlow"] { #expect(!letter.contains(word)) }
    for line in letter.split(whereSeparator: \.isNewline).drop(while: { !$0.hasPrefix("Held email, as of") }) {
      #expect(line.count <= 72, "\(line)")
    }
  }

  @Test("the daily letter lists where senders gave their word that an address is the parent's, without naming anybody")
  func checkedParents() throws {
    let settings = try school(folder)
    let digest = DailyDigest(settings, store: store, writer: NoticeWriter(settings))
    _ = try round()
    _ = try digest.writeWhenDue()
    var message = held()
    message.parentChecks = [ParentCheck(address: "a.parent@families.example", pupil: "upn 1", name: "Secret Person")]
    let id = try store.hold(message, content: memoryFile([0x43])).id
    clock.advance(86_400)
    _ = try store.queueCopies([id], by: message.identity, checkedParents: true)
    #expect(try digest.writeWhenDue() == 1)
    let letter = try #require(try letters().first { $0.contains("Subject: Held email") })
    #expect(letter.contains("\r\n  \(id)\r\n"))
    #expect(words(letter).contains("I have checked that this is the parent"))
    for word in ["Secret", "parent@", "marlow"] { #expect(!letter.contains(word)) }
  }
}
