import Foundation
import Glibc
import PosternKit
import Testing

extension ThroughTrouble {
  @Suite("What is kept of mail, by the programs themselves", .serialized, .school)
  struct KeepingTests {
    let school: School
    init() throws { school = try #require(RunningSchool.current) }

    private struct Fact: Decodable {
      struct Category: Decodable {
        var category: String
        var grade: String
        var people: Int
      }
      struct Attachment: Decodable { var type: String }
      struct Rule: Decodable { var id: String }
      var schema: Int
      var ruleSet: String
      var action: String
      var reply: String
      var sender: String
      var recipients: [String: Int]
      var categories: [Category]
      var identifiers: [String: Int]
      var attachments: [Attachment]
      var rules: [Rule]
      var people: Int
    }

    /// The facts of all decisions, once there are so many: they are written up to a second later.
    private func facts(_ count: Int) throws -> [Fact] {
      for _ in 0..<1_200 {
        let lines = try school.site.run(["facts", "list", "--json"]).output.split(separator: "\n")
        if lines.count >= count { return try lines.map { try JSONDecoder().decode(Fact.self, from: Data($0.utf8)) } }
        usleep(50_000)
      }
      Issue.record("there are not \(count) facts\n\(school.site.log)")
      return []
    }

    @Test(
      "each decision leaves facts, delivered ones too, and nothing of what was said, by or to whom, or in which file")
    func contentFree() throws {
      var held = Mail.toBeHeld()
      held.subject = "Marmaladesubject"
      held.fields = ["Content-Type: multipart/mixed; boundary=b"]
      held.text = """
        --b
        Content-Type: text/plain

        The EHCP review for Mia Stone, Quokkaword, NHS number 943 476 5919.
        --b
        Content-Type: text/x-zanzibartype; name=Zanzibarlane.txt
        Content-Disposition: attachment; filename=Zanzibarlane.txt

        Xylophona
        --b--
        """
      var clean = Mail(from: "w.birch@oakfield.example")
      clean.subject = "Wobblesubject"
      let before = try facts(0).count
      #expect(try school.send(held).code == 250)
      #expect(try school.send(clean).code == 250)
      let all = Array(try facts(before + 2).dropFirst(before))
      let stopped = try #require(all.first)
      #expect(stopped.schema == 1 && stopped.ruleSet.count == 64)
      #expect(stopped.action == "hold" && stopped.reply == "held" && stopped.sender == "staff")
      #expect(stopped.recipients == ["guardian": 1])
      #expect(stopped.categories.contains { $0.category == "sen" && $0.grade == "serious" && $0.people == 1 })
      #expect(stopped.identifiers["nhs_number"] == 1)
      #expect(stopped.attachments.map(\.type) == ["text"], "a type of the sender's own invention is not kept")
      #expect(stopped.rules.contains { $0.id == "sen.to-others" })
      #expect(all[1].action == "deliver" && all[1].reply == "accept" && all[1].categories.isEmpty)

      let state = school.site.folder.file("state")
      for name in ["facts.db", "facts.db-wal"] {
        let bytes = try Data(contentsOf: URL(filePath: "\(state)/\(name)"))
        for word in [
          "Marmaladesubject", "Quokkaword", "Zanzibarlane", "zanzibartype", "Xylophona", "Wobblesubject", "Stone",
          "Mia",
          "943 476 5919", "9434765919", "oakfield", "t.ash", "w.birch", "karen.hart", "postbox", held.identifier,
        ] { #expect(bytes.range(of: Data(word.utf8)) == nil, "\(name): \(word)") }
      }
    }

    @Test("the log anchors the trail, and with it a tail that was cut by one who has all keys shows")
    func anchors() throws {
      let reference = try school.hold(.toBeHeld(from: "anchor@oakfield.example"))
      let looked = try school.site.run(["held", "show", reference, "--content", "--break-glass", "--reason", "look"])
      #expect(looked.status == 0)
      let whole = try school.site.run(["audit", "verify"])
      #expect(whole.output == "The audit trail is whole.\n")
      // The filter's last word when it ends, into its log, names the end of each chain.
      school.site.stopFilter()
      let anchors = try school.site.folder.write("journal.txt", text: school.site.log)
      try school.site.startFilter()
      let fits = try school.site.run(["audit", "verify", "--anchors", anchors])
      #expect(fits.status == 0, "\(fits)")
      #expect(fits.output.contains(", and fits "))
      #expect(try school.site.run(["audit", "anchors"]).output.contains("postern-audit-anchor uid"))
      let key = try school.site.run(["audit", "key"]).output
      #expect(key.count == 65 && key.dropLast().allSatisfy(\.isHexDigit))
      let lines = try school.site.run(["audit", "list", "--json", "--since", "2026-01-01"]).output
      #expect(lines.contains("\"action\":\"content seen\"") && lines.contains("\"reference\":\"\(reference)\""))

      try change("DELETE FROM audit WHERE writer <> 'filter'; DELETE FROM auditHead WHERE writer <> 'filter'")
      #expect(try school.site.run(["audit", "verify"]).status == 0, "the store alone cannot know")
      let cut = try school.site.run(["audit", "verify", "--anchors", anchors])
      #expect(cut.status == 65)
      #expect(cut.errors.contains("was cut off after line 0"))
    }

    @Test("keys are rotated while the filter runs: old and new held mail can be read, and it goes on holding")
    func rotation() throws {
      let before = try school.hold(.toBeHeld(from: "before@oakfield.example"))
      let done = try school.site.run(["keys", "rotate"])
      #expect(done.status == 0, "\(done)")
      #expect(done.output.contains(".key is removed."))
      let after = try school.hold(.toBeHeld(from: "after@oakfield.example"))
      for reference in [before, after] { #expect(try school.shown(reference).sender != nil) }
      let check = try school.site.run(["keys", "check"])
      #expect(check.status == 0, "\(check)")
      #expect(!check.output.contains("needed:"))
      chmod(school.site.folder.file("keys/keys.db"), 0o644)
      #expect(try school.site.run(["keys", "check"]).status == 0, "opening mends the mode of the database")
      chmod(school.site.folder.file("keys"), 0o755)
      let open = try school.site.run(["keys", "check"])
      #expect(open.status == 65)
      #expect(open.errors.contains("others than its owner may use"))
      chmod(school.site.folder.file("keys"), 0o700)
      #expect(try school.site.run(["held", "release", before, "--reason", "checked"]).status == 0)
      try school.wait(for: before, toBe: "released")
    }

    @Test("what is kept cannot be returned or deleted, and under a legal hold nothing can")
    func keep() throws {
      let reference = try school.hold(.toBeHeld(from: "keep@oakfield.example"))
      #expect(try school.site.run(["held", "keep", reference]).status == 64, "it needs a reason")
      #expect(try school.site.run(["held", "keep", reference, "--reason", "a complaint"]).status == 0)
      let deleted = try school.site.run(
        ["held", "delete", reference, "--sender-confirmed", "by telephone", "--reason", "test"])
      #expect(deleted.status == 65)
      #expect(deleted.errors.contains("held keep --off"))
      #expect(try school.site.run(["held", "keep", reference, "--off", "--reason", "over"]).status == 0)

      let text = try String(contentsOfFile: school.site.configuration, encoding: .utf8)
      defer { _ = try? school.site.folder.write("postern.yaml", text: text) }
      try school.site.folder.write("postern.yaml", text: text + "\nretention: {legal_hold: true}\n")
      for words in [["delete", reference, "--reason", "test"], ["return", reference, "--reason", "test"]] {
        let refused = try school.site.run(["held"] + words)
        #expect(refused.status == 69, "\(words)")
        #expect(refused.errors.contains("legal hold"))
      }
      #expect(try school.shown(reference).state == "held")
    }

    private func change(_ statements: String) throws {
      let program = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=30).executescript(sys.argv[2])"
      let result = try ChildProcess.run(
        "/usr/bin/python3", ["-c", program, school.site.folder.file("state/quarantine.db"), statements])
      try #require(result.status == 0)
    }
  }
}
