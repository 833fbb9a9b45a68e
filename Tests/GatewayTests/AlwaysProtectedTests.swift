import Foundation
import PosternKit
import Spool
import Testing

extension ThroughPostfix {
  @Suite(
    "Mail that a rule always has protected", .serialized,
    .school {
      let files = try SchoolFolder()
      let partner = "{is: school_sender, recipient: {kind: professional, safeguarding_route: false}, finding: "
      try files.folder.write(
        "rules/policy.yaml",
        text: SchoolRules.policy
          + SchoolRules.rule(
            "money.partners", partner + "{category: financial, about: others}}", "[protect]\n    protect: always")
          + SchoolRules.rule(
            "religion.partners", partner + "{category: religion, about: others}}",
            "[protect]\n    protect: always\n    protect_text: true")
          + SchoolRules.rule(
            "sender.asks-protection",
            "{is: school_sender, asks_protection: true, recipient: {internal: false}}",
            "[protect]\n    protect: always\n    protect_text: true")
          + SchoolRules.rule(
            "health.partners", partner + "{category: health, about: others}}",
            "[protect, reject]\n    protect: always")
          + SchoolRules.rule(
            "religion.own",
            "{is: school_sender, recipient: {kind: guardian}, finding: {category: religion, about: own}}",
            "[protect]\n    protect: always\n    protect_text: true"))
      try files.folder.write(
        "contacts.csv",
        text: """
          name,organisation,email_or_domain,kind,may_receive,bulk,safeguarding_route
          Front door,Northmere Children's Services,mash@northmere.example,professional,safeguarding;sen;health,30,yes
          Transport,Northmere Council,transport@northmere.example,professional,financial,30,no
          Fleet,Northmere Council,fleet@northmere.example,professional,financial,30,no
          Depot,Northmere Council,depot@northmere.example,professional,financial,30,no

          """)
      // Ample for all but the two that stand still until it is over.
      return try School(
        files: files, limits: "{workers: 2, inspection_milliseconds: 15000, pending_milliseconds: 600000}")
    })
  struct AlwaysProtectedTests {
    let school: School
    init() throws { school = try #require(RunningSchool.current) }

    private static let partner = "transport@northmere.example"
    private static let csv = "Name,Fares\nMia Stone,two terms in arrears\n"

    private func mail(from: String, to: [String] = [partner], text: String = "The list is attached.") -> Mail {
      Mail(
        from: from, to: to, fields: ["X-Odd:   spaces  stay ", "Content-Type: multipart/mixed; boundary=edge"],
        text: """
          --edge
          Content-Type: text/plain

          \(text)
          --edge
          Content-Type: text/csv; name="Stone.csv"
          Content-Disposition: attachment; filename="Stone.csv"

          \(Self.csv)
          --edge--
          """)
    }

    @Test("goes at once, its attachment under a password, and its sender is told where to ask for that")
    func goes() throws {
      let mail = mail(from: "t.ash@oakfield.example")
      #expect(try school.send(mail).code == 250)
      let got = Parcel(message: try school.received(mail))
      #expect(!got.text.contains("Mia Stone") && got.text.contains("The list is attached."))
      #expect(got.message.header("X-Odd") == ["spaces  stay "])
      let (reference, letter) = try school.protectionLetter(to: mail.from)
      let words = try school.password(reference)
      #expect(try got.file("file.csv", words) == Self.csv.replacing("\n", with: "\r\n"))
      #expect(!letter.contains(words) && !school.site.log.contains(words))
      #expect(try school.newlyHeld().isEmpty)
      #expect(try school.shown(reference).state == "released")
    }

    @Test("a colleague among the recipients gets it as it was written")
    func colleague() throws {
      let mail = mail(from: "w.birch@oakfield.example", to: [Self.partner, "a.pugh@oakfield.example"])
      #expect(try school.send(mail).code == 250)
      try school.settle()
      let copies = try school.copies(mail)
      #expect(copies.count == 2)
      for copy in copies {
        #expect(String(decoding: copy.data, as: UTF8.self).contains("Mia Stone") == !copy.isTo(Self.partner))
      }
    }

    @Test(
      "what stands in the text is held where the rule does not say that the text is protected; released, all goes under it"
    )
    func text() throws {
      let mail = mail(from: "a.pugh@oakfield.example", text: "Mia Stone is in arrears.")
      let reference = try school.hold(mail)
      #expect(try school.copies(mail).isEmpty)
      try school.settle()
      #expect(school.notices(to: mail.from).contains { $0.contains("protect your email") })
      let result = try school.site.run(["held", "release", reference, "--reason", "checked"])
      #expect(result.status == 0, "\(result.errors)")
      let got = Parcel(message: try school.received(mail))
      #expect(!got.text.contains("Mia Stone"))
      #expect(try got.file("message.html", school.password(reference))?.contains("Mia Stone is in arrears.") == true)
      #expect(try school.protectionLetter(to: mail.from).reference == reference)
    }

    @Test("where the rule says so, the text goes under the password, too")
    func withText() throws {
      let mail = mail(from: "y.castell@oakfield.example", text: "First communion of Mia Stone is on Sunday.")
      #expect(try school.send(mail).code == 250)
      let got = Parcel(message: try school.received(mail))
      #expect(!got.text.contains("Mia Stone") && got.text.contains("opens with a password"))
      let reference = try school.protectionLetter(to: mail.from).reference
      let words = try school.password(reference)
      #expect(try got.file("message.html", words)?.contains("First communion of Mia Stone") == true)
      #expect(try got.file("file.csv", words)?.contains("arrears") == true)
    }

    @Test("what stands in the subject cannot be protected: it is held, and goes in clear with a reason alone")
    func subject() throws {
      var mail = mail(from: "j.amberley@oakfield.example")
      mail.subject = "Arrears of Mia Stone"
      let reference = try school.hold(mail)
      #expect(try school.copies(mail).isEmpty)
      #expect(try school.site.run(["held", "release", reference, "--in-clear"]).status == 64)
      let result = try school.site.run(["held", "release", reference, "--in-clear", "--reason", "no computer there"])
      #expect(result.status == 0, "\(result.errors)")
      #expect(try Parcel(message: school.received(mail)).text.contains(Self.csv.components(separatedBy: "\n")[1]))
      #expect(try school.site.run(["audit", "list"]).output.contains("in clear: no computer there"))
    }

    @Test("with a tag in its subject all of it goes under a password, and the tag goes from each copy")
    func tagged() throws {
      var mail = mail(
        from: "tagged@oakfield.example", to: [Self.partner, "t.ash@oakfield.example"], text: "Nothing in particular.")
      mail.subject = "=?utf-8?B?W3Byb3RlY3RdIE1lbsO8?="
      #expect(try school.send(mail).code == 250)
      try school.settle()
      let copies = try school.copies(mail)
      #expect(copies.count == 2)
      for copy in copies {
        #expect(copy.header("Subject") == ["=?utf-8?B?TWVuw7w=?="])
        let parcel = Parcel(message: copy)
        #expect(parcel.text.contains("Nothing in particular.") == !copy.isTo(Self.partner))
        guard copy.isTo(Self.partner) else { continue }
        let reference = try school.protectionLetter(to: mail.from).reference
        let words = try school.password(reference)
        #expect(try parcel.file("message.html", words)?.contains("Nothing in particular.") == true)
      }
      #expect(try school.newlyHeld().isEmpty)
    }

    @Test("who has agreed on a password with the school gets a copy that opens with that, and the others another")
    func agreed() throws {
      let words = "saddle-lantern-orbit"
      let other = "fleet@northmere.example"
      let set = try school.site.run(["passwords", "set", Self.partner], input: Data((words + "\n").utf8))
      #expect(set.status == 0, "\(set.errors)")
      defer { _ = try? school.site.run(["passwords", "forget", Self.partner]) }
      #expect(
        try school.site.run(["passwords", "set", Self.partner], input: Data("Mia Stone 2011\n".utf8)).status == 65)
      #expect(try school.site.run(["passwords", "list"]).output.hasPrefix(Self.partner))
      var mail = mail(from: "agreed@oakfield.example", to: [Self.partner, other])
      mail.subject = "[protect] Fares"
      #expect(try school.send(mail).code == 250)
      try school.settle()
      let copies = try school.copies(mail)
      #expect(copies.count == 2)
      for copy in copies {
        let opens = try Parcel(message: copy).file("file.csv", words) != nil
        #expect(opens == copy.isTo(Self.partner))
      }
      let letters = school.site.nextHop.messages.filter { $0.isNotice(to: mail.from) }.map {
        String(decoding: $0.data, as: UTF8.self).replacing("\r\n", with: " ")
      }
      #expect(letters.count == 2 && letters.count { $0.contains("has agreed on") } == 1)
      #expect(!letters.contains { $0.contains(words) } && !school.site.log.contains(words))
    }

