import Foundation
import PosternKit
import Spool
import Testing

extension ThroughRelease {
  /// The small school, with a rule that lets health data go to a supplier by verified TLS alone.
  @Suite("What may go by verified TLS alone", .serialized, .school { try Bureau.makeSchool() })
  struct VerifiedTLSTests {
    let school: School
    let bureau: Bureau
    private let guardian = "karen.hart@postbox.example"

    init() throws {
      school = try #require(RunningSchool.current)
      bureau = try Bureau()
      bureau.mailbox.forget()
      school.site.nextHop.forget()
    }

    private func toPayroll(besides others: [String] = [], from: String = "t.ash@oakfield.example") -> Mail {
      Mail(from: from, to: [Bureau.payroll] + others, text: "Colin Draycott has epilepsy and works four days.")
    }

    /// Lets the school's mail by verified TLS go to one of the bureau's servers.
    private func route(to server: Bureau.Server, givesUpAtOnce: Bool = true, filter: Bool = true) throws {
      var settings = school.site.postfix.settings
      settings.tls?.nextHop = bureau.nextHop(server)
      settings.tls?.name = Bureau.name
      settings.tls?.authorities = bureau.authority.file
      settings.tls?.givesUpAtOnce = givesUpAtOnce
      settings.tls?.hasTransport = filter
      school.site.postfix.stop()
      try school.site.postfix.reload(settings)
      try school.site.postfix.start()
    }

    private func arrived(_ mail: Mail) throws -> ReceivedMessage {
      try bureau.mailbox.wait { $0.header("Message-ID") == [mail.identifier] }[0]
    }

    private func bounce(of mail: Mail) throws -> ReceivedMessage {
      try school.site.nextHop.wait {
        $0.isTo(mail.from) && $0.header("From").contains { $0.contains("MAILER-DAEMON") }
          && String(decoding: $0.data, as: UTF8.self).contains(mail.identifier)
      }[0]
    }

    @Test("goes encrypted to a server whose certificate is right, as it was written, and only for who needs it")
    func right() throws {
      try route(to: .right)
      let mail = toPayroll(besides: [guardian])
      #expect(try school.send(mail).code == 250)
      let got = try arrived(mail)
      #expect(got.envelope.recipients.map(\.address) == [Bureau.payroll])
      #expect(got.header("Received").contains { $0.contains("using TLSv1.") })
      #expect(got.withoutTrace(of: "mail.oakfield.example").suffix(mail.bytes.count) == mail.bytes[...])
      // The other one's copy goes the ordinary way.
      let direct = try school.received(mail)
      #expect(direct.envelope.recipients.map(\.address) == [guardian])
      #expect(direct.withoutTrace(of: "mail.oakfield.example") == mail.bytes)
      try school.settle()
      #expect(bureau.mailbox.count == 1)
      #expect(try school.copies(mail).count == 1)
      #expect(school.notices(to: mail.from).isEmpty)
      // Nothing was wrong with it: no copy stays here.
      #expect(try school.rows("SELECT count(*) FROM held WHERE record IS NOT NULL") == [["0"]])
      #expect(try school.site.run(["audit", "verify"]).status == 0)
    }

    @Test(
      "comes back to its sender where that cannot be had, and its text crosses no wire",
      arguments: [Bureau.Server.plain, .unknownAuthority, .otherName])
    func comesBack(server: Bureau.Server) throws {
      try route(to: server)
      let mail = toPayroll(from: "back.\(server)@oakfield.example")
      #expect(try school.send(mail).code == 250)
      let bounce = try bounce(of: mail)
      #expect(bounce.words.contains(Bureau.payroll))
      #expect(bounce.words.contains(server == .plain ? "Status: 5.7.4" : "Status: 5.7.5"))
      #expect(!bounce.words.contains("epilepsy"))
      try school.settle()
      #expect(bureau.mailbox.count == 0)
      #expect(try school.copies(mail).isEmpty)
    }

    @Test("waits where Postfix is told to go on trying, and never goes in clear")
    func waits() throws {
      try route(to: .otherName, givesUpAtOnce: false)
      let mail = toPayroll(from: "waits@oakfield.example")
      #expect(try school.send(mail).code == 250)
      try until {
        try school.site.postfix.queue().contains { entry in
          entry.queue == "deferred" && entry.recipients.contains { $0.reason?.contains("not verified") == true }
        }
      }
      #expect(bureau.mailbox.count == 0)
      // Its way is written into the queue file, so that it stays on it.
      #expect(try school.site.postfix.queue().count == 1)
      #expect(school.site.nextHop.messages.allSatisfy { $0.header("Message-ID") != [mail.identifier] })
      try school.site.postfix.discardQueue()
    }

    @Test("is held where another rule holds it, and once it is released goes by TLS for who needs that")
    func held() throws {
      try route(to: .right)
      var mail = toPayroll(besides: [guardian], from: "w.birch@oakfield.example")
      mail.text = "The EHCP review of Mia Stone, and her epilepsy, are for Tuesday."
      #expect(try school.send(mail).code == 250)
      let held = try school.newlyHeld()
      #expect(held.map { Set($0.recipients) } == [[Bureau.payroll, guardian]])
      let notice = try school.notice(to: mail.from)
      #expect(notice.words.contains("to 2 recipients"))
      try school.release(try #require(held.first))
      let got = try arrived(mail)
      #expect(got.envelope.recipients.map(\.address) == [Bureau.payroll])
      #expect(got.header("Received").contains { $0.contains("using TLSv1.") })
      #expect(try school.received(mail).envelope.recipients.map(\.address) == [guardian])
      try school.settle()
      #expect(school.notices(to: mail.from).count == 1)
    }

    @Test("is accepted once, however often it is sent")
    func again() throws {
      try route(to: .right)
      let mail = toPayroll(from: "again@oakfield.example")
      for _ in 0..<3 { #expect(try school.send(mail).code == 250) }
      _ = try arrived(mail)
      try school.settle()
      #expect(bureau.mailbox.count == 1)
    }

    @Test("is kept here while Postfix would send it in clear, and goes once that is mended")
    func unsafe() throws {
      try route(to: .right, filter: false)
      try school.restartFilter()
      try until { school.site.log.contains("has no transport of its own, and would send in clear") }
      let mail = toPayroll(from: "unsafe@oakfield.example")
      #expect(try school.send(mail).code == 250)
      try until { try school.rows("SELECT attempts > 0 FROM outgoing WHERE state = 'waiting'") == [["1"]] }
      #expect(try school.copies(mail).isEmpty)
      #expect(bureau.mailbox.count == 0)
      try route(to: .right)
      _ = try arrived(mail)
      try school.settle()
      #expect(bureau.mailbox.count == 1)
    }

    @Test("is told of by a check: in the requirements, in the delivery and in words")
    func check() throws {
      let file = try school.site.folder.write("check.eml", toPayroll().bytes)
      let answer = try school.site.run(
        ["check", "--json", file, "--from", "t.ash@oakfield.example", "--to", Bureau.payroll, guardian])
      struct Line: Decodable {
        var action: String
        var requirements: [String]
        var delivery: [String: String]
        var explanation: [String]
      }
      let line = try JSONDecoder().decode(Line.self, from: Data(answer.output.utf8))
      #expect(line.action == "deliver")
      #expect(line.requirements == ["tls"])
      #expect(line.delivery == [Bureau.payroll: "deliver: by verified TLS", guardian: "deliver"])
      #expect(line.explanation.last?.contains("our relay's verified server only") == true)
    }
  }
}
