import Foundation
import Glibc
import PosternKit
import Spool
import Testing

extension ThroughPostfix {
  @Suite("The emergency switch, of a filter that runs", .serialized, .school)
  struct BypassTests {
    let school: School
    init() throws { school = try #require(RunningSchool.current) }

    private let head = "j.amberley@oakfield.example"
    private let officer = "y.castell@oakfield.example"
    private let everybody = [
      "a.pugh@oakfield.example", "c.draycott@oakfield.example", "j.amberley@oakfield.example",
      "y.castell@oakfield.example",
    ]

    private func bypass(_ arguments: [String]) throws -> (output: String, errors: String, status: Int32) {
      try school.site.run(["bypass"] + arguments)
    }

    private struct Line: Decodable {
      var state: String
      var passed, stopped: Int?
    }

    private func state() throws -> Line {
      try JSONDecoder().decode(Line.self, from: Data(bypass(["--json"]).output.utf8))
    }

    private func begin(minutes: Int = 30) throws {
      #expect(try bypass(["--minutes", "\(minutes)", "--reason", "all mail is held", "--by", head]).status == 0)
      let confirmed = try bypass(["--confirm", "--by", officer])
      #expect(confirmed.status == 0, "\(confirmed.errors)")
      // What a filter has seen of the switch counts for a second.
      usleep(1_100_000)
    }

    private func end() throws {
      #expect(try bypass(["--end", "--by", officer]).status == 0)
      usleep(1_100_000)
    }

    private func letters(_ subject: String, to officer: String) -> [ReceivedMessage] {
      school.site.nextHop.messages.filter {
        $0.isNotice(to: officer) && $0.header("Subject").first?.hasPrefix(subject) == true
      }
    }

    private func facts() throws -> [String] {
      try school.site.run(["facts", "list", "--json"]).output.split(separator: "\n").map(String.init)
    }

    @Test("takes two named officers, who are two people")
    func people() throws {
      let path = school.site.configuration
      let good = try String(contentsOfFile: path, encoding: .utf8)
      defer { try? good.write(toFile: path, atomically: true, encoding: .utf8) }
      try good.replacing(
        "general: [y.castell@oakfield.example]",
        with: "general: [y.castell@oakfield.example, t.ash@oakfield.example, tobias.ash@homemail.example, "
          + "office@oakfield.example]"
      ).write(toFile: path, atomically: true, encoding: .utf8)
      let ask = ["--minutes", "30", "--reason", "all mail is held", "--by"]
      for (refused, words) in [
        ("w.birch@oakfield.example", "may not work the emergency switch"),
        ("office@oakfield.example", "is read by several people"),
      ] {
        let answer = try bypass(ask + [refused])
        #expect(answer.status != 0)
        #expect(answer.errors.contains(words))
      }
      #expect(try bypass(ask + ["t.ash@oakfield.example"]).status == 0)
      for same in ["T.Ash@oakfield.example", "tobias.ash@homemail.example", "office@oakfield.example"] {
        #expect(try bypass(["--confirm", "--by", same]).status != 0, "\(same)")
      }
      #expect(try state().state == "asked")
      // Nothing changes until then.
      #expect(try school.hold(.toBeHeld()).count == 9)
      #expect(try bypass(["--end", "--by", head]).status == 0)
      #expect(try state().state == "off")
    }

    @Test("lets everything go as it was written, still judged and counted, and tells all officers of both ends")
    func goes() throws {
      let before = Mail.toBeHeld()
      let reference = try school.hold(before)
      try begin()
      #expect(try state().state == "on")
      try until { try facts().count > 0 }
      let known = try facts().count
      let mail = [Mail.toBeHeld(), .toBeProtected(), .toBeRefused(), .toBeHidden(), Mail()]
      for mail in mail { #expect(try school.send(mail).code == 250) }
      try school.settleQueue()
      for mail in mail {
        let copies = try school.copies(mail)
        #expect(copies.flatMap { $0.envelope.recipients }.count == mail.envelopeRecipients.count)
        for copy in copies { #expect(String(decoding: copy.data, as: UTF8.self).contains("To: \(mail.to[0])")) }
      }
      #expect(try school.newlyHeld().isEmpty)
      try until { try facts().count == known + mail.count }
      let fresh = try facts().suffix(mail.count)
      #expect(fresh.allSatisfy { $0.contains("\"bypassed\":true") && $0.contains("\"reply\":\"accept\"") })
      #expect(fresh.map { $0.contains("\"action\":\"hold\"") } == [true, false, false, false, false])
      // What was held before still waits, also when it comes again.
      #expect(try school.shown(reference).state == "held")
      #expect(try school.send(before).code == 250)
      #expect(try school.copies(before).isEmpty)
      for officer in everybody {
        let letter = try school.site.nextHop.wait { $0.isNotice(to: officer) && $0.words.contains("switch of the") }[0]
        #expect(letter.words.contains(head) && letter.words.contains(self.officer))
        #expect(!letter.words.contains("all mail is held"))
      }
      let doctor = try school.site.run(["doctor"]).output
      #expect(doctor.contains("warn bypass"))

      try end()
      let held = Mail.toBeHeld()
      _ = try school.hold(held)
      #expect(try school.copies(held).isEmpty)
      for officer in everybody {
        try until { letters("The email check holds mail again", to: officer).count == 1 }
        let letter = letters("The email check holds mail again", to: officer)[0]
        #expect(letter.words.contains("Emails that went by: 5"))
        #expect(letter.words.contains("The rules had stopped: 3"))
      }
      #expect(try school.site.run(["audit", "verify"]).status == 0)
      #expect(try school.site.run(["audit", "list"]).output.contains("bypass begun"))
    }

    @Test("outlives a hot restart")
    func hotRestart() throws {
      try begin()
      let before = school.processes.filter
      #expect(kill(school.site.filterProcess, SIGUSR2) == 0)
      try until { school.processes.filter.map { $0 != before } ?? false }
      let mail = Mail.toBeHeld()
      #expect(try school.send(mail).code == 250)
      #expect(try school.copies(mail).count == 1)
      #expect(try state().state == "on")
      try end()
    }

    @Test("does not outlive a filter that was killed")
    func killed() throws {
      try begin()
      let before = try #require(school.processes.filter)
      #expect(kill(before, SIGKILL) == 0)
      try until { school.processes.filter.map { $0 != before } ?? false }
      try school.waitUntilServed()
      #expect(try state().state == "off")
      let mail = Mail.toBeHeld()
      _ = try school.hold(mail)
      try until {
        letters("The email check holds mail again", to: officer).contains {
          $0.words.contains("the filter was started anew")
        }
      }
    }
  }
}

extension ThroughPostfix {
  @Suite(
    "The emergency switch, where mail cannot be read in time", .serialized,
    .school { try School(limits: "{workers: 2, inspection_milliseconds: 2000, pending_milliseconds: 600000}") })
  struct SlowBypassTests {
    let school: School
    init() throws { school = try #require(RunningSchool.current) }

    @Test("lets it go at once, and what was pending before is read and judged as ever")
    func slow() throws {
      let before = Mail.toBeHeld()
      let reference = try school.withoutBackground {
        let reference = try school.pend(before)
        let switching = ["bypass", "--reason", "workers stand still", "--minutes", "5", "--by"]
        #expect(try school.site.run(switching + ["j.amberley@oakfield.example"]).status == 0)
        #expect(try school.site.run(["bypass", "--confirm", "--by", "y.castell@oakfield.example"]).status == 0)
        // What a filter has seen of the switch counts for a second.
        usleep(1_100_000)
        let mail = Mail.toBeHeld()
        #expect(try school.sendSlowly(mail).code == 250)
        #expect(try school.copies(mail).count == 1)
        #expect(try school.newlyHeld().isEmpty)
        return reference
      }
      try school.settlePending()
      #expect(try school.shown(reference).state == "held")
      #expect(try school.copies(before).isEmpty)
    }
  }
}
