import Configuration
import Foundation
import Policy
import PosternKit
import Quarantine
import Spool
import Testing

@Suite("postern held works on held mail")
struct HeldTests {
  private let school: School
  private let hop: NextHop
  private let body = "From: jpatel@oakfield.example\r\nSubject: Marmaladesubject\r\n\r\nXylophona has quokkafever.\r\n"

  init() throws {
    hop = try NextHop()
    school = try School(
      settings: """
        reinject: {port: \(hop.port)}
        officers:
          headteacher: [wbanks@oakfield.example]
          chair_of_governors: [chair@oakfield.example]
          compliance_officer: [dco@oakfield.example]
        """)
  }

  /// Holds a message as the filter does.
  private func hold(
    identity: String = "jpatel@oakfield.example", cabinets: [Cabinet] = [.sen], releaser: Releaser = .sender,
    conduct: [String]? = nil, pending: Bool = false
  ) throws -> String {
    let keys = try KeyRing.load(school.folder.file("keys"), create: true, apartFrom: school.folder.file("state"))
    let store = try QuarantineStore.open(state: school.folder.file("state"), keys: keys, as: .commandLine)
    let content = MemoryFile()
    try content.append(Array(body.utf8))
    try content.seal()
    let message = HeldMessage(
      envelope: Envelope(
        sender: .init(address: identity), recipients: [.init(address: "gwen.price@home.example")]),
      identity: identity, receivedAt: 1_795_510_000,
      messageID: "<\(UUID().uuidString)@oakfield.example>",
      rules: [
        .init(
          id: "sen.to-others", title: "SEN information", mode: .enforce, requirements: ["hold"],
          clause: "Greater care is required.", remedy: "Send it to one family", publicReason: "in the message")
      ], cabinets: cabinets, releaser: releaser, ruleSetVersion: "00",
      facts: .init(
        subject: "Marmaladesubject", categories: ["sen (serious)"], people: ["Xylophona Brambleby"],
        recipients: [.init(address: "gwen.price@home.example", kind: "guardian")]),
      concernsConduct: conduct != nil, conductSubjects: conduct ?? [],
      pending: pending ? .init(.outOfTime, headersWereCut: false) : nil)
    return "\(try store.hold(message, content: content).id)"
  }

  private func states() throws -> [String] {
    try school.run("held", "list", "--all", "--json").objects().compactMap { $0["state"] as? String }
  }

  @Test("list tells references, never content or names")
  func list() throws {
    #expect(try hold().count == 9)
    let words = try school.run("held", "list")
    #expect(words.status == 0 && words.output.contains("sen.to-others") && words.output.contains("REFERENCE"))
    let json = try school.run("held", "list", "--json")
    #expect(
      try json.objects().map { Set($0.keys) } == [
        ["reference", "case", "held_at", "state", "cabinets", "release", "rules", "goes_back_at"]
      ])
    for outcome in [words, json] {
      for word in ["Marmalade", "Xylophona", "quokka", "gwen.price"] { #expect(!outcome.output.contains(word)) }
    }
  }

  @Test("what is pending is in the list, and in one of its own, and its content is not shown")
  func pending() throws {
    let held = try hold()
    #expect(try school.run("held", "list", "--pending").output == "No mail is pending.\n")
    let pending = try hold(releaser: .officer, pending: true)
    let list = try school.run("held", "list").output
    #expect(list.contains(held) && list.contains(pending) && list.contains(" pending "))
    let only = try school.run("held", "list", "--pending").output
    #expect(only.contains(pending) && !only.contains(held))
    let lines = try school.run("held", "list", "--pending", "--json").objects()
    #expect(lines.map { $0["reference"] as? String } == [pending])
    #expect(lines.map { $0["state"] as? String } == ["pending"])
    #expect(try school.run("held", "list", "--pending", "--all").status == 64)
    #expect(try school.run("held", "show", pending).output.contains("pending"))
    let content = try school.run(
      "held", "show", pending, "--content", "--reason", "r", "--by", "wbanks@oakfield.example")
    #expect(content.status == 65 && content.output.isEmpty && content.errors.contains("is pending"))
    // Nobody knows yet whether it is of child protection, which is never deleted.
    let deleted = try school.run("held", "delete", pending, "--sender-confirmed", "J Patel", "--reason", "a test")
    #expect(deleted.status == 65 && deleted.errors.contains("is pending"))
    #expect(try Set(states()) == ["held", "pending"])
  }

