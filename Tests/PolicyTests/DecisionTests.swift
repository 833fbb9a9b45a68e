import Configuration
import Detection
import Extraction
import Inspection
import MIME
import People
import Testing

@testable import Policy

/// Rules as short as the language allows, for tests of how they work together.
func ruleSet(_ rules: String..., define: String = "") throws -> RuleSet {
  let all = rules.map { rule in
    "  - {title: T, why: W, clause: C, remedy: R, false_positives: F, " + rule + "}\n"
  }
  return try RuleSet.parse("schema: 1\n\(define)rules:\n" + all.joined(), file: "policy.yaml", access: School.access)
}

@Suite("A decision")
struct DecisionTests {
  let toStranger = "when: {recipient: {kind: unknown}}"

  @Test(
    "six parents of an autism group who see each other: a limit of ten lets it go, the rules that ship do not (S16)")
  func smallTellingList() throws {
    let facts = MessageFacts.to(School.guardian(School.aisha)).with(.sen, text: 1).seen(
      by: RuleExample.families(6))
    let fixed = try ruleSet("id: limit, mode: enforce, require: [bcc], when: {visible: {at_least: 11}}")
    #expect(fixed.decide(facts).action == .deliver)
    let shipped = try RuleSet.load(folder: School.rulesFolder)
    #expect([.bcc, .split].contains(shipped.decide(facts).action))
  }

  @Test("is the union of what all rules ask for a recipient")
  func union() throws {
    let rules = try ruleSet(
      "id: a, mode: enforce, require: [bcc], \(toStranger)", "id: b, mode: enforce, require: [tell], \(toStranger)")
    let decision = rules.decide(.to(School.stranger, School.colleague))
    #expect(decision.recipients.map(\.requirements) == [[.hideAddresses, .tell], []])
    #expect(decision.action == .bcc)
  }

  @Test("takes the most restrictive requirement and the strictest releaser")
  func strictest() throws {
    let rules = try ruleSet(
      "id: a, mode: enforce, require: [protect], release: sender, \(toStranger)",
      "id: b, mode: enforce, require: [hold], release: officer, \(toStranger)")
    let decision = rules.decide(.to(School.stranger))
    #expect(decision.action == .hold)
    #expect(decision.releaser == .officer)
    #expect(decision.matches.map(\.rule) == ["b", "a"])
  }

  @Test("holds one copy and delivers the other")
  func mixed() throws {
    let rules = try ruleSet("id: a, mode: enforce, require: [hold], \(toStranger)")
    #expect(rules.decide(.to(School.colleague, School.stranger)).recipients.map(\.action) == [.deliver, .hold])
  }

  @Test("in watch mode only notes, in tell mode tells", arguments: [Mode.watch, .tell])
  func modes(_ mode: Mode) throws {
    let decision = try ruleSet("id: a, mode: \(mode.rawValue), require: [hold], \(toStranger)").decide(
      .to(School.stranger))
    #expect(decision.action == .deliver)
    #expect(decision.recipients[0].requirements == (mode == .tell ? [.tell] : []))
    #expect(decision.actionIfEnforced == .hold)
    #expect(decision.matches.map(\.rule) == ["a"])
  }

  @Test("refuses only on direct submission, and then the whole message")
  func refusal() throws {
    let rules = try ruleSet("id: a, mode: enforce, require: [reject], \(toStranger)")
    let facts = MessageFacts.to(School.stranger, School.colleague)
    #expect(rules.decide(facts.submitted(.direct)).recipients.map(\.action) == [.reject, .reject])
    #expect(rules.decide(facts.submitted(.relayed)).recipients.map(\.action) == [.hold, .deliver])
  }

  @Test("of those that ask for protection takes what stops most, and offers it where a rule does not say")
  func protection() throws {
    let always = "id: a, mode: enforce, require: [protect], protect: always, protect_text: true, \(toStranger)"
    let offer = "id: b, mode: enforce, require: [protect], \(toStranger)"
    let ask = "id: c, mode: enforce, require: [protect], protect: ask, \(toStranger)"
    let watched = "id: d, mode: watch, require: [protect], protect: ask, \(toStranger)"
    func first(_ rules: RuleSet) -> RecipientDecision { rules.decide(.to(School.stranger)).recipients[0] }
    let alone = first(try ruleSet(always, watched))
    #expect(alone.protection == .always && alone.isProtectedOnTheWay && alone.protectsText)
    #expect(first(try ruleSet(offer)).protection == .offer)
    let both = first(try ruleSet(always, offer))
    #expect(both.protection == .offer && !both.isProtectedOnTheWay && both.action == .protect)
    #expect(first(try ruleSet(offer, ask, always)).protection == .ask)
    let held = first(try ruleSet(always, "id: e, mode: enforce, require: [hold], \(toStranger)"))
    #expect(held.action == .hold && !held.isProtectedOnTheWay)
    #expect(try ruleSet(always).protectsByItself && !(try ruleSet(offer, ask, watched).protectsByItself))
  }

