import Configuration
import Detection
import Extraction
import Foundation
import History
import Inspection
import MIME
import People
import Testing

@testable import Policy

/// One message that a rule of `rules/policy.yaml` must match, and one near it that it must not.
struct RuleExample: Sendable, CustomTestStringConvertible {
  let rule: String
  let fires: MessageFacts
  let spares: MessageFacts

  var testDescription: String { rule }

  static func families(_ count: Int) -> [Audience] {
    (0..<count).map { number in
      Audience(
        address: "parent\(number)@home.example", kind: .guardian, people: [PersonNumber(UInt32(300 + number))],
        children: [Audience.Child(PersonNumber(UInt32(number + 1)))])
    }
  }

  static func manyPeople(_ facts: MessageFacts, _ count: Int) -> MessageFacts {
    (1...count).reduce(facts) { $0.with(.sen, about: PersonNumber(UInt32($1))) }
  }

  static let all: [RuleExample] = {
    let (aisha, ben) = (School.aisha, School.ben)
    let mother = School.guardian(aisha)
    let noContact = Audience(
      address: "father@home.example", kind: .guardian, children: [Audience.Child(aisha, noContact: true)])
    let withheld = Audience(
      address: "father@home.example", kind: .guardian, children: [Audience.Child(aisha, withholdAddress: true)])
    let restricted = Audience(
      address: "carer@home.example", kind: .guardian, children: [Audience.Child(aisha, mayReceive: [.personalBasic])])
    let webmail = Audience(address: "someone@webmail.example", kind: .privateMailbox)
    var trusted = School.list(.staff, count: 3)
    trusted.opens = [.childProtection]
    var reports = School.colleague
    reports.takesBreachReports = true
    var served = School.stranger
    served.hadLockedFile = true
    let apart = Audience(
      address: "father@elsewhere.example", kind: .guardian, children: [Audience.Child(aisha, livesWith: false)])
    let together = Audience(
      address: "father@home.example", kind: .guardian, children: [Audience.Child(aisha, livesWith: true)])
    var lookAlike = School.stranger
    lookAlike.resembles = "mash@council.example"
    let unknownInside = Audience(address: "new@oakfield.example", kind: .unknown, isInternal: true)
    let docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    var pretender = School.sender
    pretender.fromDiffers = true
    let child = SenderFacts(identity: "ben@pupils.oakfield.example", kind: .pupil, person: ben)
    let password = Finding.What.identifier(.password, value: "Heron!Copper42")
    return [
      RuleExample(
        rule: "safeguarding.to-partners", fires: .to(School.route).with(.safeguarding, about: aisha),
        spares: .to(School.route).with(.personalBasic, about: aisha)),
      RuleExample(
        rule: "safeguarding.to-own-guardian", fires: .to(mother).with(.safeguarding, about: aisha),
        spares: .to(mother).with(.safeguarding, .ordinary, about: aisha)),
      RuleExample(
        rule: "safeguarding.to-non-professionals", fires: .to(School.stranger).with(.safeguarding, about: aisha),
        spares: .to(School.colleague).with(.safeguarding, about: aisha)),
      RuleExample(
        rule: "records.first-check", fires: .to(noContact).with(.person, about: [.recorded(aisha)]),
        spares: .to(noContact).with(.person, about: [.recorded(ben)])),
      RuleExample(
        rule: "records.second-check",
        fires: .to(withheld).with(.identifier(.postcode, value: "ZZ1 1ZZ"), about: [.recorded(aisha)]),
        spares: .to(withheld).with(.identifier(.postcode, value: "ZZ1 1ZZ"), about: [.recorded(ben)])),
      RuleExample(
        rule: "families.serious-data-of-others", fires: .to(School.guardian(ben)).with(.health, about: aisha),
        spares: .to(mother).with(.health, about: aisha)),
      RuleExample(
        rule: "families.serious-data-by-old-records",
        fires: .to(School.guardian(ben)).with(.health, about: aisha).byStaleRecords(),
        spares: .to(School.guardian(ben)).with(.health, about: aisha)),
      RuleExample(
        rule: "families.data-of-others", fires: .to(School.pupil).with(.health, .ordinary, about: aisha),
        spares: .to(School.pupil).with(.personalBasic, .ordinary, about: aisha)),
      RuleExample(
        rule: "families.another-child", fires: .to(School.guardian(ben)).with(.person, about: [.recorded(aisha)]),
        spares: .to(mother).with(.person, about: [.recorded(ben)]).with(.person, about: [.recorded(aisha)])),
      RuleExample(
        rule: "guardian.own-serious", fires: .to(mother).with(.sen, about: aisha),
        spares: .to(mother).with(.sen, .ordinary, about: aisha)),
      RuleExample(
        rule: "records.third-check", fires: .to(restricted).with(.health, .ordinary, about: aisha),
        spares: .to(restricted).with(.personalBasic, .ordinary, about: aisha)),
      RuleExample(
        rule: "records.fourth-check", fires: .to(School.stranger).with(.personalBasic, about: aisha).guarding(aisha),
        spares: .to(School.stranger).with(.personalBasic, about: ben).guarding(aisha)),
      RuleExample(
        rule: "lists.staff-with-families", fires: .to(School.list(.staff, .pupil)).with(.sen, .ordinary, about: aisha),
        spares: .to(School.list(.staff)).with(.sen, .ordinary, about: aisha)),
      RuleExample(
        rule: "class.to-outsiders", fires: manyPeople(.to(School.stranger), 10),
        spares: manyPeople(.to(School.stranger), 9)),
      RuleExample(
        rule: "partners.not-granted", fires: .to(School.partner(.sen)).with(.health, .ordinary, about: aisha),
        spares: .to(School.partner(.sen)).with(.sen, .ordinary, about: aisha)),
      RuleExample(
        rule: "partners.beyond-bulk", fires: manyPeople(.to(School.partner(.sen, bulk: 3)), 4),
        spares: manyPeople(.to(School.partner(.sen, bulk: 3)), 3)),
      RuleExample(
        rule: "partners.granted-unprotected", fires: .to(School.partner(.sen)).with(.sen, about: aisha),
        spares: .to(School.partner(.sen)).with(.sen, .ordinary, about: aisha)),
      RuleExample(
        rule: "sender.asks-protection", fires: .to(School.stranger).askingProtection(),
        spares: .to(School.colleague).askingProtection()),
      RuleExample(
        rule: "strangers.personal-data", fires: .to(School.stranger).with(.sen, .ordinary, about: aisha),
        spares: .to(School.stranger).with(.category(.sen, .serious), about: [.named("Pat Nobody")], confidence: 0.7)),
      RuleExample(
        rule: "strangers.reply-about-a-pupil",
        fires: .to(School.stranger).with(.person, about: [.recorded(aisha)], text: 2)
          .with(.category(.personalBasic, .ordinary)),
        spares: .to(School.stranger).with(.person, about: [.recorded(School.teacher)], text: 2)
          .with(.category(.personalBasic, .ordinary))),
      RuleExample(
        rule: "strangers.internal", fires: .to(unknownInside).with(.health, about: aisha),
        spares: .to(unknownInside).with(.health, .ordinary, about: aisha)),
      RuleExample(
        rule: "strangers.look-alike", fires: .to(lookAlike).with(.person, about: [.recorded(aisha)]),
        spares: .to(School.stranger).with(.person, about: [.recorded(aisha)])),
      RuleExample(
        rule: "strangers.near-usual",
        fires: .to(School.stranger.with(Past(alike: [.spelling: 2]))).with(.health, .ordinary, about: aisha),
        spares: .to(School.stranger.with(Past(count: 1))).with(.health, .ordinary, about: aisha)),
      RuleExample(
        rule: "strangers.first-message",
        fires: .to(School.stranger.with(Past(senderTotal: 20))).with(.health, .ordinary, about: aisha),
        spares: .to(School.stranger.with(Past(senderTotal: 19))).with(.health, .ordinary, about: aisha)),
      RuleExample(
        rule: "recipients.greeting",
        fires: MessageFacts.to(mother.named("Priya Kane")).with(.health, .ordinary, about: aisha).greeting("Khan"),
        spares: MessageFacts.to(mother.named("Priya Khan")).with(.health, .ordinary, about: aisha).greeting("Khan")),
      RuleExample(
        rule: "threads.outsider-added",
        fires: .to(School.stranger.inThread(false)).with(.health, .ordinary, about: aisha, text: 2),
        spares: .to(School.stranger.inThread(true)).with(.health, .ordinary, about: aisha, text: 2)),
      RuleExample(
        rule: "private.school-work", fires: .to(School.ownPrivate).with(.person, about: [.recorded(aisha)]),
        spares: .to(School.ownPrivate).with(.person, about: [.recorded(School.teacher)])),
      RuleExample(
        rule: "private.own-data", fires: .to(School.ownPrivate).with(.financial, about: School.teacher),
        spares: .to(School.ownPrivate).with(.financial, .ordinary, about: School.teacher)),
      RuleExample(rule: "private.any", fires: .to(School.ownPrivate), spares: .to(School.colleague)),
      RuleExample(
        rule: "staff.all-staff-lists", fires: .to(School.list(.staff)).with(.allegation, about: School.head),
        spares: .to(School.list(.staff, count: 4)).with(.allegation, about: School.head)),
      RuleExample(
        rule: "staff.child-protection-to-lists",
        fires: .to(School.list(.staff, count: 6)).with(.safeguarding, about: aisha),
        spares: .to(trusted).with(.safeguarding, about: aisha)),
      RuleExample(
        rule: "governors.sensitive-data", fires: .to(School.governor).with(.health, about: aisha),
        spares: .to(School.governor).with(.health, .ordinary, about: aisha)),
      RuleExample(
        rule: "pupils.stopped-file", fires: .to(School.stranger, from: child).passing(on: KnownFile(cabinets: [.sen])),
        spares: .to(School.colleague, from: child).passing(on: KnownFile(cabinets: [.sen]))),
      RuleExample(
        rule: "credentials.to-lists", fires: .to(School.list(.pupil)).with(password),
        spares: .to(School.list(.staff)).with(password)),
      RuleExample(
        rule: "credentials.in-mail", fires: .to(School.colleague).with(password),
        spares: .to(School.colleague).with(password, confidence: 0.5)),
      RuleExample(
        rule: "credentials.after-file", fires: .to(served).holdingSecret(), spares: .to(School.stranger).holdingSecret()
      ),
      RuleExample(
        rule: "numbers.card-in-clear",
        fires: .to(School.partner(.sen)).with(.identifier(.cardNumber, value: "4539578763621486"), checksum: true),
        spares: .to(School.colleague).with(.identifier(.cardNumber, value: "4539578763621486"), checksum: true)),
      RuleExample(
        rule: "credentials.own-login",
        fires: .to(mother).with(.category(.credentials, .ordinary)).with(password, about: [.recorded(aisha)]),
        spares: .to(mother).with(.category(.credentials, .ordinary)).with(password, about: [.recorded(ben)])),
      RuleExample(
        rule: "visible.many", fires: .to(mother).seen(by: families(12)), spares: .to(mother).seen(by: families(11))),
      RuleExample(
        rule: "visible.parents-apart",
        fires: .to(mother).seen(by: [mother, apart]).with(.person, about: [.recorded(aisha)]),
        spares: .to(mother).seen(by: [mother, together]).with(.person, about: [.recorded(aisha)])),
      RuleExample(
        rule: "visible.invitation", fires: .to(mother).inviting(families(12)),
        spares: .to(mother).inviting(families(11))),
      RuleExample(
        rule: "visible.telling", fires: .to(mother).seen(by: families(2)).with(.category(.sen, .ordinary), text: 1),
        spares: .to(mother).seen(by: families(2)).with(.category(.sen, .ordinary), text: 2)),
      RuleExample(
        rule: "attachments.unread", fires: .to(School.stranger).with(part: docx, unreadable: "damaged"),
        spares: .to(School.stranger).with(part: docx, protection: .openPassword)),
      RuleExample(
        rule: "attachments.weak-password",
        fires: .to(School.partner(.sen)).with(part: "application/zip", protection: .weakPassword)
          .with(.person, about: [.recorded(aisha)]),
        spares: .to(School.partner(.sen)).with(part: "application/zip", protection: .openPassword)
          .with(.person, about: [.recorded(aisha)])),
      RuleExample(
        rule: "links.people-in-private-storage",
        fires: .to(mother).linking(.dropbox).with(.person, about: [.recorded(ben)]),
        spares: .to(mother).linking(.sharePoint).with(.person, about: [.recorded(ben)])),
      RuleExample(
        rule: "links.private-storage-to-private-mailbox", fires: .to(webmail).linking(.dropbox),
        spares: .to(mother).linking(.dropbox)),
      RuleExample(
        rule: "links.school-storage-to-families",
        fires: .to(School.list(.staff, .pupil)).linking(.sharePoint).with(.category(.sen, .serious), confidence: 0.5),
        spares: .to(School.list(.staff)).linking(.sharePoint).with(.category(.sen, .serious), confidence: 0.5)),
      RuleExample(
        rule: "links.private-storage", fires: .to(School.stranger).linking(.weTransfer),
        spares: .to(School.stranger).linking(.sharePoint)),
      RuleExample(rule: "breach.report", fires: .to(reports), spares: .to(School.colleague)),
      RuleExample(
        rule: "breach.retraction", fires: .to(mother).takingBack(), spares: .to(mother)),
      RuleExample(
        rule: "breach.file-again", fires: .to(mother).passing(on: KnownFile(past: .sentInError, cabinets: [])),
        spares: .to(School.colleague).passing(on: KnownFile(past: .sentInError, cabinets: []))),
      RuleExample(
        rule: "message.ambiguous", fires: .to(School.stranger).with(.doubledParameter),
        spares: .to(School.stranger).with(.bareLineFeeds)),
      RuleExample(
        rule: "message.not-inspected", fires: .to(School.stranger).failed(.outOfTime(milliseconds: 5_000)),
        spares: .to(School.colleague).failed(.outOfTime(milliseconds: 5_000))),
      RuleExample(
        rule: "sender.from-differs", fires: .to(School.colleague, from: pretender), spares: .to(School.colleague)),
    ]
  }()
}

