import Foundation
import PosternKit
import Spool
import Testing

extension ThroughPostfix {
  /// A few messages that no change of the lexicon should touch, by the rules that ship.
  @Suite("The sample school with the rules that ship", .serialized, .oakfield)
  struct ShippedRulesTests {
    let school: School
    init() throws { school = try #require(RunningSchool.current) }

    private let teacher = "m.bishop@oakfield.example"
    private let number = "The NHS number is 943 476 5919."

    @Test("a newsletter goes to every family as it is")
    func newsletter() throws {
      let mail = Mail(from: teacher, to: ["peter.khan10@postbox.example"], text: "The summer fair opens at two.")
      #expect(try school.send(mail).code == 250)
      #expect(try school.received(mail).withoutTrace(of: "mail.oakfield.example") == mail.bytes)
      #expect(try school.newlyHeld().isEmpty)
    }

    @Test("a number that points at one person does not reach a stranger unseen")
    func stranger() throws {
      let mail = Mail(from: teacher, to: ["somebody@stranger.example"], text: number)
      #expect(try school.send(mail).code == 250)
      #expect(try school.newlyHeld().map { $0.rules.contains("strangers.personal-data") } == [true])
      #expect(try school.copies(mail).isEmpty)
    }

    @Test("mail to the people who protect children is never held, and where another recipient is, only that copy is")
    func safeguardingRoute() throws {
      let mail = Mail(
        from: teacher, to: ["mash@northmere.example"], cc: ["somebody@stranger.example"],
        text: "Oliver Robinson said at lunch that he was hit. \(number) password: Heron!Copper42")
      #expect(try school.send(mail).code == 250)
      #expect(try school.received(mail).envelope.recipients.map(\.address) == ["mash@northmere.example"])
      #expect(try school.newlyHeld().map(\.recipients) == [["somebody@stranger.example"]])
    }

    @Test("the safeguarding lead and the deputy are told of it, with nothing of what it says or of whom")
    func leadIsTold() throws {
      let text = "Oliver Robinson said at lunch that his dad beats him and he is afraid to go home."
      let mail = Mail(from: teacher, to: ["lado@northmere.example"], text: text)
      #expect(try school.send(mail).code == 250)
      _ = try school.received(mail)
      for lead in ["c.draycott@oakfield.example", "p.vaghela@oakfield.example"] {
        let letters = try school.site.nextHop.wait {
          $0.isNotice(to: lead) && $0.words.contains("of the school's safeguarding list")
        }
        #expect(letters[0].header("Subject") == ["An email has gone to a safeguarding partner"])
        #expect(letters.allSatisfy { $0.words.contains("safeguarding.to-partners") })
        for word in ["Robinson", "Oliver", "lado", "bishop", "beats"] {
          #expect(letters.allSatisfy { !$0.words.lowercased().contains(word.lowercased()) }, "\(word)")
        }
      }
    }

    @Test("the lead who writes such mail at night gets no letter about it; the deputy does")
    func leadWrites() throws {
      try school.settle()
      func letters(_ lead: String) -> Int {
        school.site.nextHop.messages.count {
          $0.isNotice(to: lead) && $0.words.contains("of the school's safeguarding list")
        }
      }
      let before = (lead: letters("c.draycott@oakfield.example"), deputy: letters("p.vaghela@oakfield.example"))
      let mail = Mail(
        from: "c.draycott@oakfield.example", to: ["mash@northmere.example"],
        text: "Oliver Robinson said that his dad beats him and he is afraid to go home.")
      #expect(try school.send(mail).code == 250)
      #expect(try school.received(mail).withoutTrace(of: "mail.oakfield.example") == mail.bytes)
      try school.settle()
      #expect(letters("c.draycott@oakfield.example") == before.lead)
      #expect(letters("p.vaghela@oakfield.example") == before.deputy + 1)
      #expect(try school.newlyHeld().isEmpty)
    }

    /// Each pupil of the sample school with a parent's address.
    private func families() throws -> [(pupil: String, address: String)] {
      let text = try String(contentsOfFile: Checkout.path("examples/oakfield/pupils.csv"), encoding: .utf8)
      let rows = text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
      let columns = try #require(rows.first)
      let place = { (name: Substring) in try #require(columns.firstIndex(of: name)) }
      let (first, last, address) = try (place("legal_first"), place("legal_last"), place("guardian1_email"))
      let flags = try place("flags")
      return rows.dropFirst().filter { $0.count > flags && !$0[address].isEmpty && $0[flags].isEmpty }.map {
        ("\($0[first]) \($0[last])", String($0[address]))
      }
    }

    /// A report, as an attachment.
    private func report(on pupil: String, to address: String) -> Mail {
      Mail(
        from: "office@oakfield.example", to: [address], subject: "Your child's report",
        fields: ["Content-Type: multipart/mixed; boundary=edge"],
        text: """
          --edge
          Content-Type: text/plain

          Please find the autumn report attached.
          --edge
          Content-Type: text/plain; charset=utf-8; name="Report.txt"
          Content-Disposition: attachment; filename="Report.txt"
          Content-Transfer-Encoding: 8bit

          Autumn report for \(pupil). Maths: predicted grade 6. Effort: good. Attendance: 96%.
          --edge--
          """)
    }

    @Test(
      "a merge of reports, each to the right parent, passes without a letter, and the one in a wrong envelope is held")
    func merge() throws {
      let families = try families()
      #expect(families.count > 200)
      let client = try school.connection(.trusted)
      defer { client.quit() }
      var sent: [Mail] = []
      for family in families {
        let mail = report(on: family.pupil, to: family.address)
        let envelope = Envelope(sender: .init(address: mail.from), recipients: [.init(address: family.address)])
        #expect(try client.send(mail.bytes, envelope: envelope).code == 250)
        sent.append(mail)
      }
      let wrong = report(on: families[0].pupil, to: families[40].address)
      #expect(try school.send(wrong, as: .trusted).code == 250)
      try school.site.postfix.waitForEmptyQueue(milliseconds: 120_000)
      let held = try school.newlyHeld()
      #expect(held.map(\.recipients) == [[families[40].address]], "\(held)")
      #expect(
        held.first?.rules.contains("families.another-child") == true
          || held.first?.rules.contains("families.data-of-others") == true)
      let arrived = Set(school.site.nextHop.messages.flatMap { $0.header("Message-ID") })
      #expect(sent.allSatisfy { arrived.contains($0.identifier) })
      #expect(!arrived.contains(wrong.identifier))
      try school.settle()
      #expect(school.notices(to: "office@oakfield.example").count == 1)
    }

    @Test("two reports, each in the other's envelope, are both held")
    func swapped() throws {
      let families = try families()
      let (one, other) = (families[3], families[60])
      for mail in [report(on: one.pupil, to: other.address), report(on: other.pupil, to: one.address)] {
        #expect(try school.send(mail, as: .trusted).code == 250)
        #expect(try school.copies(mail).isEmpty)
      }
      #expect(try school.newlyHeld().count == 2)
    }

    @Test("a password to a class is refused at the door, with the clause of the policy")
    func passwordToPupils() throws {
      let mail = Mail(
        from: teacher, to: ["year7-pupils@oakfield.example"], text: "The new password is Heron!Copper42")
      let reply = try school.send(mail)
      #expect(reply.code == 550)
      #expect(reply.lines.allSatisfy { $0.hasPrefix("5.7.1 ") })
      #expect(reply.text.contains("Rule: credentials.to-lists"))
      #expect(reply.text.contains("Passwords should not be disclosed to anyone else."))
      #expect(try school.copies(mail).isEmpty)
      #expect(try school.newlyHeld().isEmpty)
    }

    @Test("twelve families who would see one another do not")
    func visibleFamilies() throws {
      let families = [
        "peter.khan10@postbox.example", "nadia.khan11@inboxly.example", "ngozi.hughes12@homemail.example",
        "declan.hughes13@postbox.example", "mei.robinson14@inboxly.example", "emeka.robinson15@quickmail.example",
        "maria.smithjones16@postbox.example", "susan.obrien17@homemail.example", "maria.doyle18@inboxly.example",
        "claire.davies19@quickmail.example", "imran.patel20@inboxly.example", "sunita.chen37@homemail.example",
      ]
      let mail = Mail(from: teacher, to: families, text: "The summer fair opens at two.")
      #expect(try school.send(mail).code == 250)
      let got = try school.copies(mail)
      #expect(got.flatMap { $0.envelope.recipients.map(\.address) }.sorted() == families.sorted())
      #expect(got.allSatisfy { $0.header("To") == ["undisclosed-recipients:;"] })
      #expect(try school.newlyHeld().isEmpty)
    }

    @Test("a file that was stopped is stopped again when a pupil passes it on, unless it is shown to a teacher")
    func stoppedFile() throws {
      let file = """
        --b
        Content-Type: text/csv; name="Weekly summary.csv"
        Content-Disposition: attachment; filename="Weekly summary.csv"

        Pupil,NHS number,SEN
        Aisha Khan,943 476 5919,EHCP
        Oliver Robinson,,dyslexia
        --b--
        """
      func mail(_ from: String, _ to: String, _ subject: String) -> Mail {
        Mail(
          from: from, to: [to], subject: subject, fields: ["Content-Type: multipart/mixed; boundary=b"],
          text: "--b\nContent-Type: text/plain\n\nHere it is.\n" + file)
      }
      #expect(try school.send(mail(teacher, "year7-pupils@oakfield.example", "Weekly summary")).code == 250)
      let first = try #require(try school.newlyHeld().first)

      let pupil = "26aishak1@pupils.oakfield.example"
      let shown = mail(pupil, teacher, "Sir, everybody has this")
      #expect(try school.send(shown).code == 250)
      #expect(try school.received(shown).withoutTrace(of: "mail.oakfield.example") == shown.bytes)
      let passedOn = mail(pupil, "someone@stranger.example", "lol")
      #expect(try school.send(passedOn).code == 250)
      let again = try school.newlyHeld()
      #expect(again.map(\.rules) == [["pupils.stopped-file"]])
      #expect(again.map(\.people) == [first.people])
      #expect(try school.copies(passedOn).isEmpty)
    }

    @Test("a message that takes another back opens a record that leads to it, and its file is known when it goes again")
    func sentInError() throws {
      func mail(_ subject: String, _ fields: [String] = []) -> Mail {
        Mail(
          from: teacher, to: ["peter.khan10@postbox.example", "claire.davies19@quickmail.example"], subject: subject,
          fields: ["Content-Type: multipart/mixed; boundary=b"] + fields,
          text: """
            --b
            Content-Type: text/plain

            The menu of the summer fair.
            --b
            Content-Type: text/csv; name="Menu.csv"
            Content-Disposition: attachment; filename="Menu.csv"

            Dish,Price
            Vegetable curry with rice and bread,4.50
            Fruit salad with yoghurt or cream,2.00
            --b--
            """)
      }
      let first = mail("Summer fair")
      #expect(try school.send(first).code == 250)
      let back = Mail(
        from: teacher, to: first.to, subject: "Summer fair", fields: ["In-Reply-To: \(first.identifier)"],
        text: "Please delete my last email without opening it, I attached the wrong file.")
      #expect(try school.send(back).code == 250)
      #expect(try school.received(back).withoutTrace(of: "mail.oakfield.example") == back.bytes)

      let lines = try school.site.run(["breach", "list", "--json"]).output.split(separator: "\n")
      let record = try #require(
        try lines.first.map { try JSONSerialization.jsonObject(with: Data($0.utf8)) } as? [String: Any])
      let earlier = try #require(record["earlier"] as? [String: Any])
      #expect(record["sender"] as? String == teacher)
      #expect(
        earlier["recipients"] as? Int == 2 && earlier["files"] as? Int == 1 && earlier["isAnswered"] as? Bool == true)
      #expect(earlier["queueID"] as? String != nil)
      let letter = try school.notice(to: "y.castell@oakfield.example")
      #expect(String(decoding: letter.body, as: UTF8.self).contains("to 2 recipients, with a file"))