    @Test("what is encrypted already goes as it is, but for the tag, and its sender is told that it needed no password")
    func encrypted() throws {
      let armour = "-----BEGIN PGP MESSAGE-----\n\nhQEMA5\n=abcd\n-----END PGP MESSAGE-----\n"
      var mail = Mail(
        from: "cipher@oakfield.example", to: [Self.partner, "t.ash@oakfield.example"], subject: "[protect] Fares",
        fields: ["Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=enc"],
        text: """
          --enc
          Content-Type: application/pgp-encrypted

          Version: 1

          --enc
          Content-Type: application/octet-stream; name=encrypted.asc

          \(armour)
          --enc--
          """)
      #expect(try school.send(mail).code == 250)
      try school.settle()
      let copies = try school.copies(mail)
      #expect(copies.count == 1 && copies[0].envelope.recipients.count == 2)
      mail.subject = "Fares"
      #expect(copies[0].withoutTrace(of: "mail.oakfield.example") == mail.bytes)
      #expect(try school.newlyHeld().isEmpty)
      let letter = try school.site.nextHop.wait {
        $0.isNotice(to: mail.from) && $0.header("Subject").contains { $0.contains("protected already") }
      }[0]
      #expect(letter.words.contains("none was added"))
    }

    @Test("what only says that it is encrypted is not believed: it goes under a password")
    func liar() throws {
      let mail = Mail(
        from: "liar@oakfield.example", to: [Self.partner], subject: "[protect] Fares",
        fields: ["Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m"],
        text: "Nothing in particular.")
      #expect(try school.send(mail).code == 250)
      let got = Parcel(message: try school.received(mail))
      #expect(!got.text.contains("Nothing in particular.") && got.text.contains("application/zip"))
    }

