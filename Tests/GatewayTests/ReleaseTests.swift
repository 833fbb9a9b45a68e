import Foundation
import Glibc
import PosternKit
import Spool
import Testing

extension ThroughRelease {
  @Suite("Releasing held mail", .serialized, .school)
  struct ReleaseTests {
    let school: School
    init() throws { school = try #require(RunningSchool.current) }

    private let three = ["karen.hart@postbox.example", "ngozi.bello@postbox.example", "linh.tran@postbox.example"]

    private func addresses(_ copies: [ReceivedMessage]) -> [String] {
      copies.flatMap { $0.envelope.recipients.map(\.address) }.sorted()
    }

    @Test("what goes on is the same bytes below the trace line of the first arrival, and its queue id is on record")
    func bytes() throws {
      let mail = Mail.toBeHeld()
      let reference = try school.hold(mail)
      let arrival = try #require(try school.rows("SELECT heldAt FROM held WHERE id = '\(reference)'").first?.first)
      let result = try school.site.run(["held", "release", reference, "--reason", "checked"])
      #expect(result.status == 0, "\(result.errors)")
      let got = try school.received(mail)
      let (trace, rest) = got.asReleased()
      #expect(rest == mail.bytes)
      #expect(got.header("Received").count == 2)
      let words = try #require(
        trace.wholeMatch(
          of:
            #/Received: from client\.example \(\S+ \[203\.0\.113\.5\]\) by mail\.oakfield\.example \(Postern\) with ESMTPA id (\w+); (.+)/#
        ), "\(trace)")
      #expect(school.site.postfix.log.contains("smtpd[") && school.site.postfix.log.contains(": \(words.1): client="))
      let format = DateFormatter()
      format.locale = Locale(identifier: "en_GB")
      format.dateFormat = "EEE, d MMM yyyy HH:mm:ss Z"
      let date = try #require(format.date(from: String(words.2)), "\(words.2)")
      #expect(abs(date.timeIntervalSince1970 - (Double(arrival) ?? 0)) <= 60)

      let shown = try school.shown(reference)
      #expect(shown.state == "released")
      let queueID = try #require(shown.queueID)
      #expect(result.output.contains("is released as \(queueID)"))
      #expect(
        school.site.postfix.log.contains("reinjection/smtpd") && school.site.postfix.log.contains("\(queueID): client=")
      )
      let row = try school.rows(
        "SELECT state, queueID, receiptAt IS NOT NULL FROM outgoing WHERE held = '\(reference)' AND kind = 'release'")
      #expect(row == [["sent", queueID, "1"]])
    }

    @Test("two who release at once: one does, the other is told, and it goes once")
    func twoAtOnce() throws {
      for _ in 1...5 {
        let mail = Mail.toBeHeld()
        let reference = try school.hold(mail)
        let both = try [school.startRelease(reference), school.startRelease(reference)]
        let statuses = try both.map { try $0.wait() }
        #expect(statuses.filter { $0 == 0 }.count == 1, "\(statuses)")
        try school.wait(for: reference, toBe: "released")
        #expect(try school.copies(mail).count == 1)
      }
    }

    @Test("while Postfix is down it stays in the outbox, and goes by itself when Postfix is back")
    func postfixDown() throws {
      let mail = Mail.toBeHeld(from: "down@oakfield.example")
      let reference = try school.hold(mail)
      _ = try school.notice(to: mail.from)
      school.site.postfix.stop()
      let result = try school.site.run(["held", "release", reference, "--reason", "checked"])
      #expect(result.status == 0)
      #expect(result.output.contains("is in the outbox, and goes as soon as Postfix takes it"))
      #expect(try school.site.run(["held", "list"]).output.contains("releasing"))
      #expect(try school.shown(reference).problem?.contains("cannot be reached") == true)
      #expect(try school.site.run(["held", "release", reference, "--reason", "checked"]).status != 0)
      try school.site.postfix.start()
      try school.wait(for: reference, toBe: "released")
      #expect(try school.copies(mail).count == 1)
    }

    @Test("what Postfix will never take is held again, with its words, and can be released when that is mended")
    func refusedForGood() throws {
      let mail = Mail.toBeHeld()
      let reference = try school.hold(mail)
      try school.refuse(mail.to[0], with: "550 5.1.1 Moved away")
      let result = try school.site.run(["held", "release", reference, "--reason", "checked"])
      #expect(result.status != 0)
      #expect(result.errors.contains("is held again"))
      let shown = try school.shown(reference)
      #expect(shown.state == "held")
      #expect(shown.problem?.contains("Moved away") == true)
      #expect(shown.refused.count == 1)
      #expect(try school.site.run(["held", "show", reference]).output.contains("Moved away"))
      let told = "Your email could not be sent to everybody (\(reference))"
      try school.refuse()
      #expect(try school.site.run(["held", "release", reference, "--reason", "mended"]).status == 0)
      #expect(try school.copies(mail).count == 1)
      #expect(try school.shown(reference).refused == [])
      try school.settle()
      #expect(school.notices(to: mail.from).count { $0 == told } == 1)
    }

