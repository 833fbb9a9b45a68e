import Foundation
import PosternKit
import Spool
import Testing

extension ThroughPostfix {
  @Suite(
    "The same message again, and messages that belong together", .serialized,
    // Else Postfix would give each mail without a Message-ID one of its own, as it does for clients on its machine.
    .school { try School(postfix: ["local_header_rewrite_clients ="]) })
  struct SplitMailTests {
    let school: School
    init() throws { school = try #require(RunningSchool.current) }

    /// What each of three transactions of one message comes to.
    private static let passes = "mash@northmere.example"
    private static let held = ["karen.hart@postbox.example", "ngozi.bello@postbox.example"]

    /// One message whose header names all three, for one of them.
    private func part(_ mail: Mail, for recipient: String) throws -> SMTPReply {
      var part = mail
      part.recipients = [recipient]
      return try school.send(part)
    }

    @Test(
      "a message that its sender's system splits reaches everybody once, as one case with one notice and one decision",
      arguments: [
        [passes, held[0], held[1]], [held[0], passes, held[1]], [held[1], held[0], passes],
      ])
    func split(order: [String]) throws {
      var mail = Mail.toBeHeld(from: "split.\(UUID().uuidString.lowercased())@oakfield.example")
      mail.to = [Self.passes] + Self.held
      #expect(try part(mail, for: order[0]).code == 250)
      // The second is tried while the filter restarts: Postfix asks the client to come again, and it does.
      school.site.stopFilter()
      #expect(try part(mail, for: order[1]).isTemporary)
      try school.site.startFilter()
      #expect(try part(mail, for: order[1]).code == 250)
      #expect(try part(mail, for: order[2]).code == 250)

      let held = try school.newlyHeld()
      #expect(Set(held.flatMap(\.recipients)) == Set(Self.held))
      #expect(Set(held.map(\.caseReference)).count == 1)
      #expect(try school.copies(mail).flatMap { $0.envelope.recipients.map(\.address) } == [Self.passes])
      let reference = try #require(held.last).reference
      let lines = try school.site.run(["held", "list"]).output.split(separator: "\n").filter { line in
        held.contains { line.contains($0.reference) }
      }
      #expect(lines.count == 1)
      #expect(lines.first?.split(separator: " ").dropFirst().first == "2")

      let result = try school.site.run(["held", "release", reference, "--reason", "checked"])
      #expect(result.status == 0, "\(result.errors)")
      for one in held { try school.wait(for: one.reference, toBe: "released") }
      let copies = try school.copies(mail)
      #expect(copies.flatMap { $0.envelope.recipients.map(\.address) }.sorted() == mail.to.sorted())
      try school.settle()
      #expect(school.notices(to: mail.from).count == 1)
    }

    @Test("one of a case can be released alone")
    func only() throws {
      var mail = Mail.toBeHeld(from: "only@oakfield.example")
      mail.to = Self.held
      for recipient in Self.held { #expect(try part(mail, for: recipient).code == 250) }
      let held = try school.newlyHeld()
      let one = try #require(held.first { $0.recipients == [Self.held[0]] }).reference
      #expect(try school.site.run(["held", "release", one, "--only", "--reason", "checked"]).status == 0)
      #expect(try school.copies(mail).flatMap { $0.envelope.recipients.map(\.address) } == [Self.held[0]])
      let other = try #require(held.first { $0.reference != one }).reference
      #expect(try school.shown(other).state == "held")
      // The case is named by what has gone already: the rest goes.
      #expect(try school.site.run(["held", "release", one, "--reason", "checked"]).status == 0)
      #expect(try school.copies(mail).count == 2)
    }

    @Test("a client that lost the reply and tries again: accepted once, one row, one notice")
    func lostReply() throws {
      let mail = Mail.toBeHeld(from: "lost@oakfield.example")
      let relay = try StoppingRelay(to: school.site.postfix.port, stopping: .beforeLastAnswer)
      defer { relay.letGo() }
      let client = try SMTPClient(port: relay.port)
      #expect(try client.pose(login: mail.from, address: "203.0.113.5").isPositive)
      #expect(try client.mail(from: mail.from).code == 250)
      #expect(try client.recipient(mail.to[0]).code == 250)
      #expect(try client.command("DATA").code == 354)
      try client.write(mail.bytes + Array(".\r\n".utf8))
      try relay.waitUntilStopped()
      #expect(relay.answer.starts(with: Array("250 ".utf8)))
      client.drop()
      #expect(try school.send(mail).code == 250)
      let held = try school.newlyHeld()
      #expect(held.count == 1)
      #expect(try school.site.run(["held", "release", held[0].reference, "--reason", "checked"]).status == 0)
      // Even now the same message is the same message.
      #expect(try school.send(mail).code == 250)
      #expect(try school.newlyHeld().isEmpty)
      #expect(try school.copies(mail).count == 1)
      try school.settle()
      #expect(school.notices(to: mail.from).count == 1)
    }

    @Test("who sends the same text once more on purpose sends a message of its own")
    func onPurpose() throws {
      for _ in 1...2 { #expect(try school.send(.toBeHeld(from: "twice@oakfield.example")).code == 250) }
      let held = try school.newlyHeld()
      #expect(held.count == 2)
      #expect(Set(held.map(\.caseReference)).count == 2)
      try school.settle()
      #expect(school.notices(to: "twice@oakfield.example").count == 2)
    }

    @Test("two mails of a machine without a Message-ID and with one body are two when their headers differ")
    func withoutMessageID() throws {
      func mail(_ subject: String) -> [UInt8] {
        message(
          "From: mis@oakfield.example\nTo: karen.hart@postbox.example\nSubject: \(subject)\n"
            + "Date: Tue, 24 Nov 2026 09:15:00 +0000\n\nThe EHCP review for Mia Stone is on Tuesday.\n")
      }
      let envelope = Envelope(
        sender: .init(address: "mis@oakfield.example"), recipients: [.init(address: "karen.hart@postbox.example")])
      for subject in ["One", "Two", "One"] {
        let client = try school.connection(.login("mis@oakfield.example"))
        #expect(try client.send(mail(subject), envelope: envelope).code == 250)
        client.quit()
      }
      #expect(try school.newlyHeld().count == 2)
    }
  }

  @Suite("A mail merge", .serialized, .school { try School(files: SchoolFolder(families: 600)) })
  struct MailMergeTests {
    static let families = 600
    let school: School
    init() throws { school = try #require(RunningSchool.current) }

    private func letter(_ number: Int) -> Mail {
      let family = SchoolFolder.family(number)
      let pronouns = number % 2 == 0 ? ("she", "her") : ("he", "him")
      return Mail(
        from: "t.ash@oakfield.example", to: [family.guardianAddress], subject: "About \(family.first)",
        text: """
          Dear \(family.guardian),

          We are writing to tell you what was seen in school on \(number % 28 + 1) November. When \(family.first)
          \(family.last) came in from the field, \(pronouns.0) had bruises on both knees after the game, and the nurse has
          looked at \(pronouns.1). There is nothing to worry about, and marks for the match were \(number % 60) out of 60.
          Please ring the office if you would like to talk about it with us.

          With kind regards,
          Tobias Ash
          """)
    }

    @Test("600 letters are one case with one notice to its sender and one to each officer, and one decision ends it")
    func merge() throws {
      let letters = (0..<Self.families).map(letter)
      let client = try school.connection(.login("t.ash@oakfield.example"))
      for letter in letters {
        let envelope = Envelope(sender: .init(address: letter.from), recipients: [.init(address: letter.to[0])])
        #expect(try client.send(letter.bytes, envelope: envelope).code == 250)
      }
      client.quit()
      let counts = try school.rows("SELECT count(*), count(DISTINCT caseID), min(caseID) FROM held")
      #expect(counts.first.map { Array($0.prefix(2)) } == [["600", "1"]].first)
      let reference = try #require(counts.first?.last)
      let list = try school.site.run(["held", "list"]).output.split(separator: "\n")
      #expect(list.count == 2)
      #expect(list.last?.split(separator: " ").prefix(2).elementsEqual([reference[...], "600"]) == true)

      struct Line: Decodable {
        var reference: String
        var caseReference: String
        enum CodingKeys: String, CodingKey {
          case reference
          case caseReference = "case"
        }
      }
      let lines = try school.site.run(["held", "list", "--json"]).output.split(separator: "\n").map {
        try JSONDecoder().decode(Line.self, from: Data($0.utf8))
      }
      #expect(lines.count == 600)
      #expect(lines.allSatisfy { $0.caseReference == reference })

      let result = try school.site.run(["held", "release", lines[300].reference, "--reason", "checked"])
      #expect(result.status == 0, "\(result.errors)")
      _ = try school.site.nextHop.wait(for: 600, milliseconds: 300_000) {
        !$0.header("Message-ID").isEmpty && $0.header("Auto-Submitted").isEmpty
      }
      try school.site.postfix.waitForEmptyQueue(milliseconds: 60_000)
      let got = school.site.nextHop.messages
      let copies = got.filter { $0.header("Auto-Submitted").isEmpty }
      #expect(copies.count == 600)
      #expect(
        copies.flatMap { $0.envelope.recipients.map(\.address) }.sorted() == letters.map { $0.to[0] }.sorted())
      #expect(try school.rows("SELECT DISTINCT state FROM held") == [["released"]])
      let notices = got.filter { !$0.header("Auto-Submitted").isEmpty }.flatMap {
        $0.envelope.recipients.map(\.address)
      }
      #expect(
        notices.sorted() == ["c.draycott@oakfield.example", "j.amberley@oakfield.example", "t.ash@oakfield.example"])
    }
  }
}
