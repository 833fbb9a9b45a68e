import Foundation
import Glibc
import PosternKit
import Testing

extension ThroughTrouble {
  /// The process that sends is killed at every step at which it knows less than Postfix does.
  @Suite("Sent once, whatever dies", .serialized, .school { try School(gate: HoldingMilter()) })
  struct CrashTests {
    let school: School
    let gate: HoldingMilter
    init() throws {
      school = try #require(RunningSchool.current)
      gate = try #require(school.gate)
    }

    /// A held message whose notice has gone, so that receipts are known to be taken.
    private func hold() throws -> (Mail, String) {
      let mail = Mail.toBeHeld(from: "crash.\(UUID().uuidString.lowercased())@oakfield.example")
      let reference = try school.hold(mail)
      _ = try school.notice(to: mail.from)
      try school.site.postfix.waitForEmptyQueue()
      return (mail, reference)
    }

    private func kill(_ process: ChildProcess) throws {
      process.signal(SIGKILL)
      #expect(try process.wait() == 128 + SIGKILL)
    }

    private func expectSentOnce(_ mail: Mail, _ reference: String) throws {
      try school.wait(for: reference, toBe: "released")
      let copies = try school.copies(mail)
      #expect(copies.count == 1)
      #expect(copies.first?.asReleased().rest == mail.bytes)
    }

    /// Kills who sends a message after the receipt, while Postfix has it at the gate, and ends the filter.
    private func interruptAfterReceipt() throws -> (Mail, String) {
      let (mail, reference) = try hold()
      gate.hold()
      let sender = try school.startRelease(reference)
      try gate.waitUntilHolding()
      #expect(try hasReceipt(reference))
      try kill(sender)
      school.site.stopFilter()
      return (mail, reference)
    }

    private func hasReceipt(_ reference: String) throws -> Bool {
      try school.rows("SELECT queueID IS NOT NULL FROM outgoing WHERE held = '\(reference)' AND state = 'sending'")
        == [["1"]]
    }

    @Test("killed before the receipt: it is sent at the next start, once")
    func beforeReceipt() throws {
      let (mail, reference) = try hold()
      let relay = try StoppingRelay(to: school.site.postfix.reinjectionPort, stopping: .beforeLastDot)
      defer { relay.letGo() }
      let sender = try school.startRelease(reference, port: relay.port)
      try relay.waitUntilStopped()
      #expect(try !hasReceipt(reference))
      try kill(sender)
      try school.restartFilter()
      try expectSentOnce(mail, reference)
    }

    @Test("killed after the receipt, while Postfix is still busy: nothing is done until Postfix is, and it goes once")
    func afterReceipt() throws {
      defer { gate.letGo() }
      let (mail, reference) = try interruptAfterReceipt()
      try school.site.startFilter()
      try waitForLog("Postfix is still busy with it")
      #expect(try school.shown(reference).state == "releasing")
      gate.letGo()
      try expectSentOnce(mail, reference)
    }

    @Test(
      "killed after the receipt, and Postfix dies with it: the log tells that it was never queued, and it goes once")
    func afterReceiptWithPostfix() throws {
      defer { gate.letGo() }
      let (mail, reference) = try interruptAfterReceipt()
      school.site.postfix.stop()
      gate.letGo()
      try school.site.startFilter()
      try school.site.postfix.start()
      try expectSentOnce(mail, reference)
    }

    @Test("killed after Postfix took it, before it knew: it is not sent again")
    func afterAll() throws {
      let (mail, reference) = try hold()
      let relay = try StoppingRelay(to: school.site.postfix.reinjectionPort, stopping: .beforeLastAnswer)
      defer { relay.letGo() }
      let sender = try school.startRelease(reference, port: relay.port)
      try relay.waitUntilStopped()
      #expect(relay.answer.starts(with: Array("250 ".utf8)))
      _ = try school.received(mail)
      try kill(sender)
      try school.restartFilter()
      try expectSentOnce(mail, reference)
      #expect(
        try school.shown(reference).queueID.map { String(decoding: relay.answer, as: UTF8.self).contains($0) } == true)
    }

    @Test("the filter itself is killed with a letter in hand: the letter comes once")
    func filterKilled() throws {
      gate.hold()
      defer { gate.letGo() }
      let mail = Mail.toBeHeld(from: "killed@oakfield.example")
      _ = try school.hold(mail)
      try gate.waitUntilHolding()
      let filter = try #require(try school.filterProcess())
      #expect(Glibc.kill(filter, SIGKILL) == 0)
      gate.letGo()
      try school.waitUntilServed()
      _ = try school.notice(to: mail.from)
      try school.settle()
      #expect(school.notices(to: mail.from).count == 1)
    }

    @Test(
      "where neither queue nor log can tell, it is uncertain until a person has looked", arguments: [true, false])
    func uncertain(wasSent: Bool) throws {
      let (mail, reference) = try hold()
      let text = try String(contentsOfFile: school.site.configuration, encoding: .utf8)
      let log = "log: \(school.site.folder.file("postfix/log/maillog"))"
      try #require(text.contains(log))
      let relay = try StoppingRelay(to: school.site.postfix.reinjectionPort, stopping: .beforeLastAnswer)
      defer { relay.letGo() }
      let sender = try school.startRelease(reference, port: relay.port)
      try relay.waitUntilStopped()
      _ = try school.received(mail)
      try school.site.postfix.waitForEmptyQueue()
      // The filter looks after dead senders from time to time: it must not while the log is there.
      school.site.stopFilter()
      try kill(sender)
      try school.site.folder.write("postern.yaml", text: text.replacing(log, with: "\(log).gone"))
      defer { _ = try? school.site.folder.write("postern.yaml", text: text) }
      try school.site.startFilter()

      try school.wait(for: reference, toBe: "uncertain")
      #expect(try school.site.run(["held", "list"]).output.contains("uncertain"))
      let shown = try school.shown(reference)
      let queueID = try #require(shown.queueID)
      #expect(shown.problem?.contains("Postfix may have it as \(queueID)") == true)
      #expect(try school.site.run(["held", "release", reference, "--reason", "again"]).status != 0)
      #expect(try school.site.run(["held", "settle", reference, "--sent", "--not-sent", "--reason", "x"]).status != 0)
      #expect(try school.site.run(["held", "settle", reference, "--sent"]).status != 0)

      let word = wasSent ? "--sent" : "--not-sent"
      let settled = try school.site.run(["held", "settle", reference, word, "--reason", "asked the recipient"])
      #expect(settled.status == 0, "\(settled.errors)")
      #expect(try school.shown(reference).state == (wasSent ? "released" : "held"))
      #expect(try school.site.run(["held", "settle", reference, word, "--reason", "again"]).status != 0)
      #expect(try school.copies(mail).count == 1)
      guard !wasSent else { return }
      // Whoever says that it was not sent gets it sent.
      #expect(try school.site.run(["held", "release", reference, "--reason", "not there"]).status == 0)
      #expect(try school.copies(mail).count == 2)
    }

    private func waitForLog(_ words: String) throws {
      try until { school.site.log.contains(words) }
    }
  }
}
