import Configuration
import Foundation
import Testing

@testable import Policy

/// A rule file with something wrong in it, and the error that a person gets.
struct BadRules: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let text: String
  let error: String

  static let rest = "title: T, mode: enforce, require: hold, why: W, clause: C, remedy: R, false_positives: F"

  static let all = [
    BadRules(
      testDescription: "an unknown key",
      text: "schema: 1\nrules:\n  - {id: a, when: {submission: direct}, realease: officer, \(rest)}\n",
      error: "policy.yaml:3:41: 'realease' is not known here: did you mean 'release'?"),
    BadRules(
      testDescription: "a misspelt category",
      text: "schema: 1\nrules:\n  - {id: a, when: {finding: {category: [saffeguarding]}}, \(rest)}\n",
      error: "policy.yaml:3:41: 'saffeguarding' is not known here: did you mean 'safeguarding'?"),
    BadRules(
      testDescription: "a doubled id",
      text:
        "schema: 1\nrules:\n  - {id: a, when: {submission: direct}, \(rest)}\n  - {id: a, when: {submission: direct}, \(rest)}\n",
      error: "policy.yaml:4:10: the id 'a' stands in line 3 already: each rule needs its own"),
    BadRules(
      testDescription: "a wrong type",
      text: "schema: 1\nrules:\n  - {id: a, when: {visible: {at_least: many}}, \(rest)}\n",
      error: "policy.yaml:3:40: a whole number is asked for here"),
    BadRules(
      testDescription: "a misspelt requirement",
      text:
        "schema: 1\nrules:\n  - id: a\n    when: {submission: direct}\n    require: [hodl]\n    title: T\n    mode: enforce\n    why: W\n    clause: C\n    remedy: R\n    false_positives: F\n",
      error:
        "policy.yaml:5:15: 'hodl' is not known here: use one of bcc, breach, check, confirm, delay, hold, protect, reject, split, tell, tell_dsl, tls, tls_preferred"
    ),
    BadRules(
      testDescription: "how to protect what is not to be protected",
      text: "schema: 1\nrules:\n  - {id: a, when: {submission: direct}, protect: always, \(rest)}\n",
      error:
        "policy.yaml:3:50: this says how to protect, which the rule does not ask for: add 'protect' to 'require'"),
    BadRules(
      testDescription: "an empty condition", text: "schema: 1\nrules:\n  - {id: a, when: {}, \(rest)}\n",
      error: "policy.yaml:3:19: a condition is needed here: an empty one would always be true"),
    BadRules(
      testDescription: "a condition that nobody defined",
      text: "schema: 1\ndefine: {families: {submission: direct}}\nrules:\n  - {id: a, when: {is: famlies}, \(rest)}\n",
      error: "policy.yaml:4:24: 'famlies' is not known here: did you mean 'families'?"),
    BadRules(
      testDescription: "a condition defined by itself",
      text: "schema: 1\ndefine:\n  a: {is: b}\n  b: {is: a}\nrules:\n  - {id: a, when: {is: a}, \(rest)}\n",
      error: "policy.yaml:4:11: 'a' is defined by itself: a → b → a"),
    BadRules(
      testDescription: "no rule", text: "schema: 1\nrules: []\n",
      error: "policy.yaml:2:8: there is no rule: a school without rules has no need of Postern"),
    BadRules(
      testDescription: "an exception without a day",
      text:
        "schema: 1\nrules:\n  - {id: a, when: {submission: direct}, except: [{name: N, until: soon, to: [a.example]}], \(rest)}\n",
      error: "policy.yaml:3:67: a day is asked for here, like 2027-07-31"),
    BadRules(testDescription: "an empty file", text: "", error: "policy.yaml: the key 'schema' is missing"),
  ]
}

@Suite("A rule file")
struct RuleFileTests {
  @Test("that is wrong is refused with its place and a remedy", arguments: BadRules.all)
  func refused(_ bad: BadRules) {
    let error = #expect(throws: ConfigurationError.self) {
      try RuleSet.parse(bad.text, file: "policy.yaml", access: School.access)
    }
    #expect(error?.description == bad.error)
  }

  @Test("that is not there is refused with its name")
  func missing() {
    let error = #expect(throws: ConfigurationError.self) { try RuleSet.load(folder: "/nowhere") }
    #expect(error?.description == "/nowhere/policy.yaml: cannot be read: check that it exists and who may read it")
  }

  @Test("says a condition once: a defined one is the same wherever it is used")
  func defined() throws {
    let rules = try ruleSet(
      "id: a, mode: enforce, require: hold, when: {is: stranger}",
      "id: b, mode: enforce, require: tell, when: {not: {is: stranger}}",
      define: "define: {stranger: {recipient: {kind: unknown}}}\n")
    let decision = rules.decide(.to(School.stranger, School.colleague))
    #expect(decision.recipients.map(\.requirements) == [[.hold], [.tell]])
  }

  @Test("keeps a retired rule's id from being used again, but does not ask it")
  func retired() throws {
    let rules = try ruleSet(
      "id: a, status: retired, mode: enforce, require: hold, when: {submission: [direct, relayed]}",
      "id: b, mode: enforce, require: tell, when: {submission: [direct, relayed]}")
    #expect(rules.ids == ["b"])
  }
}