  @Test("show tells facts; content needs a reason, and is audited")
  func show() throws {
    let reference = try hold()
    let facts = try school.run("held", "show", reference.lowercased())
    #expect(facts.status == 0)
    #expect(facts.output.contains("Marmaladesubject") && facts.output.contains("Greater care is required."))
    #expect(!facts.output.contains("quokkafever"))
    let json = try #require(try school.run("held", "show", reference, "--json").objects().first)
    #expect(json["people"] as? [String] == ["Xylophona Brambleby"])
    #expect(json["sender"] as? String == "jpatel@oakfield.example")
    #expect(try school.run("held", "show", reference, "--content").status == 64)
    #expect(try school.run("held", "show", reference, "--content", "--reason", "  ").status == 64)
    #expect(try school.run("held", "show", reference, "--content", "--reason", "asked").status == 64, "by whom?")
    let content = try school.run(
      "held", "show", reference, "--content", "--reason", "asked by its sender", "--by", "wbanks@oakfield.example")
    #expect(content.output == body)
    #expect(try school.run("audit", "verify").output == "The audit trail is whole.\n")
  }

  @Test("release sends the message on, once")
  func release() throws {
    let reference = try hold()
    let outcome = try school.run("held", "release", reference, "--reason", "checked", "--by", "wbanks@oakfield.example")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.hasPrefix("\(reference) is released"))
    let got = try #require(try hop.wait().first)
    #expect(got.envelope.recipients.map(\.address) == ["gwen.price@home.example"])
    #expect(try states() == ["released"])
    let again = try school.run("held", "release", reference, "--by", "wbanks@oakfield.example")
    #expect(again.status == 69 && !again.errors.isEmpty)
    #expect(hop.messages.count == 1)
  }

  @Test("a release that the mail system cannot take now waits in the outbox")
  func refused() throws {
    let reference = try hold()
    hop.stop()
    let outcome = try school.run("held", "release", reference, "--by", "wbanks@oakfield.example")
    #expect(outcome.status == 0 && outcome.output.contains("is in the outbox"))
    #expect(try states() == ["releasing"])
  }

  @Test("return gives it back to its sender, unsent")
  func giveBack() throws {
    let reference = try hold()
    let outcome = try school.run(
      "held", "return", reference, "--reason", "wrong family", "--by", "wbanks@oakfield.example")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let got = try #require(try hop.wait().first)
    #expect(got.envelope.recipients.map(\.address) == ["jpatel@oakfield.example"])
    #expect(try states() == ["returned"])
  }

  @Test("delete forgets it, needs a reason, and does so once")
  func delete() throws {
    let reference = try hold()
    #expect(try school.run("held", "delete", reference).status == 64)
    let unproven = try school.run("held", "delete", reference, "--reason", "a test")
    #expect(unproven.status == 65 && unproven.errors.contains("nothing tells that the sender"))
    let proven = ["held", "delete", reference, "--sender-confirmed", "J Patel, by telephone", "--reason", "a test"]
    func delete(_ more: String...) throws -> Program.Outcome {
      try Program.run(proven + more + ["--config", school.configuration])
    }
    #expect(try delete("--by", "dco@oakfield.example").status == 65, "not their cabinet")
    #expect(try delete("--by", "wbanks@oakfield.example").output == "\(reference) is deleted.\n")
    #expect(try states() == ["deleted"])
    #expect(try delete().status == 65)
    #expect(try school.run("held", "list").output == "No mail is held.\n")
  }

  @Test("an officer whom a message is about sees nothing of it")
  func hidden() throws {
    let reference = try hold(cabinets: [.childProtection], releaser: .officer, conduct: ["wbanks@oakfield.example"])
    let subject = ["--by", "WBanks@oakfield.example"]
    let list = try Program.run(["held", "list", "--all", "--config", school.configuration] + subject)
    #expect(list.output == "No mail is held.\n")
    var errors: Set<String> = []
    for command in [
      ["show", reference], ["show", reference, "--content", "--reason", "r"], ["release", reference],
      ["return", reference, "--reason", "r"], ["delete", reference, "--reason", "r"],
      ["show", reference, "--content", "--break-glass", "--reason", "r"],
      ["settle", reference, "--sent", "--reason", "r"], ["keep", reference, "--reason", "r"],
    ] {
      let outcome = try Program.run(["held"] + command + ["--config", school.configuration] + subject)
      #expect(outcome.status == 65 && outcome.output.isEmpty, "\(command)")
      errors.insert(outcome.errors)
    }
    // The same words as for a reference that never was.
    let unknown = try Program.run(["held", "show", "0000-0000", "--config", school.configuration] + subject)
    #expect(errors == [unknown.errors.replacingOccurrences(of: "0000-0000", with: reference)])
    #expect(try school.run("held", "show", reference, "--by", "chair@oakfield.example").status == 0)
    #expect(try states() == ["held"])
  }

  @Test("an officer of another cabinet sees that it is there, and opens it only where its holders are told")
  func otherCabinet() throws {
    let reference = try hold()
    let by = ["--by", "dco@oakfield.example", "--config", school.configuration]
    let list = try Program.run(["held", "list"] + by)
    #expect(list.output.contains(reference) && list.output.contains(" sen") && !list.output.contains("sen.to-others"))
    let line = try #require(try Program.run(["held", "list", "--json"] + by).objects().first)
    #expect(Set(line.keys) == ["reference", "held_at", "cabinets", "opened"])
    let shown = try Program.run(["held", "show", reference] + by)
    #expect(shown.status == 0 && shown.output.contains("by no holder yet"))
    for word in ["Marmalade", "Xylophona", "jpatel", "gwen.price", "sen.to-others"] {
      #expect(!shown.output.contains(word) && !list.output.contains(word), "\(word)")
    }
    for command in [
      ["show", reference, "--content", "--reason", "r"], ["release", reference],
      ["return", reference, "--reason", "r"],
    ] {
      let refused = try Program.run(["held"] + command + by)
      #expect(refused.status != 0 && refused.output.isEmpty && refused.errors.contains("not yours"), "\(command)")
    }
    let broken = try Program.run(
      ["held", "show", reference, "--content", "--break-glass", "--reason", "the head is away"] + by)
    #expect(broken.output == body)
    #expect(try Program.run(["held", "show", reference] + by).output.contains("Marmaladesubject"))
    let audit = try school.run("audit", "list").output
    #expect(audit.contains("glass broken") && audit.contains("the head is away"))
    #expect(try states() == ["held"])
  }

  @Test(
    "a teacher who is no officer sees nothing, and whoever works on the machine is told of when the glass is broken")
  func outsiders() throws {
    let reference = try hold()
    let list = try school.run("held", "list", "--by", "teacher@oakfield.example")
    #expect(list.output == "No mail is held.\n")
    #expect(try school.run("held", "show", reference, "--by", "teacher@oakfield.example").status == 65)
    let content = try school.run("held", "show", reference, "--content", "--break-glass", "--reason", "a fault")
    #expect(content.output == body)
    #expect(try school.run("audit", "list").output.contains("glass broken"))
  }

  @Test("the sender cannot end a hold where another is asked")
  func ownHold() throws {
    let reference = try hold(releaser: .officer)
    let outcome = try school.run("held", "release", reference, "--by", "JPatel@oakfield.example")
    #expect(outcome.status != 0 && outcome.output.isEmpty)
    #expect(try states() == ["held"] && hop.messages.isEmpty)
  }

  @Test("a reference that is none, or of no message, is told as such")
  func unknown() throws {
    _ = try hold()
    let none = try school.run("held", "show", "hello")
    #expect(none.status == 64 && none.errors.contains("'hello' is no reference: they look like H7K2-9QXD."))
    #expect(try school.run("held", "show", "0000-0000").status == 65)
  }

  @Test("without keys, or with keys that cannot be read, it says which file and what to do")
  func keys() throws {
    let none = try school.run("held", "list")
    #expect(none.status == 77)
    #expect(none.errors.contains(school.folder.file("keys")))
    _ = try hold()
    let keys = school.folder.file("keys")
    for name in try FileManager.default.contentsOfDirectory(atPath: keys) {
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: keys + "/" + name)
    }
    let open = try school.run("held", "list")
    #expect(open.status == 77 && open.errors.contains(keys + "/"))
    for name in try FileManager.default.contentsOfDirectory(atPath: keys) {
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: keys + "/" + name)
      try Data("short".utf8).write(to: URL(filePath: keys + "/" + name))
    }
    let broken = try school.run("held", "list")
    #expect(broken.status == 77 && broken.errors.contains(keys + "/"))
  }
}
