import Foundation
import PosternKit
import Testing

/// A folder of labelled messages beside a school, as an administrator keeps one.
private struct Examples {
  let school: School
  let folder: String

  init() throws {
    school = try School()
    folder = school.folder.file("examples")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try add("own", "Aisha Khan was treated for epilepsy.", to: "nadia.khan@home.example", label: own)
    try add("lunch", "Lunch is at noon.", to: "nadia.khan@home.example", label: lunch)
    try add("other", "Aisha Khan was treated for epilepsy.", to: "gwen.price@home.example", label: other)
  }

  let own =
    "why: It is her child.\naction: deliver\nacceptable: [protect]\ncategories: [health]\npeople: [Aisha Khan]\n"
  let lunch = "why: Lunch.\naction: deliver\ncategories: []\npeople: []\n"
  let other = "why: Not her child.\naction: hold\ncategories: [health]\npeople: [Aisha Khan]\n"

  func add(_ name: String, _ body: String, to: String, label: String) throws {
    _ = try school.message("examples/\(name).eml", School.letter(body, to: to))
    try self.label(name, label)
  }

  func label(_ name: String, _ text: String) throws {
    try school.folder.write("examples/\(name).yaml", text: text)
  }

  func run(_ options: String...) throws -> Program.Outcome {
    try Program.run(["rules", "test", "--config", school.configuration] + options + [folder])
  }
}

/// A label with a mistake, and what a person is told.
struct WrongLabel: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let text: String
  let error: String

  static let all = [
    WrongLabel(
      testDescription: "a category that is none", text: "why: W\naction: hold\ncategories: [helth]\npeople: []\n",
      error: "/examples/own.yaml:3:14: 'helth' is not known here: did you mean 'health'?"),
    WrongLabel(
      testDescription: "an action that is none", text: "why: W\naction: quarantine\ncategories: []\npeople: []\n",
      error: "/examples/own.yaml:2:9: 'quarantine' is not known here"),
    WrongLabel(
      testDescription: "no reason", text: "action: hold\ncategories: []\npeople: []\n",
      error: "/examples/own.yaml:1:1: the key 'why' is missing"),
    WrongLabel(
      testDescription: "an unknown key", text: "why: W\naction: hold\ncategories: []\npeople: []\ncolour: red\n",
      error: "/examples/own.yaml:5:1: 'colour' is not known here"),
    WrongLabel(
      testDescription: "a date of birth that is not ISO 8601",
      text:
        "why: W\naction: hold\ncategories: []\npeople: []\nidentifiers:\n  - {kind: date_of_birth, value: 3/9/2012}\n",
      error: "/examples/own.yaml:6:34: '3/9/2012' is no date of birth: write it as 2012-09-03"),
    WrongLabel(
      testDescription: "a person twice", text: "why: W\naction: hold\ncategories: []\npeople: [A B, a  b]\n",
      error: "/examples/own.yaml:4:15: stands twice in this list: keep one"),
    WrongLabel(
      testDescription: "a category both wanted and allowed",
      text: "why: W\naction: hold\ncategories: [sen]\npeople: []\nallowed_categories: [sen]\n",
      error: "/examples/own.yaml:5:21: holds what stands under 'categories' already"),
    WrongLabel(
      testDescription: "an address that is none",
      text: "why: W\nto: [nadia]\naction: hold\ncategories: []\npeople: []\n",
      error: "/examples/own.yaml:2:6: 'nadia' is no address"),
  ]
}

@Suite("postern rules test measures the rules on labelled messages")
struct RulesTestTests {
  @Test("No figure is below the one that is recorded for the examples that ship")
  func shipped() throws {
    let outcome = try Program.run(["rules", "test"])
    #expect(outcome.status == 0, "\(outcome.errors)\n\(outcome.output)")
    #expect(outcome.errors.isEmpty)
  }

  @Test("At least half of the messages that ship must be delivered, and there are 250")
  func enough() throws {
    let folder = School.checkout + "/rules/examples"
    let labels = try FileManager.default.subpathsOfDirectory(atPath: folder).filter {
      $0.hasSuffix(".yaml") && !$0.hasPrefix("school/") && $0 != "figures.yaml"
    }
    let delivered = try labels.filter {
      try String(contentsOfFile: folder + "/" + $0, encoding: .utf8).contains("\naction: deliver\n")
    }
    #expect(labels.count >= 250)
    #expect(delivered.count * 2 >= labels.count)
  }

