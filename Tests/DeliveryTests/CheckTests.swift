import Configuration
import Foundation
import People
import Policy
import PosternKit
import Quarantine
import Spool
import Testing

@testable import Delivery

@Suite("A colleague checks the addresses")
struct CheckTests {
  private func error(_ work: () throws -> Void) -> DeskError? {
    do {
      try work()
      return nil
    } catch {
      return error as? DeskError
    }
  }

  private func confirm(_ id: HeldID, in school: CheckSchool, by name: String, reason: String = "") throws {
    let plan = try school.desk.checkPlan(id, by: school.reader(name))
    try school.desk.confirmCheck(id, approved: plan.digest, by: school.reader(name), reason: reason)
  }

  private func refuse(_ id: HeldID, in school: CheckSchool, by name: String, reason: String) throws {
    let plan = try school.desk.checkPlan(id, by: school.reader(name))
    try school.desk.refuseCheck(id, approved: plan.digest, by: school.reader(name), reason: reason)
  }

  @Test("those who may are asked at once, each once, by a letter that tells the reference and no more")
  func asked() throws {
    let school = try CheckSchool()
    let id = try school.hold(Waits(check: true))
    #expect(try school.round().asked == 1)
    #expect(try school.round() == WaitingRound.Report())
    let letters = try school.letters(about: id)
    #expect(
      letters.map(\.to).sorted() == ["checker@oakfield.example", "o.bell@oakfield.example", "r.ash@oakfield.example"])
    for letter in letters {
      #expect(letter.text.contains("Reference: \(id)") && letter.text.contains("/checks/\(id)"))
      for secret in ["Secret", "a.parent", "t.marlow"] { #expect(!letter.text.contains(secret), "\(secret)") }
    }
    #expect(try school.store.auditLines().map(\.action) == [.held, .checkAsked])
  }