      let again = mail("The right menu")
      #expect(try school.send(again).code == 250)
      #expect(try school.newlyHeld().map(\.rules) == [["breach.file-again"]])
      // Being held does not make it less known.
      #expect(try school.send(mail("The menu, once more")).code == 250)
      #expect(try school.newlyHeld().map { $0.rules.contains("breach.file-again") } == [true])
    }

    @Test("a bare password waits when the file that it opens has gone to the same reader, and to nobody else")
    func passwordToFollow() throws {
      let reader = "peter.khan10@postbox.example"
      let file = try Data(contentsOf: URL(filePath: Checkout.path("Tests/Fixtures/documents/files.aes.zip")))
      let locked = Mail(
        from: teacher, to: [reader], subject: "Plan",
        fields: ["Content-Type: multipart/mixed; boundary=b"],
        text: """
          --b
          Content-Type: text/plain

          The plan.
          --b
          Content-Type: application/zip; name="Plan.zip"
          Content-Disposition: attachment; filename="Plan.zip"
          Content-Transfer-Encoding: base64

          \(file.base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed]))
          --b--
          """)
      #expect(try school.send(locked).code == 250)
      #expect(try school.received(locked).envelope.recipients.map(\.address) == [reader])
      let other = Mail(from: teacher, to: ["claire.davies19@quickmail.example"], text: "As promised: Oak2024")
      #expect(try school.send(other).code == 250)
      #expect(try school.newlyHeld().isEmpty)
      let word = Mail(from: teacher, to: [reader], subject: "Re: Plan", text: "As promised: Oak2024")
      #expect(try school.send(word).code == 250)
      #expect(try school.newlyHeld().map(\.rules) == [["credentials.after-file"]])
      // Also where the file was held first, and released.
      var held = Mail(from: teacher, to: ["somebody@stranger.example"], fields: locked.fields, text: locked.text)
      held.text = held.text.replacing("The plan.", with: number)
      #expect(try school.send(held).code == 250)
      try school.release(try #require(try school.newlyHeld().first))
      _ = try school.received(held)
      try school.settle()
      let later = Mail(from: teacher, to: held.to, text: "As promised: Oak2024")
      #expect(try school.send(later).code == 250)
      #expect(try school.newlyHeld().map(\.rules) == [["credentials.after-file"]])
    }

    @Test("a pupil's disclosure to a teacher goes through unread")
    func disclosure() throws {
      let mail = Mail(
        from: "26aishak1@pupils.oakfield.example", to: [teacher], text: "My dad hits me and I want to die. \(number)")
      #expect(try school.send(mail).code == 250)
      #expect(try school.received(mail).withoutTrace(of: "mail.oakfield.example") == mail.bytes)
      #expect(try school.newlyHeld().isEmpty)
    }
  }
}
