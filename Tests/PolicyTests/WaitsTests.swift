import Configuration
import Detection
import Testing

@testable import Policy

@Suite("A colleague's check, and a short while to think again")
struct WaitsTests {
  private let toStranger = "when: {recipient: {kind: unknown}}"
  private let check = "id: check, mode: enforce, require: [check], when: {recipient: {kind: unknown}}"
  private let delay = "id: delay, mode: enforce, require: [delay], hold_for: 3 min, when: {recipient: {kind: unknown}}"

  private func waits(_ rules: String...) throws -> Waits? {
    let all = rules.map { "  - {title: T, why: W, clause: C, remedy: R, false_positives: F, \($0)}\n" }
    let rules = try RuleSet.parse(
      "schema: 1\nrules:\n" + all.joined(), file: "policy.yaml", access: School.access)
    let decision = rules.decide(.to(School.colleague, School.stranger))
    return decision.waits(for: decision.recipients.indices.filter { decision.recipients[$0].action >= .protect })
  }

  @Test("a check holds for that recipient alone, until a colleague ends it; then it goes by itself")
  func checked() throws {
    let decision = try ruleSet(check).decide(.to(School.colleague, School.stranger))
    #expect(decision.recipients.map(\.action) == [.deliver, .hold])
    #expect(decision.recipients[1].requirementsIfEnforced.map(\.word) == ["check"])
    #expect(decision.releaser == .colleague)
    #expect(try waits(check) == Waits(check: true))
    #expect(try waits(check, "id: b, mode: enforce, require: [hold], release: sender, \(toStranger)")?.rest == nil)
  }

  @Test("an officer's end remains beside the check, and so does how it is to be protected")
  func both() throws {
    let officer = "id: officer, mode: enforce, require: [hold], release: officer, \(toStranger)"
    #expect(try waits(check, officer) == Waits(check: true, rest: .officer))
    let offer = "id: b, mode: enforce, require: [protect], protect: offer, \(toStranger)"
    #expect(try waits(check, offer) == Waits(check: true, rest: .sender))
    #expect(try waits(check, offer, officer) == Waits(check: true, rest: .officer))
    let always = "id: b, mode: enforce, require: [protect], protect: always, \(toStranger)"
    #expect(try waits(check, always) == Waits(check: true))
    let decision = try ruleSet(check, always).decide(.to(School.stranger))
    #expect(decision.action == .hold && !decision.recipients[0].isProtectedOnTheWay)
  }

  @Test("a delay goes by itself where nothing else holds it; else the longer way wins")
  func delayed() throws {
    #expect(try waits(delay) == Waits(check: false, delay: 180))
    #expect(try waits(delay)?.isTimed == true)
    let longer = "id: b, mode: enforce, require: [delay], hold_for: 10 min, \(toStranger)"
    #expect(try waits(delay, longer)?.delay == 600)
    #expect(try waits(delay, check) == Waits(check: true, delay: 180))
    for requirement in ["hold", "confirm", "protect"] {
      let other = "id: b, mode: enforce, require: [\(requirement)], release: sender, \(toStranger)"
      #expect(try waits(delay, other) == Waits(check: false, delay: 180, rest: .sender), "\(requirement)")
    }
    let usual = "id: b, mode: enforce, require: [delay], \(toStranger)"
    #expect(try waits(usual)?.delay == 120)
    #expect(try waits("id: b, mode: tell, require: [delay, check], \(toStranger)") == nil)
  }

  @Test("neither keeps anything from the people who protect children")
  func children() throws {
    var partner = School.partner(.safeguarding)
    partner.grant?.safeguardingRoute = true
    let rules = try ruleSet(
      "id: a, mode: enforce, require: [check, delay], when: {recipient: {kind: professional}}")
    #expect(rules.decide(.to(School.partner(.safeguarding))).action == .hold)
    #expect(rules.decide(.to(partner)).action == .deliver)
  }

  @Test(
    "what cannot be meant is refused with its place",
    arguments: [
      (
        "require: [hold], check: colleague",
        "this says who checks, which the rule does not ask for: add 'check' to 'require'"
      ),
      ("require: [check], check: coleague", "'coleague' is not known here: did you mean 'colleague'?"),
      (
        "require: [check], release: sender",
        "a check is made by a colleague, never by the sender: leave 'release' out, or name an officer"
      ),
      (
        "require: [hold], hold_for: 2 min",
        "this says how long it waits, which the rule does not ask for: add 'delay' to 'require'"
      ),
      ("require: [delay], hold_for: 1 h", "'1 h' is out of bounds: from 10 s to 15 min"),
    ])
  func refused(_ text: String, _ words: String) {
    let error = #expect(throws: ConfigurationError.self) {
      try ruleSet("id: a, mode: enforce, \(toStranger), \(text)")
    }
    #expect(error?.description.hasSuffix(words) == true, "\(error?.description ?? "")")
  }
}
