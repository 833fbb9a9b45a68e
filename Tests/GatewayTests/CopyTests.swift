import Foundation
import Glibc
import PosternKit
import Spool
import Testing

extension ThroughRelease {
  @Suite("A copy for each family", .serialized, .school { try School(gate: HoldingMilter()) })
  struct CopyTests {
    let school: School
    let gate: HoldingMilter
    init() throws {
      school = try #require(RunningSchool.current)
      gate = try #require(school.gate)
    }

    private static let families = ["karen.hart@postbox.example", "peter.stone@postbox.example"]

    /// A topic that tells something of whoever gets it, to two families and a colleague, with an attachment of every byte.
    private func mail(from: String, colleagues: [String] = ["w.birch@oakfield.example"]) -> Mail {
      let file = Data((0..<60_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 / 256) })
        .base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed])
      return Mail(
        from: from, to: ["\"Hart, Karen\" <karen.hart@postbox.example>", "Peter Stone <peter.stone@postbox.example>"],
        cc: colleagues,
        fields: [
          "Reply-To: office@oakfield.example", "References: <earlier@postbox.example>", "X-Odd:   spaces  stay ",
          "Content-Type: multipart/mixed; boundary=edge",
        ],
        text: """
          --edge
          Content-Type: text/plain

          First communion is on Sunday.
          .
          --edge
          Content-Type: image/png; name="hymns.png"
          Content-Transfer-Encoding: base64
          Content-Disposition: attachment; filename="hymns.png"

          \(file)
          --edge--
          """,
        recipients: Self.families + colleagues)
    }

    /// All of it but the To and Cc fields, and what was written above it on the way.
    private func rest(_ bytes: [UInt8]) -> String {
      let text = String(decoding: bytes, as: UTF8.self)
      var lines: [Substring] = []
      var skips = false
      var isHeader = true
      for line in text.split(separator: "\r\n", omittingEmptySubsequences: false) {
        if isHeader, line.isEmpty { isHeader = false }
        if isHeader, !line.hasPrefix(" "), !line.hasPrefix("\t") {
          skips = line.hasPrefix("To:") || line.hasPrefix("Cc:")
        }
        if !isHeader || !skips { lines.append(line) }
      }
      return lines.joined(separator: "\r\n")
    }

    private func copies(_ mail: Mail, to address: String) throws -> [ReceivedMessage] {
      try school.copies(mail).filter { $0.isTo(address) }
    }

    private func expectWhole(_ mail: Mail, _ shown: [String: [String]], cc: [String]) throws {
      try school.settle()
      for (address, to) in shown {
        let got = try copies(mail, to: address)
        #expect(got.count == 1, "\(address)")
        guard let copy = got.first else { continue }
        #expect(copy.header("To") == to)
        #expect(copy.header("Cc") == cc)
        #expect(rest(copy.asReleased().rest) == rest(mail.bytes))
        #expect(copy.envelope.sender.address == mail.envelopeSender)
        #expect(copy.header("Message-ID") == [mail.identifier])
      }
    }

    private func letters(about mail: Mail) -> [String] {
      school.site.nextHop.messages.filter { $0.header("In-Reply-To") == [mail.identifier] }.flatMap {
        $0.header("Subject")
      }
    }

    @Test(
      "shows that family and the staff; all else, the attachment too, is byte for byte what was sent; staff get just that"
    )
    func twoFamilies() throws {
      let mail = mail(from: "copies@oakfield.example")
      #expect(try school.send(mail).code == 250)
      try expectWhole(
        mail,
        [
          Self.families[0]: ["\"Hart, Karen\" <karen.hart@postbox.example>"],
          Self.families[1]: ["Peter Stone <peter.stone@postbox.example>"],
        ], cc: ["w.birch@oakfield.example"])
      let colleague = try copies(mail, to: "w.birch@oakfield.example")
      #expect(colleague.map { $0.withoutTrace(of: "mail.oakfield.example") } == [mail.bytes])
      #expect(try school.copies(mail).count == 3)
      let notice = try school.notice(to: mail.from)
      #expect(notice.header("Subject") == ["Your email was sent in separate copies"])
      #expect(notice.words.contains("2 recipients got it in 2 copies of their own"))
      for word in ["postbox.example", "Hart", "Stone"] { #expect(!notice.words.contains(word)) }
      // Nothing of it stays with us.
      #expect(try school.site.run(["held", "list"]).output == "No mail is held.\n")
      #expect(
        try school.rows("SELECT state, record IS NULL FROM held ORDER BY rowid DESC LIMIT 1") == [["released", "1"]])
    }

    @Test("a name that the sender's program has folded comes on one line, and the rest byte for byte")
    func folded() throws {
      var mail = mail(from: "folded@oakfield.example", colleagues: [])
      mail.to[0] = "\"Hart, Karen, who has a very long name\"\n\t<karen.hart@postbox.example>"
      #expect(try school.send(mail).code == 250)
      try expectWhole(
        mail,
        [
          Self.families[0]: ["\"Hart, Karen, who has a very long name\"\t<karen.hart@postbox.example>"],
          Self.families[1]: ["Peter Stone <peter.stone@postbox.example>"],
        ], cc: [])
      let copy = try #require(try copies(mail, to: Self.families[0]).first)
      let text = String(decoding: copy.data, as: UTF8.self)
      #expect(text.contains("\r\nTo: \"Hart, Karen, who has a very long name\"\t<karen.hart@postbox.example>\r\n"))
      #expect(!text.contains("\r\r"))
    }

    @Test("the same message again reaches nobody twice")
    func again() throws {
      let mail = mail(from: "again@oakfield.example", colleagues: [])
      for _ in 1...2 { #expect(try school.send(mail).code == 250) }
      try school.settle()
      #expect(try school.send(mail).code == 250)
      try school.settle()
      #expect(try school.copies(mail).count == 2)
      #expect(letters(about: mail) == ["Your email was sent in separate copies"])
    }

    @Test("one family alone needs no copy: its header is edited on the way, and no other family's address is left")
    func oneFamily() throws {
      var mail = mail(from: "one@oakfield.example")
      mail.recipients = [Self.families[0]]
      #expect(try school.send(mail).code == 250)
      let got = try school.received(mail)
      #expect(got.header("To") == ["\"Hart, Karen\" <karen.hart@postbox.example>"])
      #expect(got.header("Cc") == ["w.birch@oakfield.example"])
      #expect(try school.rows("SELECT count(*) FROM held WHERE state = 'releasing'") == [["0"]])
    }

    @Test("two parents who live apart get a copy each of mail about their child; who live together get one message")
    func parentsApart() throws {
      let apart = Mail(
        from: "apart@oakfield.example", to: ["ada.quist@postbox.example", "bram.quist@homemail.example"],
        text: "Lena Quist has forgotten her recorder.")
      #expect(try school.send(apart).code == 250)
      try expectWhole(
        apart,
        [
          "ada.quist@postbox.example": ["ada.quist@postbox.example"],
          "bram.quist@homemail.example": ["bram.quist@homemail.example"],
        ], cc: [])
      #expect(try school.newlyHeld().isEmpty)
    }

    @Test("a report of harm to both parents is held as one, and when it is released each gets a copy")
    func heldForBoth() throws {
      let mail = Mail(
        from: "report@oakfield.example", to: ["ada.quist@postbox.example", "bram.quist@homemail.example"],
        text: "Lena Quist had bruises. She lives at 14 Quarry Road now.")
      #expect(try school.send(mail).code == 250)
      let held = try school.newlyHeld()
      #expect(held.map(\.recipients) == [mail.to])
      #expect(try school.copies(mail).isEmpty)
      try school.release(try #require(held.first))
      try expectWhole(
        mail,
        [
          "ada.quist@postbox.example": ["ada.quist@postbox.example"],
          "bram.quist@homemail.example": ["bram.quist@homemail.example"],
        ], cc: [])
    }

    @Test("what was held with addresses that are to be hidden shows none when it is released")
    func releasedHidden() throws {
      var mail = Mail.toBeHidden(from: "hidden@oakfield.example")
      mail.text = "The EHCP review for Mia Stone is on Tuesday."
      #expect(try school.send(mail).code == 250)
      try school.release(try #require(try school.newlyHeld().first))
      let copies = try school.copies(mail)
      #expect(copies.flatMap { $0.envelope.recipients }.count == 3)
      #expect(copies.allSatisfy { $0.header("To") == ["undisclosed-recipients:;"] && $0.header("Cc").isEmpty })
    }

    @Test("where it cannot be stored the client is asked to try again, nobody gets a copy, and its next try goes, once")
    func storeFails() throws {
      let mail = mail(from: "fails@oakfield.example")
      let filter = try #require(ProcessTable(supervisor: school.site.filterProcess).filter)
      let trouble = try SyncTrouble(in: filter, "error=EIO:when=1+")
      let reply = try school.send(mail)
      trouble.end()
      #expect(reply.code == 451)
      #expect(try school.copies(mail).isEmpty)
      #expect(try school.send(mail).code == 250)
      try school.settle()
      #expect(try school.copies(mail).count == 3)
    }

    @Test("the filter is killed between storing and sending, and while Postfix takes a copy: each copy comes once")
    func killed() throws {
      // So that receipts are known to be taken.
      let first = mail(from: "first@oakfield.example")
      #expect(try school.send(first).code == 250)
      try school.settle()
      let mail = mail(from: "killed.copies@oakfield.example", colleagues: [])
      gate.hold()
      defer { gate.letGo() }
      #expect(try school.send(mail).code == 250)
      try gate.waitUntilHolding()
      #expect(
        try school.rows("SELECT count(*) FROM outgoing WHERE kind = 'release' AND state IN ('waiting', 'sending')") == [
          ["2"]
        ])
      let filter = try #require(try school.filterProcess())
      #expect(kill(filter, SIGKILL) == 0)
      gate.letGo()
      try school.waitUntilServed()
      try school.settle()
      try expectWhole(
        mail,
        [
          Self.families[0]: ["\"Hart, Karen\" <karen.hart@postbox.example>"],
          Self.families[1]: ["Peter Stone <peter.stone@postbox.example>"],
        ], cc: [])
      #expect(try school.copies(mail).count == 2)
      #expect(letters(about: mail).count == 1)
    }
  }
}