  @Test("never the sender, nor who gets it, nor who may not know of it: by any of their addresses, and on any list")
  func barred() throws {
    let school = try CheckSchool()
    func asked(_ id: HeldID) throws -> [String] {
      try school.round()
      return try school.letters(about: id).map(\.to).sorted()
    }
    let (ash, bell, checker) = ("r.ash@oakfield.example", "o.bell@oakfield.example", "checker@oakfield.example")
    #expect(try asked(school.hold(Waits(check: true), from: ash)) == [checker, bell])
    #expect(try asked(school.hold(Waits(check: true), from: "office@oakfield.example")) == [checker, bell], "shared")
    #expect(try asked(school.hold(Waits(check: true), to: "Ruth.Ash@home.example")) == [checker, bell], "private")
    #expect(try asked(school.hold(Waits(check: true), to: "year7@oakfield.example")) == [checker, ash], "a list")
    #expect(try asked(school.hold(Waits(check: true), conduct: [bell])) == [checker, ash], "about them (D17)")
    let own = try school.hold(Waits(check: true), from: ash)
    #expect(error { _ = try school.desk.checkPlan(own, by: school.reader("ruth.ash@home.example")) } == .own(own))
    let hidden = try school.hold(Waits(check: true), conduct: [bell])
    #expect(error { _ = try school.desk.checkPlan(hidden, by: school.reader("o.bell")) } == .notFound(hidden))
    #expect(try school.desk.checks(for: school.reader("o.bell")).allSatisfy { !$0.ids.contains(hidden) })
    #expect(
      error { _ = try school.desk.checkPlan(hidden, by: school.reader("dsl")) } == .notTheirs(hidden), "no checker")
  }

  @Test(
    "nor who is on a list of an alias file or the directory, by lists within lists and other addresses of a mailbox")
  func barredByLists() throws {
    var directory = ListBook()
    directory.add(list: "pastoral@oakfield.example", .init(members: ["heads@oakfield.example"]))
    directory.add(mailbox: ["o.bell@oakfield.example", "omar@oakfield.example"])
    let school = try CheckSchool(
      aliases: """
        heads@oakfield.example r.ash@oakfield.example, omar@oakfield.example
        trips@oakfield.example ruth.ash@home.example, trips@oakfield.example
        loop@oakfield.example loop2@oakfield.example
        loop2@oakfield.example loop@oakfield.example o.bell@oakfield.example
        @old.example r.ash@oakfield.example

        """, directory: directory)
    let (ash, bell, checker) = ("r.ash@oakfield.example", "o.bell@oakfield.example", "checker@oakfield.example")
    for (recipient, left) in [
      ("pastoral@oakfield.example", [checker]), ("Heads@Oakfield.example", [checker]),
      ("trips@oakfield.example", [checker, bell]), ("trips+year7@oakfield.example", [checker, bell]),
      ("omar@oakfield.example", [checker, ash]), ("loop@oakfield.example", [checker, ash]),
      ("whoever@old.example", [checker, bell]), ("a.parent@families.example", [checker, bell, ash]),
    ] {
      let id = try school.hold(Waits(check: true), to: recipient)
      try school.round()
      #expect(try school.letters(about: id).map(\.to).sorted() == left, "\(recipient)")
    }
    let id = try school.hold(Waits(check: true), to: "pastoral@oakfield.example")
    #expect(error { _ = try school.desk.checkPlan(id, by: school.reader("r.ash")) } == .notFound(id))
  }

  @Test("they can be named by department, in any case of letters; who is in several is asked once")
  func departments() throws {
    let school = try CheckSchool("four_eyes: {checkers: {departments: [PASTORAL, science], jobs: [head of year]}}")
    let id = try school.hold(Waits(check: true))
    try school.round()
    #expect(try school.letters(about: id).map(\.to).sorted() == ["o.bell@oakfield.example", "r.ash@oakfield.example"])
    #expect(error { _ = try school.desk.checkPlan(id, by: school.reader("d.cole")) } == .notFound(id))
    try confirm(id, in: school, by: "o.bell")
  }

  @Test("how far it has come is told: who was asked, by whom, who is next and when, and what they said")
  func progress() throws {
    let school = try CheckSchool()
    let id = try school.hold(Waits(check: true))
    func progress() throws -> CheckProgress {
      let detail = try school.store.show(id)
      let message = try #require(detail.message)
      return try #require(
        try school.desk.checkProgress(of: id, message, message.access(in: school.settings.organisation)))
    }
    #expect(try progress().asked.isEmpty && progress().nextAt == nil && progress().isOpen)
    try school.round()
    try school.desk.askToCheck("d.cole@oakfield.example", about: id, by: school.reader("t.marlow"))
    let first = try progress()
    let checkers = ["checker@oakfield.example", "o.bell@oakfield.example", "r.ash@oakfield.example"]
    #expect(first.asked == [.init(step: .checkers, people: checkers)] && first.askedAt == CheckSchool.start)
    #expect(first.askedBySender.map(\.colleague) == ["d.cole@oakfield.example"])
    #expect(first.next == .deputies && first.nextAt == CheckSchool.start + 900)
    school.clock.advance(900)
    try school.round()
    #expect(try progress().asked.map(\.step) == [.checkers, .deputies] && progress().next == .officers)
    school.clock.advance(900)
    try school.round()
    #expect(try progress().asked.last == .init(step: .officers, people: ["senco@oakfield.example"]))
    #expect(try progress().next == nil && progress().nextAt == nil)
    try refuse(id, in: school, by: "r.ash", reason: "the second one is wrong")
    let refused = try progress()
    #expect(refused.isRefused && !refused.isOpen && refused.answer?.reason == "the second one is wrong")
    #expect(refused.unnamed.answer == nil && refused.unnamed.isRefused)
    #expect(refused.unnamed.asked.allSatisfy(\.people.isEmpty) && refused.unnamed.askedBySender.isEmpty)
    try confirm(id, in: school, by: "senco")
    #expect(try progress().isConfirmed && progress().answer?.by == "senco@oakfield.example")
    let plain = try school.hold(nil)
    let message = try #require(try school.store.show(plain).message)
    let access = message.access(in: school.settings.organisation)
    #expect(try school.desk.checkProgress(of: plain, message, access) == nil)
  }

  @Test("they see whom it goes to and why it is held, and what the records say only where they may read it")
  func shown() throws {
    let school = try CheckSchool()
    let id = try school.hold(Waits(check: true), to: "a.parent@families.example", "b.parent@families.example")
    let plan = try #require(try school.desk.checks(for: school.reader("r.ash")).first)
    #expect(plan.ids == [id] && plan.sender == "t.marlow@oakfield.example" && plan.rest == nil && !plan.mayRead)
    #expect(plan.recipients.map(\.address) == ["a.parent@families.example", "b.parent@families.example"])
    #expect(plan.recipients.allSatisfy { $0.kind == "guardian" && $0.note == nil })
    #expect(plan.reasons.map(\.id) == [senRule.id])
    #expect(error { _ = try school.desk.content(of: id, for: school.reader("r.ash"), reason: "x") } == .notFound(id))
    let officer = try school.desk.checkPlan(id, by: school.reader("senco"))
    #expect(officer.mayRead && officer.recipients.allSatisfy { $0.note != nil })
  }

  @Test("what is confirmed goes on as the rules decided, once, however often that is looked at")
  func confirmed() throws {
    let school = try CheckSchool()
    let id = try school.hold(Waits(check: true))
    try school.round()
    try confirm(id, in: school, by: "r.ash", reason: "both are in the register")
    #expect(try school.state(id) == .held)
    try school.restart()
    #expect(try school.round().sent == 1)
    #expect(try school.round().sent == 0)
    #expect(try school.releases(of: id) == 1 && school.state(id) == .releasing)
    #expect(error { try self.confirm(id, in: school, by: "o.bell") } != nil)
    let told = try #require(try school.letters(about: id).first { $0.to == "t.marlow@oakfield.example" })
    #expect(told.text.contains("It is sent on now") && !told.text.contains("a.parent"))
    let trail = try school.store.auditLines()
    #expect(trail.map(\.action) == [.held, .checkAsked, .checkConfirmed, .releaseBegun])
    #expect(trail[2].actor == "r.ash@oakfield.example" && trail[2].reason == "both are in the register")
  }

  @Test("what an officer has to decide on, too, needs both: nobody sends it on before it is checked")
  func both() throws {
    let school = try CheckSchool()
    let id = try school.hold(Waits(check: true, rest: .officer))
    let senco = school.reader("senco")
    let early = try school.desk.plan(.whole, for: [id], by: senco)
    #expect(error { _ = try school.desk.release(.whole, [id], approved: early.digest, by: senco) } == .needsCheck(id))
    #expect(error { try school.desk.checkNeedsNoOfficers(id) } == .needsCheck(id))
    try confirm(id, in: school, by: "r.ash")
    #expect(try school.round().sent == 0 && school.state(id) == .held)
    #expect(try school.store.show(id).summary.releaser == .officer)
    // What was shown before is not what it is now (D24).
    #expect(error { _ = try school.desk.release(.whole, [id], approved: early.digest, by: senco) } == .changed(id))
    let plan = try school.desk.plan(.whole, for: [id], by: senco)
    _ = try school.desk.release(.whole, [id], approved: plan.digest, by: senco)
    #expect(try school.releases(of: id) == 1)
  }

  @Test("once it is checked, its sender decides where no more than that is left")
  func senders() throws {
    let school = try CheckSchool()
    let id = try school.hold(Waits(check: true, rest: .sender))
    #expect(throws: QuarantineError.self) { try school.store.senderWhoMayRelease(id, visibleTo: nil) }
    try confirm(id, in: school, by: "r.ash")
    #expect(try school.round().sent == 0)
    #expect(try school.store.senderWhoMayRelease(id, visibleTo: nil) == "t.marlow@oakfield.example")
  }

  @Test("what is refused stays held: its sender reads why, and an officer alone may say otherwise")
  func refused() throws {
    let school = try CheckSchool()
    let id = try school.hold(Waits(check: true))
    #expect(error { try self.refuse(id, in: school, by: "r.ash", reason: " ") } != nil)
    try refuse(id, in: school, by: "r.ash", reason: "the second address is another family's")
    #expect(try school.round() == WaitingRound.Report() && school.state(id) == .held)
    let told = try #require(try school.letters(about: id).first { $0.to == "t.marlow@oakfield.example" })
    #expect(told.text.contains("the second address is another family's"))
    #expect(error { try self.confirm(id, in: school, by: "o.bell") } == .noCheck(id))
    #expect(try school.desk.checks(for: school.reader("o.bell")).isEmpty)
    let plan = try school.desk.checkPlan(id, by: school.reader("senco"))
    #expect(plan.earlier?.by == "r.ash@oakfield.example")
    try confirm(id, in: school, by: "senco")
    #expect(try school.round().sent == 1)
  }

  @Test("an answer binds to what was shown, and of two at once one counts")
  func bound() throws {
    let school = try CheckSchool()
    let id = try school.hold(Waits(check: true))
    let plan = try school.desk.checkPlan(id, by: school.reader("r.ash"))
    #expect(
      error { try school.desk.confirmCheck(id, approved: [1], by: school.reader("r.ash")) } == .changed(id))
    try school.desk.confirmCheck(id, approved: plan.digest, by: school.reader("r.ash"))
    #expect(
      error { try school.desk.refuseCheck(id, approved: plan.digest, by: school.reader("o.bell"), reason: "no") }
        == .noCheck(id))
    #expect(try school.store.auditLines().map(\.action) == [.held, .checkConfirmed])
  }

  @Test(
    "nobody answers: after 15 minutes of school time deputies are asked, then officers, each once, and it never goes")
  func escalation() throws {
    let school = try CheckSchool()
    let id = try school.hold(Waits(check: true))
    try school.round()
    func asked(after seconds: Int64) throws -> [String] {
      let before = try school.letters(about: id).count
      school.clock.advance(seconds)
      try school.restart()
      try school.round()
      try school.round()
      return try school.letters(about: id).dropFirst(before).map(\.to).sorted()
    }
    #expect(try asked(after: 14 * 60) == [])
    #expect(try asked(after: 60) == ["d.cole@oakfield.example", "t.marlow@oakfield.example"])
    #expect(try school.store.check(of: id)?.step == .deputies)
    // From 10:15 on Friday to 16:55, and over the weekend to Monday, 8:09.
    school.clock.advance(6 * 3_600 + 40 * 60 - 900)
    try school.round()
    #expect(try school.store.check(of: id)?.step == .officers)
    let letters = try school.letters(about: id)
    #expect(letters.filter { $0.to == "senco@oakfield.example" }.count == 1)
    #expect(letters.filter { $0.to == "t.marlow@oakfield.example" }.count == 2)
    for letter in letters { #expect(!letter.text.contains("a.parent") && !letter.text.contains("Secret")) }
    #expect(try asked(after: 10 * 86_400) == [])
    #expect(try school.state(id) == .held && school.releases(of: id) == 0)
  }

  @Test("the night and the weekend do not count")
  func outOfHours() throws {
    let school = try CheckSchool()
    school.clock.advance(6 * 3_600 + 55 * 60)
    let id = try school.hold(Waits(check: true))
    try school.round()
    school.clock.advance(3 * 86_400 - 8 * 3_600 - 47 * 60)
    try school.round()
    #expect(try school.store.check(of: id)?.step == .checkers, "Monday, 8:08: 13 minutes since Friday, 16:55")
    school.clock.advance(120)
    try school.round()
    #expect(try school.store.check(of: id)?.step == .deputies)
  }

  @Test("a step that was found due is taken once, also by a process that looked before another took it")
  func once() throws {
    let school = try CheckSchool()
    let id = try school.hold(Waits(check: true))
    let found = try #require(try school.store.openChecks().first)
    let letter = try school.writer.draft(
      school.writer.checkAsked(id, by: "x", to: "y@oakfield.example"), purpose: "late")
    #expect(try school.round().asked == 1)
    let before = try school.letters(about: id).count
    #expect(try !school.store.advance(found, to: .checkers, letters: [letter]))
    #expect(try school.letters(about: id).count == before)
  }

  @Test("where nobody else may, the officers are asked at once; where there is none of them, its sender is told")
  func nobody() throws {
    let school = try CheckSchool("four_eyes: {checkers: [t.marlow@oakfield.example]}")
    let id = try school.hold(Waits(check: true))
    try school.round()
    #expect(try school.letters(about: id).map(\.to) == ["senco@oakfield.example"])
    let general = try school.hold(Waits(check: true), cabinets: [.general])
    try school.round()
    #expect(try school.letters(about: general).map(\.to) == ["t.marlow@oakfield.example"])
  }

  @Test("its sender chooses whom to ask among those who may, and nobody else does")
  func chosen() throws {
    let school = try CheckSchool()
    let id = try school.hold(Waits(check: true))
    let sender = school.reader("tom.marlow@home.example")
    #expect(
      try school.desk.checkers(for: id, by: sender)
        == ["checker@oakfield.example", "d.cole@oakfield.example", "o.bell@oakfield.example", "r.ash@oakfield.example"])
    try school.desk.askToCheck("R.Ash@oakfield.example", about: id, by: sender)
    try school.desk.askToCheck("r.ash@oakfield.example", about: id, by: sender)
    let letters = try school.letters(about: id)
    #expect(letters.map(\.to) == ["r.ash@oakfield.example"])
    #expect(letters[0].text.contains("t.marlow@oakfield.example asks you"))
    #expect(error { try school.desk.askToCheck("senco@oakfield.example", about: id, by: sender) } == .noColleague(id))
    #expect(error { _ = try school.desk.checkers(for: id, by: school.reader("r.ash")) } == .notFound(id))
  }

  @Test("a child is at risk now: an officer need not wait for a check")
  func atRisk() throws {
    let school = try CheckSchool()
    let id = try school.hold(
      Waits(check: true), to: "duty@council.example", cabinets: [.childProtection], kind: .professional)
    let dsl = school.reader("dsl")
    let plan = try school.desk.riskPlan(id, by: dsl)
    try school.desk.releaseAtRisk(id, approved: plan.digest, by: dsl)
    #expect(try school.releases(of: id) == 1 && school.state(id) == .releasing)
    #expect(try school.round() == WaitingRound.Report(), "nobody is asked to check it any more")
  }

  @Test("nobody ever answers: sender and officer are warned, and then it comes back to its sender, unsent")
  func returned() throws {
    let school = try CheckSchool()
    let id = try school.hold(Waits(check: true))
    let facts = try FactsReader(state: school.settings.state)
    let outbox = Outbox(school.book.settings, store: school.store, writer: school.writer)
    let retention = RetentionRound(
      school.book.settings, store: school.store, facts: facts, outbox: outbox, writer: school.writer)
    let reports = try (0..<(29 * 6)).map { _ in
      school.clock.advance(4 * 3_600)
      #expect(try school.round().sent == 0)
      return try retention.run()
    }
    #expect(reports.map(\.warned).reduce(0, +) == 1 && reports.map(\.returned).reduce(0, +) == 1)
    #expect(try school.state(id) == .returning && school.releases(of: id) == 0)
    let warned = try school.letters(about: id).filter { letter in
      letter.text.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains("in 5 school days")
    }
    #expect(Set(warned.map(\.to)) == ["t.marlow@oakfield.example", "senco@oakfield.example"])
  }

  @Test("one letter and one answer do for a case")
  func wholeCase() throws {
    let school = try CheckSchool()
    func part(_ recipient: String) throws -> HeldID {
      var message = held(
        releaser: .colleague,
        envelope: .init(
          sender: .init(address: "t.marlow@oakfield.example"), recipients: [.init(address: recipient)]))
      message.waits = Waits(check: true)
      return try school.store.hold(message, content: memoryFile(Array("Subject: x\r\n\r\nsame\r\n".utf8))).id
    }
    let ids = [try part("a.parent@families.example"), try part("b.parent@families.example")]
    #expect(try school.round().asked == 2)
    #expect(try ids.map { try school.letters(about: $0).count } == [3, 0])
    let plan = try school.desk.checkPlan(ids[1], by: school.reader("r.ash"))
    #expect(plan.ids == ids && plan.recipients.count == 2)
    try confirm(ids[1], in: school, by: "r.ash")
    #expect(try school.round().sent == 2)
    #expect(try ids.allSatisfy { try school.releases(of: $0) == 1 })
  }
}
