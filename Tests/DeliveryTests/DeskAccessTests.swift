import Configuration
import Foundation
import Policy
import PosternKit
import Quarantine
import Spool
import Testing

@testable import Delivery

@Suite("Who decides on held mail", .serialized)
struct DeskAccessTests {
  private let school: DeskSchool

  init() throws { school = try DeskSchool(twoPeople: [.childProtection]) }

  private func error(_ work: () throws -> Void) -> DeskError? {
    do {
      try work()
      return nil
    } catch {
      return error as? DeskError
    }
  }

  private func kind(_ error: DeskError?) -> QuarantineError.Kind? {
    if case .delivery(.store(let error)) = error { return error.kind }
    return nil
  }

  /// All that an officer can wish, each of which is to be refused in the same way.
  private func wishes(_ id: HeldID, _ reader: Reader) -> [DeskError?] {
    let desk = school.desk
    return [
      error { _ = try desk.plan(.whole, for: [id], by: reader) },
      error { _ = try desk.release(.whole, [id], approved: [], by: reader) },
      error { _ = try desk.returnPlan([id], by: reader) },
      error { _ = try desk.giveBack([id], approved: [], by: reader, reason: "r") },
      error { _ = try desk.deletePlan(id, by: reader) },
      error { try desk.delete(id, senderHas: .returnTaken, approved: [], by: reader, reason: "r") },
      error { _ = try desk.content(of: id, for: reader) },
      error { try desk.markFalseAlarm(id, by: reader) },
      error { try desk.takeBack([id], by: reader) },
      error { _ = try desk.colleagues(for: id, of: reader) },
      error { try desk.ask("checker@oakfield.example", about: id, words: "?", by: reader) },
      error { _ = try desk.questions(about: id, for: reader) },
      error { _ = try desk.breach(from: id, by: reader) },
    ]
  }

  @Test("who may not know of a message is refused all of it in the words for one that never was")
  func nothing() throws {
    let id = try school.hold(held(cabinets: [.childProtection], releaser: .officer, conduct: ["head@oakfield.example"]))
    let never = try #require(HeldID("0000-0000"))
    for name in ["head", "teacher", "it", "checker", "head@ashdown.example", "chair@ashdown.example"] {
      let reader = school.reader(name)
      #expect(wishes(id, reader).allSatisfy { $0 == .notFound(id) }, "\(name)")
      #expect(wishes(never, reader).allSatisfy { $0 == .notFound(never) }, "\(name)")
    }
    for name in ["head", "teacher", "checker", "head@ashdown.example"] {
      #expect(error { try school.desk.breakGlass(for: id, by: school.reader(name), reason: "r") } == .notFound(id))
    }
    #expect(try school.store.auditLines(of: id).map(\.action) == [.held])
    #expect(try school.desk.look(at: id, as: school.reader("chair@wold.example")).sight == .full, "in the head's place")
  }

  @Test("an officer of another cabinet knows that it is there, and no more")
  func masked() throws {
    let id = try school.hold()
    for name in ["dsl", "dco@wold.example"] {
      #expect(wishes(id, school.reader(name)).allSatisfy { $0 == .notTheirs(id) }, "\(name)")
    }
    #expect(try school.store.auditLines(of: id).map(\.action) == [.held])
  }

  @Test("an officer reads their own mail, and does not end its hold where another is asked")
  func own() throws {
    let envelope = Envelope(
      sender: .init(address: "senco@oakfield.example"), recipients: [.init(address: "a.parent@families.example")])
    var message = held(releaser: .officer, envelope: envelope)
    message.identity = "senco@oakfield.example"
    let id = try school.hold(message)
    let senco = school.reader("senco")
    _ = try school.desk.content(of: id, for: senco)
    #expect(error { _ = try school.desk.plan(.whole, for: [id], by: senco) } == .own(id))
    #expect(error { _ = try school.desk.returnPlan([id], by: senco) } == .own(id))
    _ = try school.release(id, by: "head")
  }

  @Test("what a holder reads stands on the trail, and others see that it was opened")
  func reading() throws {
    let id = try school.hold()
    #expect(try school.desk.look(at: id, as: school.reader("dsl")).detail.summary.openedAt == nil)
    _ = try school.desk.content(of: id, for: school.reader("senco"))
    #expect(try school.desk.look(at: id, as: school.reader("dsl")).detail.summary.openedAt == school.clock.now)
    let line = try #require(try school.store.auditLines(of: id).last)
    #expect(line.action == .contentSeen && line.actor == "senco@oakfield.example")
  }