    @Test(
      "of a copy that Postfix refuses for good the sender is told, in words that name nobody; the others have theirs")
    func refusedInPart() throws {
      var mail = Mail.toBeHeld(from: "partly@oakfield.example")
      mail.recipients = three
      let reference = try school.hold(mail)
      _ = try school.notice(to: mail.from)
      try school.refuse(three[1], with: "550 5.1.1 Moved away")
      defer { try? school.refuse() }
      let result = try school.site.run(["held", "release", reference, "--reason", "checked"])
      #expect(result.status == 0 && result.errors.contains("Moved away"), "\(result.errors)")
      try school.settle()
      #expect(try addresses(school.copies(mail)) == [three[0], three[2]].sorted())
      let shown = try school.shown(reference)
      #expect(shown.state == "released" && shown.refused.count == 1)
      let notices = school.site.nextHop.messages.filter {
        $0.isNotice(to: mail.from) && $0.words.contains("our mail system refuses it for 1 of its 3 recipients")
      }
      #expect(notices.count == 1)
      for word in ["postbox", "karen", "Moved"] { #expect(notices.first?.words.contains(word) == false) }
    }

    @Test("a recipient who is refused for now is tried again alone, and nobody gets it twice")
    func refusedForNow() throws {
      var mail = Mail.toBeHeld()
      mail.recipients = three
      let reference = try school.hold(mail)
      try school.refuse(three[1], with: "451 4.2.0 Later")
      #expect(try school.site.run(["held", "release", reference, "--reason", "checked"]).status == 0)
      #expect(try school.shown(reference).state == "releasing")
      #expect(try addresses(school.copies(mail)) == [three[0], three[2]].sorted())
      try school.refuse()
      try school.wait(for: reference, toBe: "released")
      let copies = try school.copies(mail)
      #expect(addresses(copies) == three.sorted())
      #expect(copies.allSatisfy { $0.asReleased().rest == mail.bytes })
    }

    @Test("no other process of the machine can send through the re-injection service")
    func strangers() throws {
      let mail = Mail.toBeHeld()
      let reference = try school.hold(mail)
      let relay = try StoppingRelay(to: school.site.postfix.reinjectionPort, stopping: .beforeLastDot)
      defer { relay.letGo() }
      let release = try school.startRelease(reference, port: relay.port)
      try relay.waitUntilStopped()
      let row = try #require(
        try school.rows("SELECT id, attempts FROM outgoing WHERE held = '\(reference)' AND state = 'sending'").first)
      let helo = "\(row[0])-\(row[1]).postern.invalid"

      let content = relay.message
      var changed = content
      changed[changed.count - 4] ^= 1
      func attempt(_ helo: String, _ content: [UInt8], from sender: String? = nil, to others: [String] = []) throws
        -> SMTPReply
      {
        let client = try SMTPClient(port: school.site.postfix.reinjectionPort)
        defer { client.quit() }
        try client.hello(helo)
        let envelope = Envelope(
          sender: .init(address: sender ?? mail.from), recipients: (mail.to + others).map { .init(address: $0) })
        return try client.send(content, envelope: envelope)
      }
      let wrong = [
        try attempt("localhost", content), try attempt("\(row[0]).postern.invalid", content),
        try attempt("\(row[0])-\((Int(row[1]) ?? 0) + 1).postern.invalid", content),
        try attempt("0123456789abcdefghjkmnpqrs-1.postern.invalid", content), try attempt(helo, changed),
        try attempt(helo, content, to: ["linh.tran@postbox.example"]),
        try attempt(helo, content, from: "w.birch@oakfield.example"),
      ]
      for (number, reply) in wrong.enumerated() {
        #expect(reply.code == 550 && reply.text.hasPrefix("5.7.1 "), "\(number): \(reply)")
      }
      #expect(try school.copies(mail).isEmpty)

      relay.letGo()
      #expect(try release.wait() == 0)
      #expect(try attempt(helo, content).code == 550)
      #expect(try school.copies(mail).count == 1)
    }

    @Test("a service that is not marked as ours never takes a release for the same message again")
    func unmarkedService() throws {
      let mail = Mail.toBeHeld()
      _ = try school.hold(mail)
      let client = try SMTPClient(port: school.site.postfix.port)
      defer { client.quit() }
      try client.hello("0123456789abcdefghjkmnpqrs-1.postern.invalid")
      let envelope = Envelope(sender: .init(address: mail.from), recipients: [.init(address: mail.to[0])])
      #expect(try client.send(mail.bytes, envelope: envelope).isTemporary)
    }
  }
}
