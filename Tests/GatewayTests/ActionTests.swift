import PosternKit
import Spool
import Testing

extension ThroughPostfix {
  @Suite("What is done with a message", .serialized, .school)
  struct ActionTests {
    let school: School
    init() throws { school = try #require(RunningSchool.current) }

    @Test("a message that no rule minds is delivered as it is, and nobody is told anything")
    func deliver() throws {
      let mail = Mail(from: "deliver@oakfield.example")
      #expect(try school.send(mail).code == 250)
      #expect(try school.received(mail).withoutTrace(of: "mail.oakfield.example") == mail.bytes)
      #expect(try school.newlyHeld().isEmpty)
      try school.settle()
      #expect(school.notices(to: "deliver@oakfield.example").isEmpty)
    }

    @Test("a held message is accepted, nobody gets it, and its facts are there to see")
    func hold() throws {
      let mail = Mail.toBeHeld()
      #expect(try school.send(mail).code == 250)
      #expect(try school.copies(mail).isEmpty)
      let held = try school.newlyHeld()
      #expect(held.map(\.sender) == ["t.ash@oakfield.example"])
      #expect(held.first?.recipients == ["karen.hart@postbox.example"])
      #expect(held.first?.rules == ["sen.to-others"])
      #expect(held.first?.categories == ["sen (serious)"])
      #expect(held.first?.people == ["Mia Stone"])
    }

    @Test("many visible families are hidden from one another: To and Cc are rewritten, the envelope and all else stay")
    func bcc() throws {
      let mail = Mail.toBeHidden(from: "hides@oakfield.example")
      #expect(try school.send(mail).code == 250)
      let got = try school.received(mail)
      #expect(got.envelope.recipients.map(\.address).sorted() == mail.envelopeRecipients.sorted())
      #expect(got.header("To") == ["undisclosed-recipients:;"])
      #expect(got.header("Cc").isEmpty)
      #expect(!String(decoding: got.header, as: UTF8.self).contains("postbox.example"))
      for field in ["From", "Subject", "Date", "Content-Type"] {
        #expect(got.header(field) == ReceivedMessage(reading: mail.bytes).header(field))
      }
      #expect(Array(got.body) == Array(ReceivedMessage(reading: mail.bytes).body))
      let notice = try school.notice(to: "hides@oakfield.example")
      #expect(notice.header("Subject") == ["Your email was sent with its addresses hidden"])
      #expect(notice.words.contains("3 addresses"))
    }

    @Test("what is to be protected is held, and the sender is told how to protect it", arguments: [true, false])
    func protect(isDirect: Bool) throws {
      let mail = Mail.toBeProtected(from: "protects.\(isDirect)@oakfield.example")
      #expect(try school.send(mail, as: isDirect ? .login(mail.from) : .trusted).code == 250)
      #expect(try school.copies(mail).isEmpty)
      #expect(try school.newlyHeld().map(\.rules) == [["health.own"]])
      let notice = try school.notice(to: mail.from)
      #expect(notice.header("Subject").first?.hasPrefix("Please protect your email before it goes (") == true)
      #expect(notice.words.contains("give that a password"))
    }

    @Test("a rule may refuse what is not protected, where the sender's own program shows it")
    func protectAtTheDoor() throws {
      let mail = Mail(from: "door@oakfield.example", text: "The arrears of Oliver Hart are 40 pounds.")
      let reply = try school.send(mail)
      #expect(reply.code == 550)
      #expect(reply.text.contains("Rule: money.own"))
      #expect(try school.newlyHeld().isEmpty)
      try school.settle()
      #expect(school.notices(to: "door@oakfield.example").isEmpty)
    }

    @Test("behind a smart host the same is held with a notice, since its client would bury the reply")
    func protectBehindSmartHost() throws {
      let mail = Mail(from: "smarthost@oakfield.example", text: "The arrears of Oliver Hart are 40 pounds.")
      #expect(try school.send(mail, as: .trusted).code == 250)
      #expect(try school.newlyHeld().map(\.rules) == [["money.own"]])
      #expect(try school.notice(to: mail.from).words.contains("give that a password"))
      #expect(try school.copies(mail).isEmpty)
    }

    @Test("a refusal says why in several lines, each with code and enhanced code, and names nobody")
    func reject() throws {
      let mail = Mail.toBeRefused()
      let connection = try school.connection(.login(mail.from))
      defer { connection.quit() }
      let reply = try connection.send(mail.bytes, envelope: envelope(mail))
      #expect(reply.code == 550)
      #expect(reply.lines.count > 3)
      #expect(reply.lines.allSatisfy { $0.hasPrefix("5.7.1 ") })
      #expect(reply.lines.first == "5.7.1 Your email was not sent.")
      #expect(reply.text.contains("Our policy says: \"Passwords should not be disclosed to anyone else.\""))
      #expect(reply.text.contains("Rule: password.to-pupils"))
      #expect(reply.text.contains("the office on extension 204"))
      for word in ["Heron", "Hart", "o.hart", "Tuesday"] { #expect(!reply.text.contains(word), "\(word)") }
      // The connection is as good as before.
      let next = Mail()
      #expect(try connection.send(next.bytes, envelope: envelope(next)).code == 250)
      _ = try school.received(next)
      #expect(try school.copies(mail).isEmpty)
      #expect(try school.newlyHeld().isEmpty)
    }

    @Test("behind a smart host what would be refused is held with a notice")
    func rejectBehindSmartHost() throws {
      let mail = Mail.toBeRefused(from: "bounces@oakfield.example")
      #expect(try school.send(mail, as: .trusted).code == 250)
      #expect(try school.newlyHeld().map(\.rules) == [["password.to-pupils"]])
      #expect(try school.notice(to: mail.from).header("Subject").first?.contains("has not been sent yet") == true)
      #expect(try school.copies(mail).isEmpty)
    }

    @Test("a rule that tells lets the message go and writes to its sender")
    func tell() throws {
      let mail = Mail(to: ["tobias.ash@homemail.example"])
      #expect(try school.send(mail).code == 250)
      #expect(try school.received(mail).withoutTrace(of: "mail.oakfield.example") == mail.bytes)
      let notice = try school.site.nextHop.wait { $0.header("In-Reply-To") == [mail.identifier] }[0]
      #expect(notice.header("Subject") == ["About an email that you sent"])
      #expect(notice.words.contains("Rule: private.own"))
    }

    @Test("each recipient gets what is right for them: some get it, others' copies are held")
    func differentOutcomes() throws {
      var mail = Mail.toBeHeld(from: "mixed@oakfield.example")
      mail.to = ["w.birch@oakfield.example", "karen.hart@postbox.example", "mash@northmere.example"]
      mail.cc = ["peter.stone@postbox.example"]
      #expect(try school.send(mail).code == 250)
      let got = try school.copies(mail)
      // Mia's own father may have it; the other family not.
      #expect(
        Set(got.flatMap { $0.envelope.recipients.map(\.address) }) == [
          "w.birch@oakfield.example", "mash@northmere.example", "peter.stone@postbox.example",
        ])
      #expect(got.allSatisfy { $0.withoutTrace(of: "mail.oakfield.example") == mail.bytes })
      #expect(try school.newlyHeld().map(\.recipients) == [["karen.hart@postbox.example"]])
      #expect(try school.notice(to: mail.from).words.contains("to 1 recipient"))
    }

    @Test("hidden addresses and held copies go together")
    func hiddenAndHeld() throws {
      var mail = Mail.toBeHidden()
      mail.text = "The EHCP review for Mia Stone is on Tuesday."
      #expect(try school.send(mail).code == 250)
      let got = try school.received(mail)
      #expect(got.envelope.recipients.map(\.address) == ["peter.stone@postbox.example"])
      #expect(got.header("To") == ["undisclosed-recipients:;"])
      let held = try school.newlyHeld()
      #expect(held.map { Set($0.recipients) } == [["karen.hart@postbox.example", "ngozi.bello@postbox.example"]])
    }

    @Test("what somebody writes into the header lets nothing pass", arguments: ["X-Postern-Released", "X-Postern-Id"])
    func forgedHeader(field: String) throws {
      var mail = Mail.toBeHeld()
      mail.fields = ["\(field): yes", "\(field): H7K2-9QXD"] + mail.fields
      #expect(try school.send(mail).code == 250)
      #expect(try school.newlyHeld().map(\.rules) == [["sen.to-others"]])
      #expect(try school.copies(mail).isEmpty)
    }

    private func envelope(_ mail: Mail) -> Envelope {
      Envelope(
        sender: Envelope.Path(address: mail.envelopeSender),
        recipients: mail.envelopeRecipients.map { Envelope.Path(address: $0) })
    }
  }
}