  @Test("broken glass opens a cabinet for an hour, tells its holders, and shows nothing that is about its opener")
  func glass() throws {
    let id = try school.hold()
    var other = held(releaser: .officer, conduct: ["dsl@oakfield.example"])
    other.messageID = "<m2@oakfield.example>"
    let aboutThem = try school.hold(other, "From: a@b.example\n\nOther\n")
    let dsl = school.reader("dsl")
    #expect(kind(error { try school.desk.breakGlass(for: id, by: dsl, reason: " ") }) == .reasonMissing)
    let end = try school.desk.breakGlass(for: id, by: dsl, reason: "all of its holders are away")
    #expect(end == school.clock.now + 3_600)
    #expect(error { try school.desk.breakGlass(for: id, by: dsl, reason: "again") } == .openAlready(id))
    _ = try school.desk.content(of: id, for: dsl)
    #expect(try school.store.show(id).summary.openedAt == nil, "no holder has opened it")
    #expect(error { _ = try school.desk.content(of: aboutThem, for: dsl) } == .notFound(aboutThem))
    #expect(error { _ = try school.desk.deletePlan(id, by: dsl) } == .notTheirs(id))
    try school.drain(after: 1)
    let letters = try school.hop.wait(for: 2)
    #expect(
      Set(letters.flatMap { $0.envelope.recipients.map(\.address) }) == [
        "senco@oakfield.example", "head@oakfield.example",
      ])
    for letter in letters {
      let text = String(decoding: letter.data, as: UTF8.self)
      #expect(text.contains("dsl@oakfield.example") && text.contains("\(id)"))
      #expect(!text.contains("Secret") && !text.contains("away") && !text.contains("t.marlow"))
    }
    school.clock.advance(3_600)
    #expect(error { _ = try school.desk.content(of: id, for: dsl) } == .notTheirs(id))
    let trail = try school.store.auditLines(of: id)
    #expect(trail.map(\.action) == [.held, .glassBroken, .contentSeen])
    #expect(trail[1].reason == "sen: all of its holders are away")
  }

  @Test("glass that is broken for a message about its holder is told to those who decide in their place")
  func glassAboutHolder() throws {
    let id = try school.hold(held(releaser: .officer, conduct: ["senco@oakfield.example", "head@oakfield.example"]))
    try school.desk.breakGlass(for: id, by: school.reader("dsl"), reason: "r")
    try school.drain(after: 1)
    #expect(try school.hop.wait().flatMap { $0.envelope.recipients.map(\.address) } == ["chair@wold.example"])
  }

  @Test("where two have to agree the second sends it, and the first alone does not")
  func two() throws {
    let id = try school.hold(held(cabinets: [.childProtection], releaser: .officer))
    guard case .waitsForSecond = try school.release(id, by: "dsl") else { return #expect(Bool(false)) }
    #expect(try school.state(id) == .held)
    #expect(error { _ = try school.release(id, by: "dsl") } == .samePerson(id))
    #expect(error { try school.desk.checkNeedsNoOfficers(id) } == .needsOfficers(id))
    #expect(try school.drain() == 2, "the deputy and the head are told")
    let letters = try school.hop.wait(for: 2)
    #expect(
      letters.allSatisfy { String(decoding: $0.data, as: UTF8.self).contains("A second officer has to agree (\(id))") })
    // Another choice is a first approval of its own.
    guard case .waitsForSecond = try school.release(id, choice: .init(addresses: .hidden), by: "head") else {
      return #expect(Bool(false))
    }
    try school.desk.takeBack([id], by: school.reader("head"))
    #expect(try school.store.approval(of: id) == nil)
    _ = try school.release(id, by: "dsl")
    let waiting = try school.desk.plan(.whole, for: [id], by: school.reader("deputy"))
    #expect(waiting.items[0].approval?.by == "dsl@oakfield.example" && waiting.items[0].needsTwo)
    guard case .queued = try school.release(id, by: "deputy") else { return #expect(Bool(false)) }
    #expect(try school.state(id) == .releasing)
    let begun = try #require(try school.store.auditLines(of: id).last)
    #expect(begun.actor == "deputy@oakfield.example" && begun.reason == "agreed with dsl@oakfield.example")
  }

  @Test("nothing is destroyed without proof that the sender has it, and nothing of child protection")
  func deleting() throws {
    let id = try school.hold()
    let senco = school.reader("senco")
    let plan = try school.desk.deletePlan(id, by: senco)
    #expect(!plan.senderHasReturn)
    func delete(_ copy: SenderCopy, _ digest: [UInt8], reason: String = "sent by mistake") -> DeskError? {
      error { try school.desk.delete(id, senderHas: copy, approved: digest, by: senco, reason: reason) }
    }
    #expect(kind(delete(.returnTaken, plan.digest)) == .noCopy)
    #expect(kind(delete(.confirmed(by: "", at: 1), plan.digest)) == .noCopy)
    #expect(kind(delete(.confirmed(by: "T Marlow", at: school.clock.now + 60), plan.digest)) == .noCopy)
    #expect(kind(delete(.confirmed(by: "T Marlow", at: 1), plan.digest, reason: " ")) == .reasonMissing)
    #expect(delete(.confirmed(by: "T Marlow", at: 1), []) == .changed(id))
    #expect(try school.state(id) == .held)
    #expect(delete(.confirmed(by: "T Marlow", at: 1_795_511_000), plan.digest) == nil)
    #expect(try school.state(id) == .deleted && school.store.show(id).message == nil)
    let trail = try school.store.auditLines(of: id).suffix(2)
    #expect(trail.map(\.action) == [.senderHasCopy, .deleted])
    #expect(trail.first?.reason == "T Marlow said so at 1795511000")

    var grave = held(cabinets: [.childProtection, .sen], releaser: .officer)
    grave.messageID = "<m2@oakfield.example>"
    let kept = try school.hold(grave, "From: a@b.example\n\nGrave\n")
    #expect(kind(error { _ = try school.desk.deletePlan(kept, by: school.reader("dsl")) }) == .childProtection)
    let directly = #expect(throws: QuarantineError.self) {
      try school.store.delete(kept, senderHas: .confirmed(by: "T Marlow", at: 1), by: "root", reason: "r")
    }
    #expect(directly?.kind == .childProtection)
  }

  @Test("what Postfix took as a return of one message of a case proves it for the others")
  func returned() throws {
    // Exchange splits one message by its recipients.
    let ids = try ["a.parent@families.example", "b.parent@families.example"].map { address in
      let envelope = Envelope(
        sender: .init(address: "t.marlow@oakfield.example"), recipients: [.init(address: address)])
      return try school.hold(held(releaser: .officer, envelope: envelope))
    }
    let head = school.reader("head")
    let plan = try school.desk.returnPlan([ids[0]], by: head)
    _ = try school.desk.giveBack([ids[0]], approved: plan.digest, by: head, reason: "no")
    #expect(try !school.desk.deletePlan(ids[1], by: head).senderHasReturn, "it has not gone yet")
    try school.drain()
    let next = try school.desk.deletePlan(ids[1], by: head)
    #expect(next.senderHasReturn)
    try school.desk.delete(ids[1], senderHas: .returnTaken, approved: next.digest, by: head, reason: "has it")
    #expect(try school.state(ids[1]) == .deleted)
  }

  @Test("a colleague is asked by a letter with the reference alone, sees that message, and answers once")
  func colleague() throws {
    var message = held(releaser: .officer, conduct: ["dsl@oakfield.example"])
    message.envelope.recipients.append(.init(address: "deputy@oakfield.example"))
    let id = try school.hold(message)
    let senco = school.reader("senco")
    #expect(
      try school.desk.colleagues(for: id, of: senco) == [
        "checker@oakfield.example", "dco@wold.example", "head@oakfield.example",
      ])
    for nobody in ["dsl@oakfield.example", "deputy@oakfield.example", "t.marlow@oakfield.example", "x@y.example"] {
      #expect(error { try school.desk.ask(nobody, about: id, words: "?", by: senco) } == .noColleague(id), "\(nobody)")
    }
    let question = try school.desk.ask("checker@oakfield.example", about: id, words: "Secretquestion", by: senco)
    try school.drain(after: 1)
    let letter = try #require(try school.hop.wait().first)
    let text = String(decoding: letter.data, as: UTF8.self)
    #expect(letter.envelope.recipients.map(\.address) == ["checker@oakfield.example"])
    #expect(text.contains("\(id)") && !text.contains("Secret") && !text.contains("senco") && !text.contains("marlow"))
    let checker = school.reader("checker")
    _ = try school.desk.content(of: id, for: checker)
    #expect(error { _ = try school.desk.plan(.whole, for: [id], by: checker) } == .notTheirs(id))
    #expect(
      kind(error { try school.desk.answer(question, .mayGo, words: "", by: school.reader("head")) }) == .noQuestion)
    #expect(try school.store.questions(askedOf: checker.addresses).map(\.held) == [id])
    try school.desk.answer(question, .mayGo, words: "I know the family", by: checker)
    #expect(kind(error { try school.desk.answer(question, .mayGo, words: "", by: checker) }) == .noQuestion)
    let asked = try #require(try school.desk.questions(about: id, for: senco).first)
    #expect(asked.answer?.verdict == .mayGo && asked.answer?.words == "I know the family")
    #expect(try school.store.questions(askedOf: checker.addresses).isEmpty)
    let trail = try school.store.auditLines(of: id).map(\.action)
    #expect(trail == [.held, .colleagueAsked, .contentSeen, .colleagueAnswered])
  }

  @Test("where a rule asks for a colleague, the one who was asked ends the hold")
  func colleagueEnds() throws {
    let id = try school.hold(held(releaser: .colleague))
    let question = try school.desk.ask("checker@oakfield.example", about: id, words: "?", by: school.reader("senco"))
    try school.desk.answer(question, .mayGo, words: "", by: school.reader("checker"))
    _ = try school.release(id, by: "checker")
    #expect(try school.state(id) == .releasing)
  }

  @Test("facts for the breach register are handed to who may read the message")
  func breach() throws {
    let id = try school.hold()
    let facts = try school.desk.breach(from: id, by: school.reader("senco"))
    #expect(facts.sender == "t.marlow@oakfield.example" && facts.school == "Oakfield")
    #expect(facts.people == ["Secret Person"] && facts.taken == [])
    _ = try school.release(id, choice: .init(recipients: ["a.parent@families.example"]), by: "senco")
    try school.drain()
    #expect(try school.desk.breach(from: id, by: school.reader("senco")).taken == ["a.parent@families.example"])
  }
}
