import PosternKit
import Spool
import Testing

extension ThroughRelease {
  @Suite("What people are told, and who is not", .serialized, .school)
  struct NoticeTests {
    let school: School
    init() throws { school = try #require(RunningSchool.current) }

    @Test("a notice comes from nobody, says that a machine wrote it, and answers the message")
    func form() throws {
      let mail = Mail.toBeHeld(from: "form@oakfield.example")
      #expect(try school.send(mail).code == 250)
      let notice = try school.notice(to: mail.from)
      #expect(notice.envelope.sender.address.isEmpty)
      #expect(notice.header("From") == ["\"Oakfield Academy email check\" <postern@oakfield.example>"])
      #expect(notice.header("To") == ["<form@oakfield.example>"])
      #expect(notice.header("Auto-Submitted") == ["auto-replied"])
      #expect(notice.header("X-Auto-Response-Suppress") == ["All"])
      #expect(notice.header("In-Reply-To") == [mail.identifier])
    }

    @Test("a notice says why, which clause and what to do, and who may end the hold")
    func words() throws {
      let mail = Mail.toBeHeld(from: "words@oakfield.example")
      #expect(try school.send(mail).code == 250)
      let reference = try #require(try school.newlyHeld().first).reference
      let notice = try school.notice(to: mail.from)
      #expect(notice.header("Subject") == ["Your email has not been sent yet (\(reference))"])
      for words in [
        "Rule: sen.to-others", "Our policy says: \"Greater care about how that data is used is required.\"",
        "What you can do: Look at it once more.", "I have checked \(reference)", "the office on extension 204",
      ] { #expect(notice.words.contains(words), "\(words)") }
    }

    @Test(
      "no notice holds a name, address, subject, word, number or file name of the message",
      arguments: ["health.own", "money.own", "sen.to-others", "safeguarding.to-families"])
    func nothingSecret(rule: String) throws {
      let word = ["health.own": "epilepsy", "money.own": "arrears", "sen.to-others": "EHCP"][rule] ?? "bruises"
      let child = rule == "sen.to-others" ? "Mia Stone" : "Oliver Hart"
      var mail = Mail(from: "secret\(rule.count)@oakfield.example", subject: "Subjectword for \(child)")
      mail.fields = ["Content-Type: multipart/mixed; boundary=b"]
      mail.text = """
        --b
        Content-Type: text/plain

        \(child) and the \(word). NHS number 943 476 5919.
        --b
        Content-Type: text/plain
        Content-Disposition: attachment; filename="Filename \(child).txt"

        \(child) again, \(word), Bodyword.
        --b--
        """
      #expect(try school.send(mail, as: .trusted).code == 250)
      #expect(try school.newlyHeld().first?.rules.contains(rule) == true)
      _ = try school.notice(to: mail.from)
      try school.settle()
      let notices = school.site.nextHop.messages.filter {
        $0.isNotice(to: mail.from) || $0.isNotice(to: "c.draycott@oakfield.example")
      }
      #expect(!notices.isEmpty)
      for notice in notices {
        // Fewer digits stand in identifiers, too, which are drawn at random.
        for secret in [
          "Subjectword", "Filename", "Bodyword", "Mia", "Stone", "Oliver", "Hart", "karen", "postbox", "943 476",
          "476 5919", "9434765919", word,
        ] { #expect(!notice.words.contains(secret), "\(secret)") }
      }
    }

    @Test("where an officer has to decide, the officers of the cabinet are told, and the sender that they are")
    func officers() throws {
      let mail = Mail(from: "concerned@oakfield.example", text: "Oliver Hart has bruises on his arm.")
      #expect(try school.send(mail).code == 250)
      let held = try #require(try school.newlyHeld().first)
      #expect(held.rules == ["safeguarding.to-families"])
      let toSender = try school.notice(to: mail.from)
      #expect(toSender.words.contains("If a child is in immediate danger, phone 999."))
      #expect(toSender.words.contains("The designated safeguarding lead has been told and will decide."))
      for officer in ["c.draycott@oakfield.example", "j.amberley@oakfield.example"] {
        let notice = try school.site.nextHop.wait {
          $0.isNotice(to: officer) && $0.words.contains(held.reference)
        }[0]
        #expect(notice.envelope.sender.address.isEmpty)
        #expect(notice.header("Auto-Submitted") == ["auto-generated"])
        #expect(notice.header("In-Reply-To").isEmpty)
        #expect(notice.words.contains("postern held show \(held.reference)"))
      }
      #expect(school.notices(to: "y.castell@oakfield.example").isEmpty)
    }

    @Test("an officer who sent the message is not asked to decide about it")
    func ownMessage() throws {
      let mail = Mail(from: "c.draycott@oakfield.example", text: "Idris Bello has bruises on his arm.")
      #expect(try school.send(mail).code == 250)
      let held = try #require(try school.newlyHeld().first)
      _ = try school.site.nextHop.wait {
        $0.isNotice(to: "j.amberley@oakfield.example") && $0.words.contains(held.reference)
      }
      try school.settle()
      let subjects = school.notices(to: mail.from).filter { $0.contains(held.reference) }
      #expect(subjects == ["Your email has not been sent yet (\(held.reference))"])
    }

    @Test(
      "machines, lists and nobody get no notice, and their mail is held all the same",
      arguments: [
        ["Auto-Submitted: auto-generated"], ["Auto-Submitted: auto-replied (vacation)"], ["Precedence: bulk"],
        ["List-Id: Parents <parents.oakfield.example>"], ["null sender"],
      ])
    func notAnswered(fields: [String]) throws {
      let local = fields[0].lowercased().filter { $0.isLetter }
      var mail = Mail.toBeHeld(from: "\(local)@oakfield.example")
      if fields == ["null sender"] { mail.sender = "" } else { mail.fields += fields }
      #expect(try school.send(mail, as: .trusted).code == 250)
      let held = try school.newlyHeld()
      #expect(held.map(\.rules) == [["sen.to-others"]])
      try school.settle()
      #expect(school.notices(to: mail.from).isEmpty)
      #expect(try school.copies(mail).isEmpty)
      // Its sender may end the hold, and cannot: somebody has to know of it.
      let told = school.site.nextHop.messages.filter {
        $0.isNotice(to: "a.pugh@oakfield.example") && $0.words.contains(held[0].reference)
      }
      #expect(told.count == 1)
      #expect(
        told.first?.words.contains("Nobody else knows of it: its sender is a machine, a list or nobody.") == true)
      #expect(told.first?.words.contains("Its sender knows") == false)
    }

    @Test("what comes from the notices' own address gets no notice")
    func ownAddress() throws {
      let mail = Mail.toBeHeld(from: "postern@oakfield.example")
      #expect(try school.send(mail).code == 250)
      #expect(try school.newlyHeld().count == 1)
      try school.settle()
      #expect(school.notices(to: mail.from).isEmpty)
    }

    @Test("a notice that comes back, as a bounce or an automatic answer, is answered by no other notice")
    func noLoop() throws {
      let mail = Mail.toBeHeld(from: "loop@oakfield.example")
      #expect(try school.send(mail).code == 250)
      let notice = try school.notice(to: mail.from)
      // A mailbox that sends the whole notice back, with the original below it.
      var answer = Mail.toBeHeld(from: "loop@oakfield.example")
      answer.to = ["postern@oakfield.example", "karen.hart@postbox.example"]
      answer.fields += ["Auto-Submitted: auto-replied", "In-Reply-To: \(notice.header("Message-ID").joined())"]
      #expect(try school.send(answer).code == 250)
      answer.sender = ""
      #expect(try school.send(answer, as: .trusted).code == 250)
      try school.settle()
      #expect(school.notices(to: mail.from).count == 1)
      #expect(school.notices(to: "postern@oakfield.example").isEmpty)
    }

    @Test("one sender gets no more notices in an hour than is set; all mail is held")
    func limit() throws {
      for number in 1...6 {
        var mail = Mail.toBeHeld(from: "many@oakfield.example")
        mail.subject = "Number \(number)"
        #expect(try school.send(mail).code == 250)
      }
      #expect(try school.newlyHeld().count == 6)
      try school.settle()
      #expect(school.notices(to: "many@oakfield.example").count == 3)
    }

    @Test("the same message again, as a client sends it that lost the answer, is held once and told of once")
    func again() throws {
      let mail = Mail.toBeHeld(from: "again@oakfield.example")
      for _ in 1...3 { #expect(try school.send(mail).code == 250) }
      #expect(try school.newlyHeld().count == 1)
      try school.settle()
      #expect(school.notices(to: mail.from).count == 1)
    }
  }
}