  @Test("with all right, all shares are whole")
  func allRight() throws {
    let outcome = try Examples().run()
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(outcome.output.contains("acceptable action     100.0% (3 of 3)"))
    #expect(outcome.output.contains("false stops           0.0% (0 of 2)"))
    #expect(outcome.output.contains("missed                0.0% (0 of 1)"))
  }

  @Test("A miss is told with what the label says, what was said, and because of what")
  func miss() throws {
    let examples = try Examples()
    try examples.label(
      "other", "why: Fine.\naction: deliver\ncategories: [sen]\npeople: [Thomas Price]\n")
    let outcome = try examples.run("--verbose")
    for line in [
      "other", "  label: Fine.", "  action: hold, not deliver", "  categories: missing sen; too many health",
      "  people: missing thomas price; too many aisha khan", "false stops           33.3% (1 of 3)",
    ] { #expect(outcome.output.contains(line + "\n"), "\(outcome.output)") }
    #expect(outcome.output.contains("  said: families."))
    #expect(outcome.output.contains("  found: health (serious), about Aisha Khan: health.epilepsy by sentence"))
  }

  @Test("What a label allows counts neither way")
  func allowed() throws {
    let examples = try Examples()
    try examples.label(
      "other",
      "why: W\naction: hold\ncategories: []\npeople: []\nallowed_categories: [health, sen]\nallowed_people: [Aisha Khan]\n"
    )
    let outcome = try examples.run()
    #expect(!outcome.output.contains("too many health"))
    #expect(outcome.output.contains("all categories           100.0%   100.0%       1         0        0"))
  }

  @Test("The exit status is 1 when a figure falls below the recorded one, and says which")
  func fallen() throws {
    let examples = try Examples()
    #expect(try examples.run("--record").status == 0)
    #expect(try examples.run().status == 0)
    try examples.label("lunch", "why: Lunch.\naction: hold\ncategories: [sen]\npeople: []\n")
    let outcome = try examples.run()
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("postern: acceptable actions fell to 0.6666, 1.0 is recorded\n"))
    #expect(
      outcome.errors.contains("postern: other messages that did not go as they were fell to 0.5, 1.0 is recorded\n"))
    // A part of the examples has other shares, and is not held against the whole.
    #expect(try examples.run("--only", "lunch").status == 0)
  }

  @Test("--json answers with one line, misses and findings included")
  func json() throws {
    let examples = try Examples()
    try examples.label("lunch", "why: Lunch.\naction: hold\ncategories: [sen]\npeople: []\n")
    let outcome = try examples.run("--json")
    #expect(outcome.lines.count == 1)
    let answer = try #require(try outcome.objects().first)
    #expect(answer["messages"] as? Int == 3 && answer["missed"] as? [String] == ["lunch"])
    let misses = try #require(answer["misses"] as? [[String: Any]])
    #expect(misses.map { $0["name"] as? String } == ["lunch"])
  }

  @Test("A wrong label is told with file, line, column and a remedy", arguments: WrongLabel.all)
  func wrong(_ label: WrongLabel) throws {
    let examples = try Examples()
    try examples.label("own", label.text)
    let outcome = try examples.run()
    #expect(outcome.status == 78 && outcome.output.isEmpty)
    #expect(outcome.errors.contains(examples.school.folder.path + label.error), "\(outcome.errors)")
  }

  @Test("A message without a label, and a label without a message, are named")
  func alone() throws {
    let examples = try Examples()
    try FileManager.default.removeItem(atPath: examples.folder + "/own.yaml")
    #expect(try examples.run().errors.contains("/examples/own.eml: has no label: write own.yaml beside it"))
    try FileManager.default.removeItem(atPath: examples.folder + "/own.eml")
    try examples.label("ghost", examples.lunch)
    #expect(
      try examples.run().errors.contains("/examples/ghost.yaml: is the label of no message: ghost.eml is missing"))
  }

  @Test("A part of a name that no example has is an error, and so is recording a part")
  func only() throws {
    let examples = try Examples()
    #expect(try examples.run("--only", "supper").errors.contains("no example has 'supper' in its name"))
    #expect(try examples.run("--only", "lunch", "--record").status == 64)
  }
}
