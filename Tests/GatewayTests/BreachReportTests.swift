import Foundation
import PosternKit
import Spool
import Testing

extension ThroughRelease {
  /// Mail to the address that takes reports, by the rules that ship.
  @Suite("A report of a breach by mail", .serialized, .oakfield)
  struct BreachReportTests {
    let school: School
    init() throws { school = try #require(RunningSchool.current) }

    private let teacher = "m.bishop@oakfield.example"
    private let desk = "data-breach@oakfield.example"
    private let text = """
      I sent the wrong file to Year 7 parents in error, please delete it if you can. Oliver Robinson has an EHCP and
      epilepsy, and said that his dad beats him. The NHS number is 943 476 5919. password: Heron!Copper42
      """

    private func records() throws -> [[String: Any]] {
      try school.site.run(["breach", "list", "--json"]).output.split(separator: "\n").compactMap {
        try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
      }
    }

    private func record(of mail: Mail) throws -> [String: Any]? {
      try records().first { $0["messageID"] as? String == mail.identifier }
    }

    @Test("goes at once and unchanged, whatever is in it, opens one record, and is told to the compliance officer")
    func report() throws {
      let mail = Mail(from: teacher, to: [desk], subject: "Marmaladesubject", text: text)
      #expect(try school.send(mail).code == 250)
      #expect(try school.received(mail).withoutTrace(of: "mail.oakfield.example") == mail.bytes)
      #expect(try school.newlyHeld().isEmpty)
      let record = try #require(try record(of: mail))
      #expect(record["cause"] as? String == "staffReport" && record["reportedBy"] as? String == teacher)
      #expect(record["subject"] as? String == "Marmaladesubject" && record["earlier"] == nil)
      let fields = try #require(record["fields"] as? [String: String])
      #expect(fields["people"]?.contains("pupil: Oliver Robinson") == true)
      #expect(fields["data"]?.contains("safeguarding") == true)
      #expect(fields["controller"] == "Oakfield Trust" && fields["school"] == "Oakfield Academy")
      #expect((record["clock"] as? [String: Any])?["hoursLeft"] as? Int == 72)
      let reference = try #require(record["reference"] as? String)
      let letter = try school.site.nextHop.wait {
        $0.isNotice(to: "y.castell@oakfield.example")
          && $0.header("Subject") == ["A breach record is open (\(reference))"]
      }[0]
      for word in ["Marmalade", "Robinson", "bishop"] { #expect(!letter.words.contains(word), "\(word)") }

      // The same message once more, and an answer to it, open no second one.
      #expect(try school.send(mail).code == 250)
      let count = try records().count
      let answer = Mail(
        from: "y.castell@oakfield.example", to: [teacher, desk], subject: "Re: Marmaladesubject",
        fields: ["In-Reply-To: \(mail.identifier)"], text: "Thank you. Who has it now?")
      #expect(try school.send(answer).code == 250)
      _ = try school.copies(answer)
      #expect(try records().count == count)
      let notes = try #require(try self.record(of: mail)?["notes"] as? [[String: Any]])
      #expect(notes.map { $0["text"] as? String } == ["A further email came to the report address."])
      #expect(notes.map { $0["by"] as? String } == ["y.castell@oakfield.example"])
    }

    @Test("to others, too, keeps their copies waiting and not its own")
    func others() throws {
      let mail = Mail(from: teacher, to: [desk, "somebody@stranger.example"], subject: "Both", text: text)
      #expect(try school.send(mail).code == 250)
      #expect(try school.received(mail).envelope.recipients.map(\.address) == [desk])
      #expect(try school.newlyHeld().map(\.recipients) == [["somebody@stranger.example"]])
      #expect(try record(of: mail) != nil)
    }

    @Test("about an officer is as if it were not for that officer, who is not told of it either")
    func aboutOfficer() throws {
      let mail = Mail(
        from: teacher, to: [desk], subject: "Allegation",
        text: "Yvonne Castell is accused of assault and was arrested by the police on Monday.")
      #expect(try school.send(mail).code == 250)
      _ = try school.received(mail)
      let record = try #require(try record(of: mail))
      let reference = try #require(record["reference"] as? String)
      let shown = try school.site.run(["breach", "show", reference, "--by", "y.castell@oakfield.example"])
      #expect(shown.status == 65)
      let letter = try school.site.nextHop.wait { $0.header("Subject") == ["A breach record is open (\(reference))"] }
      #expect(letter.flatMap { $0.envelope.recipients.map(\.address) } == ["j.amberley@oakfield.example"])
    }

    @Test("of an answering machine opens none, and goes on all the same")
    func automatic() throws {
      let before = try records().count
      let mail = Mail(
        from: teacher, to: [desk], subject: "Away", fields: ["Auto-Submitted: auto-replied"], text: "Away.")
      #expect(try school.send(mail).code == 250)
      _ = try school.received(mail)
      #expect(try records().count == before)
    }

    @Test("from outside is not ours to judge, and one to a look-alike address is not a report")
    func elsewhere() throws {
      let before = try records().count
      let outside = Mail(from: "parent@elsewhere.example", to: [desk], text: "You sent me somebody else's letter.")
      #expect(try school.send(outside, as: .outside).code == 250)
      let near = Mail(
        from: teacher, to: ["data-breach@oakfeild.example"],
        text: "Oliver Robinson has epilepsy. The NHS number is 943 476 5919.")
      #expect(try school.send(near).code == 250)
      #expect(try school.newlyHeld().count == 1)
      #expect(try records().count == before)
    }

    @Test("a breach whose 72 hours are over is told to the compliance officer within minutes")
    func deadline() throws {
      let known = Int64(Date().timeIntervalSince1970) - 72 * 3_600 - 60
      let opened = try school.site.run(["breach", "open", "--what", "A list was lost.", "--known", "\(known)"])
      #expect(opened.status == 0, "\(opened.errors)")
      let reference = String(opened.output.prefix(11))
      let letter = try school.site.nextHop.wait(milliseconds: 180_000) {
        $0.header("Subject") == ["The 72 hours to tell the ICO of a breach are over (\(reference))"]
      }[0]
      #expect(letter.envelope.recipients.map(\.address) == ["y.castell@oakfield.example"])
      #expect(!letter.words.contains("A list was lost."))
    }
  }
}
