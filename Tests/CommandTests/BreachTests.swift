import Configuration
import Foundation
import Policy
import PosternKit
import Quarantine
import Spool
import Testing

@Suite("postern breach works on the register")
struct BreachTests {
  private let school: School
  private let keeper = ["--by", "dco@oakfield.example"]

  init() throws {
    school = try School(
      settings: """
        officers:
          compliance_officer: [dco@oakfield.example]
          data_protection_officer: [dpo@trust.example]
          senco: [jpatel@oakfield.example]
        """)
    _ = try store()
  }

  /// As the filter makes it.
  private func store() throws -> QuarantineStore {
    let keys = try KeyRing.load(school.folder.file("keys"), create: true, apartFrom: school.folder.file("state"))
    return try QuarantineStore.open(state: school.folder.file("state"), keys: keys, as: .commandLine)
  }

  private func breach(_ arguments: [String], by: [String]? = nil) throws -> Program.Outcome {
    try Program.run(["breach"] + arguments + (by ?? keeper) + ["--config", school.configuration])
  }

  private func open(_ arguments: [String] = []) throws -> String {
    let outcome = try breach(["open", "--what", "A laptop was left on the train."] + arguments)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return String(outcome.output.prefix(11))
  }

  private func json(_ reference: String, by: [String]? = nil) throws -> [String: Any] {
    try #require(try breach(["show", reference, "--json"], by: by).objects().first)
  }

