import People
import Testing

@testable import Policy

@Suite("Families who would see each other")
struct FamilyTests {
  private let aisha = School.aisha
  private let ben = School.ben

  private func adult(_ name: String, _ children: Audience.Child...) -> Audience {
    Audience(address: "\(name)@home.example", kind: .guardian, children: children)
  }

  private func child(
    _ number: PersonNumber, livesWith: Bool? = nil, responsible: Bool? = nil, role: String? = nil
  ) -> Audience.Child {
    Audience.Child(number, livesWith: livesWith, parentalResponsibility: responsible, lookedAfterRole: role)
  }

  private func agent(_ address: String, of agency: String) -> Audience {
    var audience = Audience(address: address, kind: .professional, grant: Audience.Grant())
    audience.agency = agency
    return audience
  }

  private let teacher = Audience(address: "teacher@oakfield.example", kind: .staff, isInternal: true)

  @Test("two parents of one child are one, as long as the records do not keep them apart")
  func household() {
    #expect(Families([adult("mother", child(aisha)), adult("father", child(aisha))]).count == 1)
    let apart = [
      child(aisha, livesWith: false), Audience.Child(aisha, noContact: true),
      Audience.Child(aisha, withholdAddress: true), child(aisha, role: "birth parent"),
    ]
    for other in apart {
      let families = Families([adult("mother", child(aisha)), adult("father", other)])
      #expect(families.count == 2, "\(other)")
      #expect(families.parentsAreApart, "\(other)")
    }
  }

  @Test("who has no say in a child's upbringing, or only works with it, is no parent who lives apart")
  func noParents() {
    for other in [
      child(aisha, livesWith: false, responsible: false), child(aisha, livesWith: false, role: "social worker"),
    ] {
      #expect(!Families([adult("mother", child(aisha)), adult("other", other)]).parentsAreApart, "\(other)")
    }
  }

  @Test("a stepfather is of the household of one of the mothers of his children, and the other has a family of her own")
  func stepfather() {
    let families = Families([
      adult("first", child(aisha)), adult("second", child(ben)), adult("father", child(aisha), child(ben)),
    ])
    #expect(families.groups == [0, 1, 0])
  }

  @Test("one agency is one, and the school's own staff and lists of staff are none")
  func others() {
    let staff = School.list(.staff, .governor)
    let families = Families([
      agent("a@council.example", of: "council"), agent("b@council.example", of: "council"), teacher, staff,
      School.list(.staff, .pupil),
    ])
    #expect(families.groups == [0, 0, nil, nil, 1])
    #expect(families.count == 0)
  }

  @Test("one address counts once, and so does one person with two addresses")
  func twice() {
    let mother = School.guardian(aisha)
    var other = School.guardian(aisha, address: "mother@work.example")
    other.children = []
    #expect(Families([mother, mother, other]).count == 1)
  }

  @Test("ten thousand addresses are put together at once")
  func many() {
    let audiences = (0..<10_000).map { number in
      adult("parent\(number)", child(PersonNumber(UInt32(number / 2))))
    }
    #expect(Families(audiences).count == 5_000)
  }

  private func copies(_ audiences: [Audience], seen: [Audience]? = nil) -> [MessageCopy]? {
    var facts = MessageFacts.to()
    facts.recipients = audiences
    facts.visible = seen ?? audiences
    return facts.copies
  }

  @Test("each family gets a copy that shows it and the school's own staff; staff get what was sent")
  func split() {
    let made = copies([
      adult("mother", child(aisha)), teacher, adult("other", child(ben)), adult("father", child(aisha)),
    ])
    #expect(
      made == [
        MessageCopy(recipients: [1], shown: .everybody),
        MessageCopy(
          recipients: [0, 3], shown: .only(["teacher@oakfield.example", "mother@home.example", "father@home.example"])),
        MessageCopy(recipients: [2], shown: .only(["teacher@oakfield.example", "other@home.example"])),
      ])
  }

  @Test("who is in Bcc is shown to nobody, and who is shown and gets no copy is shown to their own family alone")
  func hiddenOnes() {
    let (mother, father, other) = (
      adult("mother", child(aisha)), adult("father", child(aisha)), adult("other", child(ben))
    )
    #expect(
      copies([mother, other], seen: [father]) == [
        MessageCopy(recipients: [0], shown: .only(["father@home.example"])),
        MessageCopy(recipients: [1], shown: .only([])),
      ])
  }

  @Test("the people who protect children get it as it was sent, at once")
  func safeguarding() {
    let made = copies([School.route, adult("mother", child(aisha))])
    #expect(made?.first == MessageCopy(recipients: [0], shown: .everybody))
    #expect(made?.last == MessageCopy(recipients: [1], shown: .only(["mother@home.example"])))
  }

  @Test("of a message for very many families no copies are made: their addresses are hidden")
  func tooMany() throws {
    let rules = try rules("visible: {at_least: 2}", "[split]")
    for (count, action) in [(2, Action.split), (40, .split), (41, .bcc)] {
      let families = RuleExample.families(count)
      var facts = MessageFacts.to().seen(by: families)
      facts.recipients = families
      let decision = rules.decide(facts)
      #expect(decision.recipients.allSatisfy { $0.action == action }, "\(count)")
      #expect(decision.copies.count == (action == .split ? count : 0))
    }
  }

  @Test("what is split for one recipient is split for all, and colleagues' copies go as they are")
  func spread() throws {
    let rules = try rules("recipient: {kind: guardian}", "[split]")
    var facts = MessageFacts.to(adult("mother", child(aisha)), teacher, School.stranger)
    facts.visible = facts.recipients
    #expect(rules.decide(facts).recipients.map(\.action) == [.split, .deliver, .split])
  }

  @Test(
    "who gets it as it was sent sees no addresses either where another rule hides them, but for those who protect children"
  )
  func splitAndHidden() throws {
    let rules = try rules("visible: {at_least: 2}", "[bcc, split]")
    let facts = MessageFacts.to(adult("mother", child(aisha)), teacher, School.route).seen(by: RuleExample.families(2))
    let decision = rules.decide(facts)
    #expect(decision.recipients.map(\.action) == [.split, .bcc, .bcc])
    let shown = Dictionary(
      uniqueKeysWithValues: decision.copies.flatMap { copy in copy.recipients.map { ($0, copy.shown) } })
    #expect(shown[1] == .nobody)
    #expect(shown[2] == .everybody)
  }

  @Test("split is stronger than hiding addresses, and weaker than what stops")
  func order() throws {
    #expect(Action.allCases == [.deliver, .bcc, .split, .protect, .hold, .reject])
    for (words, action) in [("[bcc, split]", Action.split), ("[split, protect]", .protect), ("[split, hold]", .hold)] {
      let facts = MessageFacts.to(adult("mother", child(aisha))).seen(by: RuleExample.families(2))
      #expect(try rules("visible: {at_least: 2}", words).decide(facts).action == action)
    }
  }

  private func rules(_ condition: String, _ requirements: String) throws -> RuleSet {
    try RuleSet.parse(
      """
      schema: 1
      rules:
        - {id: a, title: A, mode: enforce, when: {\(condition)}, require: \(requirements), why: W, clause: C, remedy: R, false_positives: F}

      """, file: "policy.yaml", access: School.access)
  }
}