    @Test("released, too, each opens their copy with what they have agreed on, and the others with what was made")
    func releasedAgreed() throws {
      let (one, two) = ("saddle-lantern-orbit", "velvet-harbour-candle")
      let fleet = "fleet@northmere.example"
      for (address, words) in [(Self.partner, one), (fleet, two)] {
        let set = try school.site.run(["passwords", "set", address], input: Data((words + "\n").utf8))
        #expect(set.status == 0, "\(set.errors)")
      }
      defer { for address in [Self.partner, fleet] { _ = try? school.site.run(["passwords", "forget", address]) } }
      let mail = mail(
        from: "several@oakfield.example", to: [Self.partner, fleet, "depot@northmere.example"],
        text: "Mia Stone is in arrears.")
      let reference = try school.hold(mail)
      let result = try school.site.run(["held", "release", reference, "--reason", "checked"])
      #expect(result.status == 0, "\(result.errors)")
      try school.settle()
      let copies = try school.copies(mail)
      #expect(copies.count == 3)
      let told = try school.site.run(["held", "password", reference])
      let made = told.output.trimmingCharacters(in: .newlines)
      #expect(told.errors.contains("\(Self.partner) opens it with the password that the school has agreed on"))
      for copy in copies {
        let own = copy.isTo(Self.partner) ? one : copy.isTo(fleet) ? two : made
        for words in [one, two, made] {
          #expect(try (Parcel(message: copy).file("file.csv", words) != nil) == (words == own), "\(copy.envelope)")
        }
        #expect(!Parcel(message: copy).text.contains("Mia Stone"))
      }
      #expect(try school.shown(reference).state == "released")
      let letter = try school.protectionLetter(to: mail.from).text
      #expect(letter.replacing("\r\n", with: " ").contains("Some of your recipients open it with the password"))
      for words in [one, two, made] { #expect(!school.site.log.contains(words) && !letter.contains(words)) }
    }

    @Test("read in the background, too, each opens their copy with what they have agreed on")
    func pendingAgreed() throws {
      let words = "saddle-lantern-orbit"
      _ = try school.site.run(["passwords", "set", Self.partner], input: Data((words + "\n").utf8))
      defer { _ = try? school.site.run(["passwords", "forget", Self.partner]) }
      var mail = mail(
        from: "slower@oakfield.example", to: [Self.partner, "fleet@northmere.example"], text: "Nothing in particular.")
      mail.subject = "[protect] Menu"
      let reference = try school.withoutBackground { try school.pend(mail) }
      try until { try school.shown(reference).state == "released" }
      try school.settle()
      let copies = try school.copies(mail)
      #expect(copies.count == 2)
      let made = try school.password(reference)
      for copy in copies {
        let own = copy.isTo(Self.partner) ? words : made
        for tried in [words, made] {
          #expect(try (Parcel(message: copy).file("file.csv", tried) != nil) == (tried == own))
        }
      }
    }

    @Test("what takes too long to read goes under a password, too, once it was read")
    func pending() throws {
      var mail = mail(from: "slow@oakfield.example", text: "Nothing in particular.")
      mail.subject = "[Protect] Menu"
      let reference = try school.withoutBackground { try school.pend(mail) }
      let got = Parcel(message: try school.received(mail))
      #expect(got.message.header("Subject") == ["Menu"] && !got.text.contains("Nothing in particular."))
      #expect(try got.file("file.csv", school.password(reference))?.contains("arrears") == true)
      #expect(try school.protectionLetter(to: mail.from).reference == reference)
      try until { try school.shown(reference).state == "released" }
    }

    @Test("what another rule refuses does not go under a password either: nothing is sent, and nothing kept")
    func refused() throws {
      let both = mail(from: "w.birch@oakfield.example", text: "The epilepsy plan for Mia Stone is attached.")
      let reply = try school.send(both)
      #expect(reply.code == 550 && reply.text.contains("health.partners"))
      // One recipient whose copy is refused: the others' copies would be a surprise to who reads the refusal.
      let password = mail(
        from: "w.birch@oakfield.example", to: [Self.partner, "o.hart@pupils.oakfield.example"],
        text: "Your password: Heron!Copper42")
      #expect(try school.send(password).code == 550)
      try school.settle()
      #expect(try school.copies(both).isEmpty && school.copies(password).isEmpty)
      #expect(try school.newlyHeld().isEmpty)
    }

    @Test(
      "behind a smart host what is refused and protected at once is held, and goes under its password when released")
    func refusedLater() throws {
      let mail = mail(
        from: "bounces@oakfield.example", text: "The epilepsy plan for Mia Stone is attached.")
      let held = try school.hold(mail, as: .trusted)
      #expect(try school.copies(mail).isEmpty)
      #expect(try school.shown(held).rules.contains("health.partners"))
      let result = try school.site.run(["held", "release", held, "--reason", "the partner is the clinic"])
      #expect(result.status == 0, "\(result.errors)")
      let got = Parcel(message: try school.received(mail))
      #expect(!got.text.contains("two terms in arrears"))
      #expect(try got.file("file.csv", school.password(held))?.contains("arrears") == true)
    }

    @Test(
      "what grows past Postfix's limit under its password never goes in clear: it is held, its sender is told, and it goes later"
    )
    func tooLarge() throws {
      let postfix = school.site.postfix
      let before = postfix.settings
      defer { try? postfix.reload(before) }
      var tight = before
      tight.reinjectionSizeLimit = 1_050_000
      try postfix.reload(tight)
      try wait(forLimit: 1_050_000)
      var mail = mail(from: "large@oakfield.example")
      // Chance does not let itself be packed: it is a tenth larger in an archive that is encoded for mail.
      let rows = (0..<16_700).map { _ in String((0..<60).map { _ in Self.letters.randomElement() ?? "a" }) }
      mail.text = mail.text.replacing(Self.csv, with: Self.csv + rows.joined(separator: "\n") + "\n")
      #expect(mail.bytes.count < 1_040_000)
      #expect(try school.send(mail).code == 250)
      let reference = try school.protectionLetter(to: mail.from).reference
      try school.settle()
      #expect(try school.copies(mail).isEmpty)
      #expect(try school.shown(reference).state == "held")
      let letter = try #require(school.site.nextHop.messages.last { $0.isNotice(to: mail.from) })
      #expect(
        letter.words.contains(reference) && letter.words.contains("our mail system refuses it. Nobody has received it.")
      )
      let words = try school.password(reference)
      #expect(!String(decoding: letter.data, as: UTF8.self).contains("Mia Stone"))

      try postfix.reload(before)
      try wait(forLimit: before.messageSizeLimit + 1_000_000)
      let result = try school.site.run(["held", "release", reference, "--reason", "the limit is higher now"])
      #expect(result.status == 0, "\(result.errors)")
      let got = Parcel(message: try school.received(mail))
      #expect(got.message.data.count > 1_050_000)
      #expect(try got.file("file.csv", words)?.contains("Mia Stone,two terms in arrears") == true)
      #expect(try school.copies(mail).count == 1)
    }

    /// Until the service that takes what Postern sends is a process that has read this.
    private func wait(forLimit bytes: Int) throws {
      for _ in 0..<600 {
        let client = try SMTPClient(port: school.site.postfix.reinjectionPort)
        defer { client.quit() }
        try client.hello()
        if client.extensions["SIZE"] == "\(bytes)" { return }
        usleep(50_000)
      }
      Issue.record("the re-injection service does not offer \(bytes) bytes")
    }

    private static let letters = Array(
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%()*+-/:;=?[]^_{|}~")

    @Test("a guardian is never made to use a password for their own child: it is held, and offered")
    func own() throws {
      var mail = Mail(from: "c.draycott@oakfield.example", text: "First communion of Oliver Hart is on Sunday.")
      mail.fields = ["Content-Type: text/plain"]
      #expect(try school.send(mail).code == 250)
      #expect(try school.newlyHeld().count == 1)
      #expect(try school.copies(mail).isEmpty)
      try school.settle()
      let letter = try #require(school.site.nextHop.messages.last { $0.isNotice(to: mail.from) })
      #expect(
        String(decoding: letter.data, as: UTF8.self).replacing("\r\n", with: " ").contains(
          "with its attachments under a password"))
    }
  }
}
