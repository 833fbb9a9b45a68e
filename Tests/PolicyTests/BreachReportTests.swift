import Detection
import Extraction
import Inspection
import Testing

@testable import Policy

@Suite("A report of a breach")
struct BreachReportTests {
  private let rules: RuleSet
  private let desk: Audience

  init() throws {
    rules = try RuleSet.load(folder: School.rulesFolder)
    var desk = Audience(address: "data-breach@oakfield.example", kind: .unknown, isInternal: true)
    desk.takesBreachReports = true
    self.desk = desk
  }

  @Test("is never stopped for what it says, whether it was read or not, and opens a record")
  func passes() {
    for facts: MessageFacts in [
      .to(desk).with(.safeguarding, about: School.aisha).with(.health, about: School.ben),
      .to(desk).with(.identifier(.password, value: "Heron!Copper42")).with(.category(.credentials, .serious)),
      .to(desk).failed(.outOfTime(milliseconds: 5_000)),
      .to(desk).with(part: "application/zip", protection: .openPassword),
      .to(desk).takingBack(),
    ] {
      let decision = rules.decide(facts)
      #expect(decision.action == .deliver)
      #expect(decision.recipients.allSatisfy { $0.requirements.contains(.breach) })
    }
    // The same to another address of the school that nobody has is held.
    var other = desk
    other.takesBreachReports = false
    #expect(rules.decide(.to(other).with(.health, about: School.ben)).action == .hold)
  }

  @Test("keeps no other copy from being held, and none is refused for it")
  func others() {
    var facts = MessageFacts.to(desk).with(.category(.credentials, .serious)).with(.health, about: School.aisha)
    facts.recipients.append(School.stranger)
    facts.submission = .direct
    let decision = rules.decide(facts)
    #expect(decision.recipients.map(\.action) == [.deliver, .hold])
  }
}