  @Test("protects at once, text too, what would be asked or offered, where the sender has asked for it")
  func asked() throws {
    let guardian = "when: {recipient: {kind: guardian}, finding: {about: own}}"
    for demand in ["ask", "offer", "always"] {
      let rules = try ruleSet("id: a, mode: enforce, require: [protect], protect: \(demand), \(guardian)")
      let facts = MessageFacts.to(School.guardian(School.aisha)).with(.health, about: School.aisha)
      let asked = rules.decide(facts.askingProtection()).recipients[0]
      #expect(asked.isProtectedOnTheWay && asked.protectsText, "\(demand)")
      #expect(!rules.decide(facts).recipients[0].isProtectedOnTheWay)
    }
    let held = try ruleSet(
      "id: a, mode: enforce, require: [protect, hold], \(guardian)"
    ).decide(.to(School.guardian(School.aisha)).with(.health, about: School.aisha).askingProtection()).recipients[0]
    #expect(held.action == .hold && held.demandsProtection && !held.isProtectedOnTheWay)
  }

  @Test("never makes a guardian use a password for their own child, and does for others'")
  func ownChild() throws {
    let rules = try ruleSet(
      "id: a, mode: enforce, require: [protect], protect: always, when: {recipient: {kind: guardian}, any: [{finding: {about: own}}, {finding: {about: others}}]}"
    )
    let facts = MessageFacts.to(School.guardian(School.aisha))
    #expect(rules.decide(facts.with(.sen, about: School.aisha, text: 1)).recipients[0].protection == .offer)
    #expect(rules.decide(facts.with(.sen, about: School.ben, text: 1)).recipients[0].protection == .always)
  }

  @Test("asks for TLS where that is needed, and of two that ask takes the stricter")
  func verifiedTLS() throws {
    let rules = try ruleSet(
      "id: a, mode: enforce, require: [tls_preferred], when: {sender: {kind: staff}}",
      "id: b, mode: enforce, require: [tls], \(toStranger)")
    let decision = rules.decide(.to(School.stranger, School.colleague))
    #expect(decision.recipients.map(\.requirements) == [[.requireTLS], [.preferTLS]])
    #expect(decision.action == .deliver)
    #expect(decision.recipients.indices.map { decision.route(of: $0) } == [.verifiedTLS, nil])
    #expect(rules.enforced(asking: .requireTLS) == ["b"])
  }

  @Test("never lets the people who protect children wait for TLS that cannot be had")
  func routeTLS() throws {
    let rules = try ruleSet("id: a, mode: enforce, require: [tls], when: {sender: {kind: staff}}")
    let decision = rules.decide(.to(School.route, School.stranger))
    #expect(decision.recipients.map(\.requirements) == [[.preferTLS], [.requireTLS]])
  }

