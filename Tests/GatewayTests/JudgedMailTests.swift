import PosternKit
import Testing

extension ThroughPostfix {
  /// Whose mail is judged, and who counts as its sender, is told by how it came in, never by what it says of itself.
  @Suite("Who is judged, and who the sender is", .serialized, .school)
  struct JudgedMailTests {
    let school: School
    init() throws { school = try #require(RunningSchool.current) }

    private let needs = "The EHCP review for Mia Stone is on Tuesday."

    private func expectUntouched(_ mail: Mail) throws {
      #expect(try school.received(mail).withoutTrace(of: "mail.oakfield.example") == mail.bytes)
      #expect(try school.copies(mail).count == 1)
      #expect(try school.newlyHeld().isEmpty)
    }

    @Test("mail from outside passes untouched, whatever it says of a child")
    func inbound() throws {
      let mail = Mail(from: "t.marsh@elsewhere.example", to: ["t.ash@oakfield.example"], text: needs)
      #expect(try school.send(mail, as: .outside).code == 250)
      try expectUntouched(mail)
    }

    @Test("an outside client that uses a school address, in envelope and header, is not one of the school's")
    func forgedEnvelope() throws {
      let mail = Mail(text: needs)
      #expect(try school.send(mail, as: .outside).code == 250)
      try expectUntouched(mail)
      try school.settle()
      #expect(school.notices(to: "t.ash@oakfield.example").isEmpty)
    }

    @Test("a pupil who writes From: head@ is judged as the pupil, and the head hears nothing")
    func pupilAsHead() throws {
      let mail = Mail(
        from: "Judith Amberley <j.amberley@oakfield.example>", to: ["w.birch@oakfield.example"],
        sender: "j.amberley@oakfield.example")
      #expect(try school.send(mail, as: .login("m.stone@pupils.oakfield.example")).code == 250)
      let held = try school.newlyHeld()
      #expect(held.map(\.rules) == [["pupil.as-somebody-else"]])
      #expect(held.map(\.sender) == ["m.stone@pupils.oakfield.example"])
      _ = try school.notice(to: "m.stone@pupils.oakfield.example")
      try school.settle()
      #expect(school.notices(to: "j.amberley@oakfield.example").isEmpty)
      #expect(try school.copies(mail).isEmpty)
    }

    @Test("what a pupil writes is not read: a disclosure to a teacher is never held")
    func pupil() throws {
      let mail = Mail(
        from: "m.stone@pupils.oakfield.example", to: ["w.birch@oakfield.example", "karen.hart@postbox.example"],
        text: "Oliver Hart has bruises again. password: crickets9. My EHCP says so, Mia Stone")
      #expect(try school.send(mail).code == 250)
      try expectUntouched(mail)
    }

    @Test("a member of staff with another's From is judged as the one who logged in, who alone is told")
    func staffAsHead() throws {
      var mail = Mail.toBeHeld(from: "j.amberley@oakfield.example")
      mail.sender = "j.amberley@oakfield.example"
      #expect(try school.send(mail, as: .login("w.birch@oakfield.example")).code == 250)
      #expect(try school.newlyHeld().map(\.sender) == ["w.birch@oakfield.example"])
      _ = try school.notice(to: "w.birch@oakfield.example")
      try school.settle()
      #expect(school.notices(to: "j.amberley@oakfield.example").isEmpty)
    }

    @Test("a login without a domain is the address of that name at the school")
    func bareLogin() throws {
      let mail = Mail.toBeHeld(from: "a.pugh@oakfield.example")
      #expect(try school.send(mail, as: .login("a.pugh")).code == 250)
      #expect(try school.newlyHeld().map(\.sender) == ["a.pugh@oakfield.example"])
    }

    @Test("a trusted server vouches for the envelope's sender")
    func trusted() throws {
      #expect(try school.send(.toBeHeld(), as: .trusted).code == 250)
      #expect(try school.newlyHeld().map(\.sender) == ["t.ash@oakfield.example"])
    }

    @Test("what a mailbox forwards by itself is judged like all other mail, and its outside sender is told nothing")
    func automaticForward() throws {
      let forwarded = Mail(
        from: "peter.stone@postbox.example", to: ["t.ash@oakfield.example"], text: needs,
        recipients: ["tobias.ash@homemail.example"])
      #expect(try school.send(forwarded, as: .trusted).code == 250)
      #expect(try school.newlyHeld().map(\.sender) == ["peter.stone@postbox.example"])
      try school.settle()
      #expect(school.notices(to: "peter.stone@postbox.example").isEmpty)
      #expect(try school.copies(forwarded).isEmpty)
    }

    @Test("mail from a shared mailbox is judged, and its owners may use its From")
    func sharedMailbox() throws {
      let plain = Mail(from: "office@oakfield.example")
      #expect(try school.send(plain, as: .login("t.ash@oakfield.example")).code == 250)
      try expectUntouched(plain)
      let shared = Mail.toBeHeld(from: "office@oakfield.example")
      #expect(try school.send(shared, as: .trusted).code == 250)
      #expect(try school.newlyHeld().map(\.sender) == ["office@oakfield.example"])
      _ = try school.notice(to: "office@oakfield.example")
    }

    @Test("mail that a program of the machine hands in by sendmail is judged, too")
    func pickup() throws {
      let clean = Mail(from: "mis@oakfield.example")
      let held = Mail.toBeHeld(from: "mis@oakfield.example")
      for mail in [held, clean] {
        try school.site.postfix.pickup(
          message: mail.bytes, from: mail.envelopeSender, to: mail.envelopeRecipients)
      }
      _ = try school.received(clean)
      _ = try school.notice(to: "mis@oakfield.example")
      #expect(try school.copies(held).isEmpty)
      #expect(try school.newlyHeld().map(\.sender) == ["mis@oakfield.example"])
    }
  }
}