  @Test("a record is opened, corrected, assessed, decided and closed, and shows all of it")
  func life() throws {
    let reference = try open(["--how", "device_lost_or_stolen", "--people", "pupil: Aisha Khan", "--people", "Omar"])
    let corrections = [
      ["recipients", "Nobody, as far as is known"], ["measures", "Wiped from afar"], ["records", "31"],
    ]
    for correction in corrections {
      #expect(try breach(["correct", reference] + correction + ["--reason", "found out"]).status == 0)
    }
    #expect(
      try breach(["correct", reference, "what", "A tablet was left on the bus.", "--reason", "it was a tablet"]).output
        == "\(reference) is corrected.\n")
    let assessed = try breach([
      "assess", reference, "--likelihood", "unlikely", "--severity", "limited", "--reasons", "It was encrypted.",
    ])
    #expect(assessed.output.contains("Unlikely to be a risk"))
    #expect(
      try breach(["decide", reference, "ico", "not_needed", "--reasons", "Unlikely to be a risk."]).status == 0)
    #expect(try breach(["note", reference, "The bus company has it."]).status == 0)
    let shown = try breach(["show", reference]).output
    for words in [
      "A tablet was left on the bus.", "A laptop was left on the train. → A tablet was left on the bus.",
      "it was a tablet", "Aisha Khan (pupil)", "Need not be told", "It was encrypted.", "The bus company has it.",
      "Open, no clock running", "Oakfield Academy",
    ] { #expect(shown.contains(words), "\(words) in \(shown)") }
    #expect(try breach(["close", reference, "--reason", "Found, untouched."]).status == 0)
    #expect(try breach(["list"]).errors == "No record is open.\n")
    #expect(try breach(["list", "--all"]).output.contains("Closed on"))
    #expect(try breach(["note", reference, "More."]).status == 65)
    #expect(try breach(["correct", reference, "lessons", "Locks.", "--reason", "late"]).status == 0)
    let record = try json(reference)
    #expect((record["fields"] as? [String: String])?["lessons"] == "Locks.")
    #expect((record["history"] as? [Any])?.count == 9 && record["risk"] as? String == "unlikely")
    #expect(try school.run("audit", "verify").output == "The audit trail is whole.\n")
  }

  @Test("the list tells what is left of the 72 hours, which run from when it was known")
  func clock() throws {
    let known = Int64(Date().timeIntervalSince1970) - 73 * 3_600
    let reference = try open(["--known", "\(known)"])
    #expect(try breach(["list"]).output.contains("the 72 hours ended"))
    let clock = try #require(try json(reference)["clock"] as? [String: Any])
    #expect(clock["deadline"] as? Int64 == known + 72 * 3_600)
    #expect(
      try breach([
        "decide", reference, "ico", "tell", "--reasons", "A risk.", "--told", "now", "--ico-reference", "IC-7",
        "--late",
        "It was the holidays.",
      ]).status == 0)
    #expect(try json(reference)["clock"] == nil)
    #expect(try breach(["show", reference]).output.contains("IC-7"))
  }

  @Test("what is wrong on the command line is said, and what may stand there")
  func wrong() throws {
    let reference = try open()
    for (arguments, words) in [
      (["open"], "Say what happened"), (["open", "--what", "x", "--sent"], "--sent needs --held"),
      (["correct", reference, "colour", "red", "--reason", "r"], "colour"),
      (["assess", reference, "--likelihood", "perhaps", "--severity", "limited", "--reasons", "r"], "very_unlikely"),
      (["decide", reference, "people", "tell", "--reasons", "r", "--late", "x"], "go with the ICO"),
      (["show", "hello"], "is no reference of a breach"),
      (["export", "--format", "ico-pdf", "-o", "x"], "one breach at a time"),
    ] {
      let outcome = try breach(arguments)
      #expect(outcome.status == 64 && outcome.errors.contains(words), "\(arguments): \(outcome.errors)")
    }
    let bad = try breach(["correct", reference, "how", "badly", "--reason", "r"])
    #expect(bad.status == 65 && bad.errors.contains("use one of emailed_to_wrong_recipient"))
    #expect(try breach(["show", "B-0000-0000"]).status == 65)
  }

  /// Holds a message as the filter does.
  private func hold(conduct: [String]? = nil) throws -> HeldID {
    let content = MemoryFile()
    try content.append(Array("Subject: Marmaladesubject\r\n\r\nXylophona has quokkafever.\r\n".utf8))
    try content.seal()
    return try store().hold(
      HeldMessage(
        envelope: Envelope(
          sender: .init(address: "t.ash@oakfield.example"), recipients: [.init(address: "gwen.price@home.example")]),
        identity: "t.ash@oakfield.example", receivedAt: 1_795_510_000, messageID: "<\(UUID().uuidString)@x.example>",
        rules: [
          .init(
            id: "sen.to-others", title: "SEN information to others", mode: .enforce, requirements: ["hold"],
            clause: "", remedy: "", publicReason: "")
        ], cabinets: [.sen], releaser: .officer, ruleSetVersion: "00",
        facts: .init(
          subject: "Marmaladesubject", categories: ["sen (serious)"], people: ["Xylophona Brambleby"],
          recipients: [.init(address: "gwen.price@home.example", kind: "guardian")]),
        concernsConduct: conduct != nil, conductSubjects: conduct ?? []), content: content
    ).id
  }

  @Test("from a held message what is known is filled in, once; names and subject for those of its cabinet alone")
  func fromHeld() throws {
    let held = try hold()
    let outcome = try breach(["open", "--held", "\(held)", "--what", "It had gone by another way."])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let reference = String(outcome.output.prefix(11))
    #expect(try breach(["open", "--held", "\(held)"]).errors.contains("was opened before"))
    let senco = try breach(["show", reference], by: ["--by", "jpatel@oakfield.example"]).output
    #expect(senco.contains("Marmaladesubject") && senco.contains("Xylophona Brambleby"))
    let officer = try breach(["show", reference]).output
    #expect(officer.contains("1 × not yet known") && officer.contains("Special educational needs"))
    for name in ["Marmaladesubject", "Xylophona", "t.ash"] { #expect(!officer.contains(name), "\(name)") }
    let record = try json(reference)
    #expect(record["subject"] == nil && (record["fields"] as? [String: String])?["people"] == nil)
  }

  @Test("others see what they reported, and that alone; whom it is about sees nothing, by the same words as of nothing")
  func roles() throws {
    let reported = try open(["--reported-by", "t.ash@oakfield.example"])
    let about = try open(["--hide", "DPO@trust.example"])
    let reporter = ["--by", "T.Ash@oakfield.example"]
    #expect(
      try breach(["list"], by: reporter).output.split(separator: "\n").map { $0.prefix(11) } == [reported.prefix(11)])
    #expect(try breach(["note", reported, "x"], by: reporter).errors.contains("tell them what you know"))
    #expect(try breach(["show", about], by: reporter).status == 65)
    let officer = ["--by", "dpo@trust.example"]
    #expect(try breach(["list"], by: officer).output.split(separator: "\n").count == 1)
    var errors: Set<String> = []
    for command in [
      ["show", about], ["note", about, "x"], ["correct", about, "what", "x", "--reason", "y"],
      ["assess", about, "--likelihood", "likely", "--severity", "severe", "--reasons", "r"],
      ["decide", about, "ico", "not_needed", "--reasons", "r"], ["close", about, "--reason", "r"],
      ["export", about, "--format", "pdf", "--output", "/nowhere/x.pdf"],
    ] {
      let outcome = try breach(command, by: officer)
      #expect(outcome.status == 65 && outcome.output.isEmpty, "\(command)")
      errors.insert(outcome.errors)
    }
    let never = try breach(["show", "B-0000-0000"], by: officer)
    #expect(errors == [never.errors.replacing("B-0000-0000", with: about)])
    #expect(try breach(["export", "--format", "csv", "--output", "-"], by: officer).output.contains(reported))
    #expect(!(try breach(["export", "--format", "csv", "--output", "-"], by: officer).output.contains(about)))
    #expect(try breach(["export", "--format", "csv", "--output", "-"], by: reporter).status == 65)
    // Without --by the whole machine is trusted.
    #expect(try breach(["list"], by: []).output.split(separator: "\n").count == 2)
  }

  @Test("near misses are listed apart")
  func nearMisses() throws {
    let held = try hold()
    #expect(try breach(["list", "--near-misses"]).errors == "There was no near miss.\n")
    let deleted = try school.run(
      "held", "delete", "\(held)", "--sender-confirmed", "T Ash", "--reason", "its sender asked", "--by",
      "jpatel@oakfield.example")
    #expect(deleted.status == 0, "\(deleted.errors)")
    let line = try breach(["list", "--near-misses"]).output
    #expect(line.contains("withdrawn: SEN information to others") && !line.contains("Marmalade"))
    #expect(try breach(["list", "--all"]).output.isEmpty)
  }

  @Test("a file is written for its owner alone, over nothing, and its writing is audited")
  func export() throws {
    let reference = try open(["--people", "pupil: Aisha Khan"])
    let path = school.folder.file("register.pdf")
    #expect(try breach(["export", "--format", "pdf", "--output", path]).output == "\(path) is written.\n")
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    let text = try Program.run([path, "-"], program: ["/usr/bin/pdftotext"]).output
    #expect(text.contains(reference) && text.contains("Aisha Khan"))
    let again = try breach(["export", "--format", "pdf", "--output", path])
    #expect(again.status == 65 && again.errors.contains("cannot be made"))
    let questions = try breach(["export", reference, "--format", "ico-text", "--output", "-"]).output
    #expect(questions.contains("A laptop was left on the train.") && questions.contains("dpo@trust.example"))
    #expect(!questions.contains("Khan"))
    let lines = try school.run("audit", "list").output
    #expect(lines.contains("register exported") && lines.contains("\(reference) as ico-text"))
  }

  @Test("a disclosure is kept, corrected by another, and listed for those who look after the register")
  func disclose() throws {
    let arguments = [
      "disclose", "--kind", "police", "--asked-by", "PC 12, Northmere", "--legal-basis", "DPA 2018 Sch 2 para 2",
      "--given", "Attendance of one pupil", "--when", "now",
    ]
    let outcome = try breach(arguments)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let reference = String(outcome.output.prefix(11))
    #expect(try breach(arguments + ["--corrects", reference]).status == 0)
    #expect(try breach(arguments + ["--corrects", "D-0000-0000"]).status == 65)
    let list = try breach(["disclosures"]).output
    #expect(list.contains("PC 12, Northmere") && list.contains("corrects \(reference)"))
    #expect(try breach(["disclosures", "--json"]).objects().count == 2)
    #expect(try breach(["disclosures"], by: ["--by", "jpatel@oakfield.example"]).status == 65)
  }
}