  @Test("cuts copies so that each has one way to go")
  func byRoute() throws {
    let rules = try ruleSet("id: b, mode: enforce, require: [tls], \(toStranger)")
    let decision = rules.decide(.to(School.colleague, School.stranger, School.route))
    let copies = decision.byRoute([
      .init(recipients: [0, 1], shown: .nobody), .init(recipients: [2], shown: .everybody),
    ])
    #expect(
      copies == [
        .init(recipients: [0], shown: .nobody), .init(recipients: [1], shown: .nobody, route: .verifiedTLS),
        .init(recipients: [2], shown: .everybody),
      ])
  }

  @Test("never stops mail to a verified safeguarding route, whatever the rules say")
  func route() throws {
    let rules = try ruleSet(
      "id: a, mode: enforce, require: [reject, hold, protect, confirm, tell_dsl], when: {sender: {kind: staff}}")
    let facts = MessageFacts.to(School.route, School.stranger).submitted(.direct)
    let decision = rules.decide(facts)
    #expect(decision.recipients[0].requirements == [.tellSafeguarding])
    #expect(decision.recipients.map(\.action) == [.deliver, .hold])
    var lookAlike = School.route
    lookAlike.resembles = "mash@council.example"
    #expect(rules.decide(.to(lookAlike)).action == .hold)
  }

  @Test("does not look into what pupils send")
  func pupils() throws {
    let rules = try RuleSet.load(folder: School.rulesFolder)
    let pupil = SenderFacts(
      identity: "ben@pupils.oakfield.example", kind: .pupil, person: School.ben, fromDiffers: true)
    let facts = MessageFacts.to(School.stranger, from: pupil).with(.safeguarding, about: School.aisha).with(
      .doubledParameter)
    #expect(rules.decide(facts).matches.isEmpty)
  }

  @Test("is unseen for a protected channel about nobody but the sender")
  func protectedChannel() throws {
    let rules = try ruleSet("id: a, mode: enforce, require: [hold], when: {sender: {kind: staff}}")
    var union = School.partner(.tradeUnion)
    union.isProtectedChannel = true
    let own = MessageFacts.to(union).with(.health, about: School.teacher)
    #expect(rules.decide(own).isUnseen)
    #expect(rules.decide(own).matches.isEmpty)
    #expect(Explanation.of(rules.decide(own), own, for: .officer).lines.isEmpty)
    #expect(!rules.decide(own.with(.health, about: School.aisha)).isUnseen)
    #expect(!rules.decide(MessageFacts.to(union, School.colleague)).isUnseen)
    #expect(!rules.decide(own.with(part: "application/pdf", unreadable: "not read yet")).isUnseen)
    #expect(!rules.decide(own.with(part: "application/pdf", protection: .openPassword)).isUnseen)
  }

  @Test("lets a named exception take a rule away until its last day")
  func exceptions() throws {
    let rule =
      "id: a, mode: enforce, require: [hold], \(toStranger), except: [{name: Exchange, until: UNTIL, to: [elsewhere.example]}]"
    let valid = try ruleSet(rule.replacing("UNTIL", with: "2026-11-24")).decide(.to(School.stranger))
    #expect(valid.action == .deliver)
    #expect(valid.matches.first?.exception == "Exchange")
    let ended = try ruleSet(rule.replacing("UNTIL", with: "2026-11-23")).decide(.to(School.stranger))
    #expect(ended.action == .hold)
  }

  @Test("names the findings that made a rule match, and no others")
  func evidence() throws {
    let rules = try ruleSet("id: a, mode: enforce, require: [hold], when: {finding: {category: health, about: others}}")
    let facts = MessageFacts.to(School.guardian(School.aisha))
      .with(.health, about: School.aisha).with(.sen, about: School.ben).with(.health, about: School.ben)
    #expect(rules.decide(facts).matches.first?.findings == [2])
  }

  @Test("says in public neither person, value, subject nor file name")
  func publicReason() throws {
    let rules = try ruleSet("id: a, mode: enforce, require: [hold], when: {finding: {category: health}}")
    let facts = MessageFacts.to(School.stranger).with(
      .category(.health, .serious), about: [.named("Oliver Hart")], text: 3
    )
    .with(part: "text/csv")
    let decision = rules.decide(facts)
    let line = try #require(Explanation.of(decision, facts, for: .anyone).lines.first)
    #expect(line.contains("health information; about one person; in an attachment; to somebody whom"))
    #expect(!line.contains("Oliver") && !line.contains("Khan") && !line.contains("elsewhere"))
    let sender = try #require(Explanation.of(decision, facts, for: .sender).lines.first)
    #expect(sender.contains("attachment Form 7C Khan.csv") && sender.contains("someone@elsewhere.example"))
    #expect(!sender.contains("Oliver"))
    let officer = try #require(Explanation.of(decision, facts, for: .officer).lines.first)
    #expect(officer.contains("Oliver Hart"))
  }

  @Test("of equal facts is equal, and names the version of the rules")
  func replay() throws {
    let rules = try ruleSet("id: a, mode: enforce, require: [hold], \(toStranger)")
    let other = try ruleSet("id: a, mode: watch, require: [hold], \(toStranger)")
    #expect(rules.decide(.to(School.stranger)) == rules.decide(.to(School.stranger)))
    #expect(rules.version.count == 64)
    #expect(rules.version != other.version)
  }
}

@Suite("A cabinet")
struct CabinetTests {
  private func cabinets(_ facts: MessageFacts) throws -> [Cabinet] {
    try ruleSet("id: a, mode: enforce, require: [hold], when: {recipient: {kind: unknown}}").decide(facts).cabinets
  }

  @Test("is child protection alone where safeguarding is in it")
  func childProtection() throws {
    let facts = MessageFacts.to(School.stranger).with(.safeguarding, about: School.aisha).with(
      .health, about: School.aisha)
    #expect(try cabinets(facts) == [.childProtection])
  }

  @Test("is the staff's where all is about staff")
  func staff() throws {
    #expect(try cabinets(.to(School.stranger).with(.financial, about: School.head)) == [.staffHR])
    let mixed = MessageFacts.to(School.stranger).with(.financial, about: School.head).with(.sen, about: School.aisha)
    #expect(try cabinets(mixed) == [.financial, .sen])
  }

  @Test("follows the categories, else it is the compliance officer's; nothing held has none")
  func categories() throws {
    #expect(try cabinets(.to(School.stranger).with(.genetic, about: School.aisha)) == [.health])
    #expect(try cabinets(.to(School.stranger).with(.religion, about: School.aisha)) == [.general])
    #expect(try cabinets(.to(School.stranger)) == [.general])
    #expect(try cabinets(.to(School.colleague)) == [])
  }
}
