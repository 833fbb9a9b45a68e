import Foundation
import Glibc
import PosternKit
import Testing

extension ThroughTrouble {
  @Suite(
    "What is pending survives whatever dies", .serialized,
    .school {
      try School(
        gate: HoldingMilter(), limits: "{workers: 2, inspection_milliseconds: 1000, pending_milliseconds: 600000}")
    })
  struct PendingCrashTests {
    let school: School
    let gate: HoldingMilter
    init() throws {
      school = try #require(RunningSchool.current)
      gate = try #require(school.gate)
    }

    /// Takes a worker long enough to be caught at it.
    static let long = longText(lines: 120_000)
    /// Takes it several times the budget.
    private static let page = String(
      repeating: "<p>Mr <b>Lorem</b>, <i>12.30</i>-14.45 in A1: B2, 01/02/03, 9+4, No. 5.</p>\n", count: 200_000)

    private func killFilter() throws {
      let filter = try #require(try school.filterProcess())
      #expect(kill(filter, SIGKILL) == 0)
    }

    private func expectSentOnce(_ mail: Mail, _ reference: String) throws {
      try school.settlePending()
      try school.wait(for: reference, toBe: "released")
      #expect(try school.copies(mail).map { $0.asReleased().rest } == [mail.bytes])
      #expect(school.notices(to: mail.from).isEmpty)
    }

    @Test("a message that really takes longer than its budget is pending, and then delivered")
    func really() throws {
      let mail = Mail(
        from: "really@oakfield.example", fields: ["Content-Type: text/html; charset=utf-8"], text: Self.page)
      #expect(try school.send(mail).code == 250)
      #expect(
        try school.rows("SELECT pendingReason FROM held ORDER BY rowid DESC LIMIT 1") == [["out of time"]])
      try school.settlePending()
      #expect(try school.copies(mail).map { $0.asReleased().rest } == [mail.bytes])
    }

    @Test("killed before its reading has begun: it is read at the next start, and delivered once")
    func beforeReading() throws {
      let mail = Mail(from: "before@oakfield.example")
      let reference = try school.withoutBackground {
        let reference = try school.pend(mail)
        try killFilter()
        return reference
      }
      try school.waitUntilServed()
      try expectSentOnce(mail, reference)
    }

    @Test("killed while it is read: the same")
    func whileReading() throws {
      let mail = Mail(from: "while@oakfield.example", text: Self.long)
      let reference = try school.pend(mail)
      try until { school.processes.workers.contains { $0.nice > 0 && $0.ticks > 0 } }
      try killFilter()
      #expect(try school.rows("SELECT state FROM held WHERE id = '\(reference)'") == [["pending"]])
      try school.waitUntilServed()
      try expectSentOnce(mail, reference)
    }

    @Test("killed while Postfix takes it: the same")
    func whileSending() throws {
      let mail = Mail(from: "sending@oakfield.example")
      gate.hold()
      defer { gate.letGo() }
      let reference = try school.withoutBackground { try school.pend(mail) }
      try gate.waitUntilHolding()
      try killFilter()
      gate.letGo()
      try school.waitUntilServed()
      try expectSentOnce(mail, reference)
    }

    @Test("killed again and again, all of it: each message is delivered or held, once, with one notice")
    func again() throws {
      let clean = (0..<4).map { Mail(from: "again.\($0)@oakfield.example", text: Self.long) }
      let held = (0..<4).map { Mail.toBeHeld(from: "again.held.\($0)@oakfield.example") }
      for mail in held + clean { #expect(try school.sendSlowly(mail).code == 250) }
      for _ in 0..<3 {
        usleep(.random(in: 0..<2_000_000))
        try killFilter()
        try school.waitUntilServed()
      }
      try school.settlePending()
      for mail in clean {
        #expect(try school.copies(mail).map { $0.asReleased().rest } == [mail.bytes])
        #expect(school.notices(to: mail.from).isEmpty)
      }
      for mail in held {
        #expect(try school.copies(mail).isEmpty)
        #expect(school.notices(to: mail.from).count == 1)
      }
    }

    @Test("told to stop while it is read, the filter breaks off at once, and goes on with it at the next start")
    func stopped() throws {
      let mail = Mail(from: "stopped@oakfield.example", text: Self.long)
      let reference = try school.pend(mail)
      try until { school.processes.workers.contains { $0.nice > 0 && $0.ticks > 0 } }
      school.site.stopFilter()
      #expect(
        try school.rows("SELECT state, attempts, lease IS NULL FROM held WHERE id = '\(reference)'")
          == [["pending", "0", "1"]])
      try school.site.startFilter()
      try expectSentOnce(mail, reference)
    }

    @Test(
      "told to stop with a letter in hand that Postfix does not take to its end, the filter ends, and it comes once")
    func letterInHand() throws {
      let mail = Mail.toBeHeld(from: "letter@oakfield.example")
      gate.hold()
      defer { gate.letGo() }
      #expect(try school.send(mail).code == 250)
      try gate.waitUntilHolding()
      school.site.stopFilter()
      #expect(school.notices(to: mail.from).isEmpty)
      gate.letGo()
      try school.site.startFilter()
      _ = try school.notice(to: mail.from)
      try school.settle()
      #expect(school.notices(to: mail.from).count == 1)
    }
  }
}