@Suite("A person's own log-in")
struct OwnLoginTests {
  private let password = Finding.What.identifier(.password, value: "Heron!Copper42")
  private let mother = School.guardian(School.aisha)

  private func actions(_ facts: MessageFacts) throws -> Set<String> {
    let matched = try RuleSet.load(folder: School.rulesFolder).decide(facts).matches.map(\.rule)
    return Set(matched).intersection(["credentials.in-mail", "credentials.own-login"])
  }

  private var own: MessageFacts {
    MessageFacts.to(mother).with(.category(.credentials, .ordinary)).with(password, about: [.recorded(School.aisha)])
  }

  @Test("alone it is told")
  func alone() throws { #expect(try actions(own) == ["credentials.own-login"]) }

  @Test("beside another's, a door's or nobody's it is held, and so is the password of a file")
  func beside() throws {
    #expect(try actions(own.with(password, about: [.recorded(School.ben)])) == ["credentials.in-mail"])
    #expect(try actions(own.with(password)) == ["credentials.in-mail"])
    #expect(try actions(own.with(.category(.credentials, .serious))) == ["credentials.in-mail"])
    #expect(try actions(own.with(part: "application/zip", protection: .openPassword)) == ["credentials.in-mail"])
    #expect(
      try actions(MessageFacts.to(mother).with(password, about: [.recorded(School.aisha)])) == ["credentials.in-mail"])
  }
}

@Suite("The rules that ship")
struct DefaultRulesTests {
  let rules: RuleSet

  init() throws { rules = try RuleSet.load(folder: School.rulesFolder) }

  private func matched(_ facts: MessageFacts) -> [String] { rules.decide(facts).matches.map(\.rule) }

  @Test("each fires on its example", arguments: RuleExample.all)
  func fires(_ example: RuleExample) { #expect(matched(example.fires).contains(example.rule)) }

  @Test("each spares its near miss", arguments: RuleExample.all)
  func spares(_ example: RuleExample) { #expect(!matched(example.spares).contains(example.rule)) }

  @Test("a message of which a bound left something out is held like one that was not inspected")
  func cut() {
    #expect(matched(.to(School.stranger).cut("more than 200000 names")) == ["message.not-inspected"])
    #expect(matched(.to(School.colleague).cut("more than 200000 names")).isEmpty)
  }

  @Test("a list that is too long is held for the people in it, and their number is told as a lower bound")
  func longList() throws {
    var facts = MessageFacts.to(School.stranger)
    for number in 0..<30 { facts = facts.with(.category(.sen, .serious), about: [.named("Pupil \(number)")]) }
    let whole = try #require(rules.decide(facts).matches.first { $0.rule == "class.to-outsiders" })
    #expect(whole.publicReason.contains("about 30 people"))
    let cut = rules.decide(facts.cut("more than 5000 findings, about 48000 people: the gravest were kept")).matches
    let match = try #require(cut.first { $0.rule == "class.to-outsiders" })
    #expect(match.publicReason.contains("about more than 30 people"))
    #expect(cut.contains { $0.rule == "message.not-inspected" })
  }

  @Test("a weak password protects where nobody is named, and within the school")
  func weakPassword() {
    let weak = MessageFacts.to(School.guardian(School.aisha)).with(part: "application/zip", protection: .weakPassword)
    #expect(rules.decide(weak).action == .deliver)
    let named = weak.with(.person, about: [.recorded(School.aisha)])
    #expect(rules.decide(named).action == .protect)
    #expect(rules.decide(named).releaser == .sender)
    let inside = MessageFacts.to(School.colleague).with(part: "application/zip", protection: .weakPassword)
    #expect(rules.decide(inside.with(.person, about: [.recorded(School.aisha)])).action == .deliver)
    let toRoute = MessageFacts.to(School.route).with(part: "application/zip", protection: .weakPassword)
    #expect(rules.decide(toRoute.with(.person, about: [.recorded(School.aisha)])).action == .deliver)
  }

  @Test("each has an example") func complete() { #expect(rules.ids == RuleExample.all.map(\.rule)) }

  @Test("each quotes a clause that docs/policy-map.md has, and each is in that map")
  func clauses() throws {
    let map = URL(fileURLWithPath: School.rulesFolder).deletingLastPathComponent()
      .appendingPathComponent("docs/policy-map.md")
    let text = try String(contentsOf: map, encoding: .utf8)
    for rule in rules.rules {
      #expect(text.contains(rule.clause), "\(rule.id)")
      #expect(text.contains("`\(rule.id)`"))
    }
  }

  @Test("a guardian gets ordinary data of an own child")
  func ownChild() {
    let facts = MessageFacts.to(School.guardian(School.aisha)).with(.sen, .ordinary, about: School.aisha)
    #expect(rules.decide(facts).action == .deliver)
  }

  @Test("serious data of an own child is to be protected, and the sender ends it")
  func ownSerious() {
    let decision = rules.decide(.to(School.guardian(School.aisha)).with(.health, about: School.aisha))
    #expect(decision.action == .protect)
    #expect(decision.releaser == .sender)
    #expect(decision.cabinets == [.health])
  }

  @Test(
    "by records that are days old another family's child is a question to the sender; an order against contact is not")
  func staleRecords() {
    let wrongChild = MessageFacts.to(School.guardian(School.ben)).with(.health, about: School.aisha)
    #expect(rules.decide(wrongChild).releaser == .officer)
    let asked = rules.decide(wrongChild.byStaleRecords())
    #expect(asked.action == .hold && asked.releaser == .sender)
    let father = Audience(
      address: "father@home.example", kind: .guardian, children: [Audience.Child(School.aisha, noContact: true)])
    let barred = MessageFacts.to(father).with(.person, about: [.recorded(School.aisha)]).byStaleRecords()
    #expect(rules.decide(barred).releaser == .officer)
  }

  @Test("two pupils of one name: a mail to the parent of either is not about others' children")
  func ambiguous() {
    let subjects: [DataSubject] = [.recorded(School.aisha), .recorded(School.ben)]
    let facts = MessageFacts.to(School.guardian(School.aisha))
      .with(.category(.health, .ordinary), about: subjects, isAmbiguous: true)
    #expect(rules.decide(facts).action == .deliver)
    let other = MessageFacts.to(School.guardian(PersonNumber(9)))
      .with(.category(.health, .ordinary), about: subjects, isAmbiguous: true)
    #expect(rules.decide(other).action == .hold)
  }

  @Test("staff to staff about a pupil is delivered")
  func colleagues() {
    let facts = MessageFacts.to(School.colleague).with(.safeguarding, about: School.aisha).with(
      .health, about: School.ben)
    #expect(rules.decide(facts).action == .deliver)
  }

  @Test("a list that cannot be expanded is taken to hold pupils")
  func unknownList() {
    let facts = MessageFacts.to(School.list(count: 0, isComplete: false)).with(.health, about: School.aisha)
    #expect(rules.decide(facts).action == .hold)
  }

  @Test("a category alone is no personal data")
  func categoryAlone() {
    let facts = MessageFacts.to(School.stranger).with(.category(.health, .serious)).with(
      .category(.safeguarding, .serious))
    #expect(rules.decide(facts).action == .deliver)
  }

  @Test("a no-contact hold never says why to the sender or in a log")
  func discreet() throws {
    let father = Audience(
      address: "father@home.example", kind: .guardian, children: [Audience.Child(School.aisha, noContact: true)])
    let facts = MessageFacts.to(father).with(.person, about: [.recorded(School.aisha)])
    let decision = rules.decide(facts)
    #expect(decision.releaser == .officer)
    for reader in [Explanation.Reader.anyone, .sender] {
      let line = try #require(Explanation.of(decision, facts, for: reader) { _ in "Aisha Khan" }.lines.first)
      #expect(!line.lowercased().contains("no contact") && !line.contains("no-contact"))
      #expect(!line.contains("Aisha"))
    }
  }
}
