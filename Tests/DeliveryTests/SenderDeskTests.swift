import Configuration
import Foundation
import Policy
import PosternKit
import Protection
import Quarantine
import Spool
import Synchronization
import Testing
import Texting

@testable import Delivery

@Suite("A sender mends a held message")
struct SenderDeskTests {
  private let school: SenderSchool
  private let me: SenderPerson
  private let byLink: SenderPerson

  init() throws {
    school = try SenderSchool()
    me = school.person()
    byLink = school.person(signedIn: false)
  }

  private func fault(_ work: () throws -> Void) -> SenderFault? {
    do {
      try work()
      return nil
    } catch {
      return error as? SenderFault
    }
  }

  private let one = SenderMend(ReleaseChoice(recipients: ["a.parent@families.example"]))

  @Test("without a sign-in its page names no person, subject or file; with one it does; another's there is none")
  func looking() throws {
    let id = try school.hold()
    let masked = try school.desk.look(at: id, by: byLink)
    #expect(masked.recipients.map(\.address) == mendedParents && masked.recipients.allSatisfy { $0.kind == nil })
    #expect(masked.reasons.map(\.clause) == [senRule.clause] && masked.categories == ["sen (serious)"])
    #expect(masked.particulars == nil && masked.peopleCount == 1 && masked.placeCount == 1)
    #expect(!"\(masked)".contains("Secret"))
    let open = try school.desk.look(at: id, by: me)
    #expect(open.particulars?.subject == "Secretsubject" && open.particulars?.people == ["Secret Person"])
    #expect(open.acts == masked.acts && open.ending == nil)
    for name in ["w.birch", "senco", "dco"] {
      #expect(fault { _ = try school.desk.look(at: id, by: school.person(name)) } == .notFound(id))
    }
    #expect(try school.trail(id) == [.held])
  }

  @Test("a reason that is for officers alone is told by its title and remedy, and names no recipient")
  func discreet() throws {
    var secret = reason("contact.forbidden", releaser: .officer)
    secret.rule.isDiscreet = true
    secret.rule.publicReason = "somebody who must have no contact"
    let id = try school.hold(heldMail([secret], releaser: .officer))
    let view = try school.desk.look(at: id, by: me)
    #expect(view.reasons.map(\.what) == [""] && view.reasons.map(\.clause) == [""] && view.reasons[0].recipients == [])
    #expect(view.recipients.allSatisfy { $0.kind == nil })
  }

  @Test("the owner of a shared mailbox mends what it has sent, and nobody else; the first of two closes it")
  func sharedMailbox() throws {
    let id = try school.hold(heldMail(from: "office@oakfield.example"))
    let owner = school.person("w.birch")
    #expect(fault { try school.send(one, id, by: me) } == .notFound(id))
    try school.send(one, id, by: owner)
    let second = school.person("office")
    let ended = fault { try school.send(one, id, by: second) }
    guard case .decided(id, .releasing, by: "w.birch@oakfield.example", _) = ended else {
      Issue.record("\(String(describing: ended))")
      return
    }
    #expect(try school.outgoing(id).count == 1)
  }

  @Test("who names another address as the envelope's sender is no sender of it to that other")
  func claimed() throws {
    var message = heldMail()
    message.envelope.sender.address = "head@oakfield.example"
    let id = try school.hold(message)
    #expect(fault { _ = try school.desk.look(at: id, by: school.person("head")) } == .notFound(id))
  }

  @Test("what only narrows needs no sign-in; what shows or vouches does", arguments: SenderAct.allCases)
  func signIn(act: SenderAct) throws {
    var message = heldMail([reason(), reason("health.own", requires: ["protect"])], cabinets: [.childProtection])
    message.facts.recipients = [.init(address: mendedParents[0], kind: "professional")]
    if act == .askToCheck { message.waits = Waits(check: true, rest: .sender) }
    let id = try school.hold(message)
    let part = PartCut(range: 2..<4, part: "1")
    let wish: () throws -> Void = {
      switch act {
      case .withdraw: _ = try school.desk.withdrawal(of: id, by: byLink)
      case .dropRecipients: _ = try school.desk.plan(one, of: id, by: byLink)
      case .hideAddresses: _ = try school.desk.plan(.init(.init(addresses: .hidden)), of: id, by: byLink)
      case .oneEach: _ = try school.desk.plan(.init(.init(addresses: .oneEach)), of: id, by: byLink)
      case .protect: _ = try school.desk.plan(.init(.init(isProtected: true)), of: id, by: byLink)
      case .dropAttachments: _ = try school.desk.plan(.init(.init(cuts: [part])), of: id, by: byLink)
      case .checked: _ = try school.desk.plan(.init(checked: "rang them"), of: id, by: byLink)
      case .falseAlarm: try school.desk.markFalseAlarm(of: id, reason: "", by: byLink)
      case .askOfficer: try school.desk.askOfficer(of: id, words: "", by: byLink)
      case .askColleague:
        try school.desk.askColleague(of: id, colleague: "checker@oakfield.example", words: "", by: byLink)
      case .askToCheck: try school.desk.askToCheck("checker@oakfield.example", about: id, by: byLink)
      case .childAtRisk: _ = try school.desk.riskPlan(of: id, by: byLink)
      }
    }
    #expect(fault(wish) == (act.needsSignIn ? .signInNeeded(act) : nil))
    #expect(fault { _ = try school.desk.content(of: id, by: byLink) } == .signInNeeded(.dropAttachments))
    #expect(fault { _ = try school.desk.passwords(of: id, by: byLink) } == .signInNeeded(.protect))
  }

  @Test("taking off the one who may not have it lets it go to the others, as the plan said, and tells from where")
  func drop() throws {
    school.rules.reasons = [reason(senRule.id, ["b.parent@families.example"])]
    let id = try school.hold()
    let plan = try school.desk.plan(one, of: id, by: byLink)
    #expect(plan.isReady && plan.withheld == ["b.parent@families.example"])
    #expect(plan.copies.map(\.addresses) == [["a.parent@families.example"]])
    try school.desk.send(one, of: id, approved: plan.digest, by: byLink)
    #expect(try school.outgoing(id).map { $0.envelope.recipients.map(\.address) } == plan.copies.map(\.addresses))
    #expect(try school.state(id) == .releasing)
    let line = try #require(try school.store.auditLines(of: id).last)
    #expect(line.action == .releaseBegun && line.actor == me.address)
    #expect(line.reason?.contains("without b.parent@families.example") == true)
    #expect(line.reason?.hasSuffix("by the link of a notice, from 192.0.2.7") == true)
  }

  @Test("of what its sender left out they get no letter: they know")
  func noLetter() throws {
    let id = try school.hold()
    try school.send(one, id, by: me)
    let row = try #require(try school.store.outgoing(about: id).first { $0.kind == .release })
    _ = try school.store.begin(row.id, digest: WireDigest(memoryFile([1])))
    let state = try school.store.settle(row.id, ReleaseOutcome(queueID: "Q")) { refusal in
      Issue.record("a letter about \(refusal.withheld) left out")
      return []
    }
    #expect(state == .sent)
    #expect(try school.state(id) == .released)
    let view = try school.desk.look(at: id, by: me)
    #expect(view.recipients.map(\.hasIt) == [true, false] && view.acts == [])
  }

  @Test("of several at once one is carried out, and the others are told")
  func atOnce() throws {
    let id = try school.hold()
    let plan = try school.desk.plan(one, of: id, by: me)
    let withdrawal = try school.desk.withdrawal(of: id, by: me)
    let (school, me, mend) = (school, me, one)
    let faults = Mutex<[SenderFault?]>([])
    DispatchQueue.concurrentPerform(iterations: 8) { number in
      do {
        if number.isMultiple(of: 2) {
          try school.desk.send(mend, of: id, approved: plan.digest, by: me)
        } else {
          try school.desk.withdraw(of: id, approved: withdrawal.digest, by: me)
        }
        faults.withLock { $0.append(nil) }
      } catch {
        faults.withLock { $0.append(error as? SenderFault) }
      }
    }
    let ended = faults.withLock { $0 }
    #expect(ended.count { $0 == nil } == 1)
    let state = try school.state(id)
    #expect([.releasing, .returning].contains(state))
    for case let fault? in ended {
      #expect(fault == .decided(id, state, by: me.address, at: school.clock.now))
    }
    #expect(try school.outgoing(id).count == 1)
  }

  @Test("taking off one does not wave another through who may not have it either")
  func another() throws {
    school.rules.reasons = [reason()]
    let id = try school.hold()
    let plan = try school.desk.plan(one, of: id, by: me)
    #expect(plan.stops.map(\.recipients) == [["a.parent@families.example"]] && plan.needsCheck)
    #expect(fault { try school.send(one, id, by: me) } == .stops(id, plan.stops))
    #expect(try school.state(id) == .held)
    #expect(try school.outgoing(id).isEmpty)
    #expect(try school.trail(id) == [.held, .stoppedAgain])
  }

  @Test("what the rules leave to the sender goes when they have checked, and does not stop again")
  func checked() throws {
    school.rules.reasons = [reason()]
    let id = try school.hold()
    let mend = SenderMend(checked: "I rang both of them")
    let plan = try school.desk.plan(mend, of: id, by: me)
    #expect(plan.isReady && plan.approves.map(\.rule) == [senRule.id] && plan.approves.allSatisfy { !$0.isNew })
    try school.send(mend, id, by: me)
    #expect(try school.state(id) == .releasing)
    #expect(try school.store.auditLines(of: id).last?.reason?.contains("I rang both of them") == true)
    // Taken back, and sent once more: nothing of it is asked anew.
    try school.desk.takeBack(of: id, by: me)
    #expect(try school.desk.plan(mend, of: id, by: me).isReady)
  }

  @Test("checking needs a reason, and ends nothing for which a colleague or an officer is asked (D12, D24)")
  func notTheirs() throws {
    school.rules.reasons = [reason()]
    let held = try school.hold()
    #expect(fault { _ = try school.desk.plan(.init(checked: " "), of: held, by: me) } == .reasonMissing(held))
    #expect(
      fault { _ = try school.desk.plan(.init(isFalseAlarm: true), of: held, by: me) } == .reasonMissing(held))
    for releaser in [Releaser.colleague, .officer] {
      var message = heldMail([reason(releaser: releaser)], releaser: releaser)
      message.messageID = "<\(releaser)@oakfield.example>"
      let id = try school.hold(message)
      #expect(fault { _ = try school.desk.plan(.init(checked: "yes"), of: id, by: me) } == .notOffered(id, .checked))
      #expect(try !school.desk.look(at: id, by: me).acts.contains(.checked))
    }
  }

  @Test("a rule that was an officer's when it was held is not the sender's since somebody has changed it")
  func loosened() throws {
    let id = try school.hold(
      heldMail([reason(releaser: .officer), reason("other.rule", ["b.parent@families.example"])], releaser: .officer))
    school.rules.reasons = [reason(releaser: .sender)]
    let plan = try school.desk.plan(.init(checked: "yes"), of: id, by: me)
    #expect(!plan.isReady && !plan.needsCheck && plan.stops.map(\.rule) == [senRule.id])
  }

  @Test("an officer's fault that is mended leaves the sender's own to be checked")
  func mended() throws {
    let own = reason("first.time", ["a.parent@families.example"])
    let officers = reason("staff.list", ["b.parent@families.example"], releaser: .officer)
    let id = try school.hold(heldMail([officers, own], releaser: .officer))
    school.rules.reasons = [officers, own]
    let all = SenderMend(checked: "yes")
    #expect(try school.desk.plan(all, of: id, by: me).stops.map(\.rule) == ["staff.list"])
    let some = SenderMend(.init(recipients: ["a.parent@families.example"]), checked: "yes")
    #expect(try school.desk.plan(some, of: id, by: me).isReady)
    try school.send(some, id, by: me)
    #expect(try school.state(id) == .releasing)
  }

  @Test("a rule or a finding that did not hold it before is told as new, and what was approved before it goes nowhere")
  func new() throws {
    school.rules.reasons = [reason()]
    let id = try school.hold()
    let mend = SenderMend(checked: "yes")
    let shown = try school.desk.plan(mend, of: id, by: me)
    school.rules.reasons = [reason(), reason("no.contact", releaser: .officer)]
    #expect(fault { try school.desk.send(mend, of: id, approved: shown.digest, by: me) } == .changed(id))
    let now = try school.desk.plan(mend, of: id, by: me)
    #expect(now.stops.map(\.rule) == ["no.contact"] && now.stops[0].isNew && !now.needsCheck)
    school.rules.reasons = [reason(findings: ["sen serious: Secret Person", "sen serious: Another One"])]
    #expect(fault { try school.desk.send(mend, of: id, approved: shown.digest, by: me) } == .changed(id))
    #expect(try school.desk.plan(mend, of: id, by: me).approves.map(\.isNew) == [true])
    #expect(try school.state(id) == .held)
  }

  @Test("when the rules cannot be asked nothing goes")
  func unasked() throws {
    let id = try school.hold()
    let digest = try school.desk.plan(one, of: id, by: me).digest
    school.rules.trouble = "no worker"
    #expect(fault { try school.desk.send(one, of: id, approved: digest, by: me) } == .cannotCheck(id, "no worker"))
    #expect(try school.state(id) == .held)
  }

  @Test("addresses are hidden and TLS is asked for where the rules say so, whatever the sender chose")
  func obeying() throws {
    school.rules.other = Rechecked(
      verifiedTLS: ["b.parent@families.example"], hidden: Set(mendedParents))
    let id = try school.hold()
    try school.send(.init(checked: "yes"), id, by: me)
    let copies = try school.outgoing(id)
    #expect(copies.map(\.shown) == [.nobody, .nobody] && copies.map(\.route) == [nil, .verifiedTLS])
  }

  @Test("as BCC and as one copy each it goes so")
  func addresses() throws {
    let id = try school.hold()
    try school.send(.init(.init(addresses: .hidden)), id, by: byLink)
    #expect(try school.outgoing(id).map(\.shown) == [.nobody])
    try school.desk.takeBack(of: id, by: byLink)
    #expect(try school.outgoing(id).isEmpty)
    try school.send(.init(.init(addresses: .oneEach)), id, by: byLink)
    #expect(try school.outgoing(id).map { $0.envelope.recipients.count } == [1, 1])
  }

  private let parts = "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nText\n--b\n\nSecret\n--b--\n"

  @Test("a part that is taken out is not judged, and does not go")
  func cut() throws {
    let id = try school.hold(heldMail(), parts)
    let text = String(decoding: DeskSchool.wire(parts), as: UTF8.self)
    let start = try #require(text.utf8.firstRange(of: "\r\nSecret".utf8)?.lowerBound)
    let from = text.utf8.distance(from: text.startIndex, to: start)
    let choice = ReleaseChoice(cuts: [PartCut(range: from..<from + 8, part: "2")])
    try school.send(.init(choice), id, by: me)
    #expect(school.rules.contents.count == 2)
    #expect(school.rules.contents.allSatisfy { !String(decoding: $0, as: UTF8.self).contains("Secret") })
    #expect(try school.outgoing(id)[0].cuts?.map(\.part) == ["2"])
    #expect(
      fault {
        _ = try school.desk.plan(
          .init(.init(cuts: [.init(range: 3..<9, part: "9")])), of: try school.hold(again(), parts), by: me)
      } != nil)
  }

  private func again() -> HeldMessage {
    var message = heldMail()
    message.messageID = "<again@oakfield.example>"
    return message
  }

  @Test("under a password what asked for nothing else goes; the words are for who has signed in")
  func protect() throws {
    let ask = reason("health.own", requires: ["protect"])
    school.rules.reasons = [ask]
    let id = try school.hold(heldMail([ask]))
    let mend = SenderMend(.init(addresses: .hidden, isProtected: true))
    let plan = try school.desk.plan(mend, of: id, by: byLink)
    #expect(plan.isReady && plan.copies.allSatisfy(\.isProtected))
    try school.send(mend, id, by: byLink)
    #expect(try school.outgoing(id).map(\.isProtected) == [true])
    #expect(try school.outgoing(id).map(\.shown) == [.nobody])
    #expect(try school.desk.passwords(of: id, by: me).map(\.password.words) == ["one-two-three-four-five-six"])
    #expect(try school.desk.passwords(of: id, by: me).count == 1)
    #expect(try school.trail(id).suffix(2) == [.passwordShown, .passwordShown])
    #expect(try school.desk.look(at: id, by: me).particulars?.hasPassword == true)
  }

  @Test("for whom the rules ask for a password in any case, no word of the sender's sends it in clear")
  func always() throws {
    var message = heldMail([reason("health.own", requires: ["protect"])])
    message.copies = [.init(addresses: mendedParents, shown: .everybody, isProtected: true)]
    let id = try school.hold(message)
    #expect(
      fault { try school.send(.init(.init(isInClear: true), checked: "yes"), id, by: me) } == .notOffered(id, .protect))
    #expect(try school.desk.plan(.init(checked: "yes"), of: id, by: me).isProtected)
    try school.send(.init(checked: "yes"), id, by: me)
    #expect(try school.outgoing(id).map(\.isProtected) == [true])
  }

  @Test("a password mends no wrong recipient, and what stays readable under it never goes in clear")
  func notProtected() throws {
    let ask = reason("health.own", requires: ["protect"])
    let id = try school.hold(heldMail([ask, reason()]))
    let mend = SenderMend(.init(isProtected: true))
    school.rules.reasons = [ask, reason()]
    #expect(try school.desk.plan(mend, of: id, by: me).stops.map(\.rule) == [senRule.id])
    school.rules.reasons = [ask]
    school.rules.passwordHides = false
    #expect(
      fault { try school.send(mend, id, by: me) } == .cannotProtect(id, "what was found would stay readable"))
    #expect(try school.outgoing(id).isEmpty)
    #expect(try school.state(id) == .held)
  }

  @Test("what is withdrawn comes back to its sender, once, and the second is told who did it")
  func withdraw() throws {
    let id = try school.hold()
    let shown = try school.desk.withdrawal(of: id, by: byLink)
    #expect(shown.to == me.address)
    let plan = try school.desk.plan(one, of: id, by: me)
    try school.desk.withdraw(of: id, approved: shown.digest, by: byLink)
    #expect(try school.state(id) == .returning)
    for late in [
      fault { try school.desk.withdraw(of: id, approved: shown.digest, by: byLink) },
      fault { try school.desk.send(one, of: id, approved: plan.digest, by: me) },
    ] {
      #expect(late == .decided(id, .returning, by: me.address, at: school.clock.now))
    }
    #expect(try school.outgoing(id).count == 1)
    let ending = try #require(try school.desk.look(at: id, by: me).ending)
    #expect(ending.isOwn && ending.canTakeBackUntil == school.clock.now + Desk.usualGrace)
    school.clock.advance(Desk.usualGrace)
    #expect(try school.desk.look(at: id, by: me).ending?.canTakeBackUntil == nil)
  }

  @Test("after an officer has acted nothing more is done, and the sender sees who it was")
  func afterOfficer() throws {
    let id = try school.hold(heldMail([reason(releaser: .officer)], releaser: .officer))
    let shown = try school.desk.plan(one, of: id, by: me)
    let officer = school.desk.book.reader("senco@oakfield.example")
    let plan = try school.desk.desk.plan(.whole, for: [id], by: officer)
    _ = try school.desk.desk.release(.whole, [id], approved: plan.digest, by: officer)
    let decided = SenderFault.decided(id, .releasing, by: "senco@oakfield.example", at: school.clock.now)
    #expect(fault { try school.desk.send(one, of: id, approved: shown.digest, by: me) } == decided)
    #expect(fault { try school.desk.takeBack(of: id, by: me) } == decided)
    #expect(fault { try school.desk.releaseAtRisk(of: id, approved: [], by: me) } == decided)
    let view = try school.desk.look(at: id, by: me)
    #expect(view.acts == [] && view.ending?.by == "senco@oakfield.example" && view.ending?.isOwn == false)
    #expect(try school.outgoing(id).count == 1)
  }

  @Test("what has changed since it was shown is not sent by an older approval")
  func changed() throws {
    let id = try school.hold()
    let plan = try school.desk.plan(one, of: id, by: me)
    // Another wish than the one that was shown.
    #expect(fault { try school.desk.send(.init(checked: "x"), of: id, approved: plan.digest, by: me) } == .changed(id))
    // A release that came back leaves another state of it.
    try school.send(.init(checked: "x"), id, by: me)
    let row = try #require(try school.store.outgoing(about: id).first { $0.kind == .release })
    let digest = try WireDigest(memoryFile([1]))
    _ = try school.store.begin(row.id, digest: digest)
    try school.store.fail(row.id, ReleaseOutcome(problem: "refused"))
    #expect(try school.state(id) == .held)
    #expect(fault { try school.desk.send(one, of: id, approved: plan.digest, by: me) } == .changed(id))
  }

  @Test("a sender who is also a recipient of what they reported has their own page, and acts on it")
  func ownReport() throws {
    var message = heldMail(cabinets: [.childProtection], conduct: ["head@oakfield.example"])
    message.envelope.recipients.append(.init(address: SenderSchool.sender))
    let id = try school.hold(message)
    #expect(throws: DeskError.notFound(id)) {
      try school.desk.desk.look(at: id, as: school.desk.book.reader(SenderSchool.sender))
    }
    #expect(try school.desk.look(at: id, by: me).particulars?.subject == "Secretsubject")
    _ = try school.desk.content(of: id, by: me)
    try school.send(one, id, by: me)
    try school.desk.takeBack(of: id, by: me)
    try school.desk.withdraw(of: id, approved: school.desk.withdrawal(of: id, by: me).digest, by: me)
    #expect(try school.state(id) == .returning)
  }

  @Test("the officers are told by reference alone, and read the words beside the message; three times is enough")
  func askOfficer() throws {
    let id = try school.hold(heldMail([reason(releaser: .officer)], releaser: .officer))
    for number in 1...3 {
      school.clock.advance(60)
      try school.desk.askOfficer(of: id, words: "Secret words \(number)", by: byLink)
    }
    #expect(fault { try school.desk.askOfficer(of: id, words: "", by: byLink) } == .askedEnough(id))
    let letters = try school.letters(id)
    #expect(letters.map(\.to) == Array(repeating: "senco@oakfield.example", count: 3))
    #expect(letters.allSatisfy { $0.text.contains("\(id)") && !$0.text.contains("Secret") })
    #expect(try school.store.senderWords(about: id).map(\.words) == (1...3).map { "Secret words \($0)" })
    #expect(try school.state(id) == .held)
    #expect(try school.trail(id) == [.held, .officerAsked, .officerAsked, .officerAsked])
  }

  @Test("a colleague who is no recipient can be asked; others cannot")
  func askColleague() throws {
    var message = heldMail()
    message.envelope.recipients.append(.init(address: "checker@oakfield.example"))
    let mine = try school.hold(message)
    #expect(
      try school.desk.colleagues(for: mine, by: me) == [
        "dco@oakfield.example", "dsl@oakfield.example", "senco@oakfield.example",
      ])
    #expect(
      fault { try school.desk.askColleague(of: mine, colleague: "checker@oakfield.example", words: "", by: me) }
        == .nobodyToAsk(mine))
    let question = try school.desk.askColleague(of: mine, colleague: "dco@oakfield.example", words: "Right?", by: me)
    #expect(try school.store.question(question)?.asker == me.address)
    #expect(try school.letters(mine).map(\.to) == ["dco@oakfield.example"])
  }

  @Test("where a rule has a colleague check the addresses, one who may is asked, once, and its progress is shown")
  func askToCheck() throws {
    var message = heldMail([reason(requires: ["check"])], releaser: .colleague)
    message.waits = Waits(check: true)
    let id = try school.hold(message)
    let view = try school.desk.look(at: id, by: me)
    #expect(view.acts.contains(.askToCheck) && !view.acts.contains(.askColleague))
    #expect(view.check?.isOpen == true)
    #expect(try school.desk.checkers(for: id, by: me) == ["checker@oakfield.example"])
    #expect(fault { try school.desk.askToCheck("dco@oakfield.example", about: id, by: me) } == .nobodyToAsk(id))
    #expect(
      fault { try school.desk.askToCheck("checker@oakfield.example", about: id, by: byLink) }
        == .signInNeeded(.askToCheck))
    for _ in 0..<2 { try school.desk.askToCheck("checker@oakfield.example", about: id, by: me) }
    #expect(try school.letters(id).map(\.to) == ["checker@oakfield.example"])
    #expect(try school.desk.look(at: id, by: me).check?.askedBySender.map(\.colleague) == ["checker@oakfield.example"])
    #expect(try school.desk.look(at: id, by: byLink).check?.askedBySender == [])
    let plain = try school.hold(again())
    #expect(try school.desk.look(at: plain, by: me).check == nil)
    #expect(try !school.desk.look(at: plain, by: me).acts.contains(.askToCheck))
    #expect(
      fault { try school.desk.askToCheck("checker@oakfield.example", about: plain, by: me) }
        == .notOffered(plain, .askToCheck))
  }

  /// Transactions of one message, which differ in their recipients alone; or a run, whose texts differ a little.
  private func hold(
    _ recipients: [String], as message: HeldMessage = heldMail(), text: (String) -> String = { _ in "Text" }
  ) throws -> [HeldID] {
    try recipients.map { recipient in
      var part = message
      part.envelope.recipients = [.init(address: recipient)]
      part.likeness = 1
      return try school.hold(part, "From: t.marlow@oakfield.example\n\n\(text(recipient))\n")
    }
  }

  @Test("what is done with one message of a case is done with all of it that is the sender's and waits")
  func wholeCase() throws {
    let ids = try hold(["a.parent@families.example", "b.parent@families.example", "c.parent@families.example"])
    let view = try school.desk.look(at: ids[1], by: byLink)
    #expect(view.messages == 3 && view.recipients.map(\.address).sorted().map { $0.prefix(1) } == ["a", "b", "c"])
    #expect(view.acts.contains(.dropRecipients))
    let wish = SenderMend(ReleaseChoice(addresses: .hidden))
    let plan = try school.desk.plan(wish, of: ids[1], by: byLink)
    #expect(plan.messages == 3 && plan.copies.count == 3 && plan.returned.isEmpty)
    try school.desk.send(wish, of: ids[1], approved: plan.digest, by: byLink)
    #expect(try ids.map { try school.state($0) } == [.releasing, .releasing, .releasing])
    #expect(try ids.flatMap { try school.outgoing($0) }.count == 3)
    try school.desk.takeBack(of: ids[0], by: byLink)
    #expect(try ids.map { try school.state($0) } == [.held, .held, .held])
    let back = try school.desk.withdrawal(of: ids[2], by: byLink)
    #expect(back.messages == 3)
    try school.desk.withdraw(of: ids[2], approved: back.digest, by: byLink)
    #expect(try ids.map { try school.state($0) } == [.returning, .returning, .returning])
    #expect(fault { try school.desk.send(wish, of: ids[1], approved: plan.digest, by: byLink) } != nil)
  }

  @Test("a message of the case of which nobody is left comes back; nobody left of any of them is no wish")
  func droppedWhole() throws {
    let ids = try hold(
      ["a.parent@families.example", "b.parent@families.example"], text: { "Dear parent of \($0), all is well today" })
    let only = SenderMend(ReleaseChoice(recipients: ["b.parent@families.example"]))
    let plan = try school.desk.plan(only, of: ids[0], by: byLink)
    #expect(plan.withheld == ["a.parent@families.example"] && plan.returned == [ids[0]] && plan.messages == 1)
    try school.desk.send(only, of: ids[0], approved: plan.digest, by: byLink)
    #expect(try ids.map { try school.state($0) } == [.returning, .releasing])
    let others = try hold(["c.parent@families.example", "d.parent@families.example"])
    #expect(
      fault { _ = try school.desk.plan(SenderMend(ReleaseChoice(recipients: [])), of: others[0], by: byLink) }
        == .nobodyLeft(others[0]))
    let stranger = SenderMend(ReleaseChoice(recipients: ["e.parent@families.example"]))
    #expect(fault { _ = try school.desk.plan(stranger, of: others[0], by: byLink) } == .noRecipient(others[0]))
  }

  @Test("what keeps one of them keeps all, and one that joined or left the case makes another plan")
  func caseStops() throws {
    let ids = try hold(["a.parent@families.example", "b.parent@families.example"])
    school.rules.reasons = [reason("sen.others", ["b.parent@families.example"], releaser: .officer)]
    let wish = SenderMend(ReleaseChoice(addresses: .hidden))
    let stopped = try school.desk.plan(wish, of: ids[0], by: byLink)
    #expect(!stopped.isReady && stopped.stops.flatMap(\.recipients) == ["b.parent@families.example"])
    #expect(fault { try school.desk.send(wish, of: ids[0], approved: stopped.digest, by: byLink) } != nil)
    #expect(try ids.map { try school.state($0) } == [.held, .held])
    school.rules.reasons = []
    let plan = try school.desk.plan(wish, of: ids[0], by: byLink)
    let third = try hold(["c.parent@families.example"])
    #expect(fault { try school.desk.send(wish, of: ids[0], approved: plan.digest, by: byLink) } == .changed(ids[0]))
    let now = try school.desk.plan(wish, of: ids[0], by: byLink)
    #expect(now.messages == 3)
    try school.desk.send(wish, of: ids[0], approved: now.digest, by: byLink)
    #expect(try school.state(third[0]) == .releasing)
  }

  @Test("an attachment is taken out of all where they are the same message, and of none of a run of several")
  func caseCuts() throws {
    let text = "--b\n\nText\n--b\n\nSecret\n--b--"
    let header = "From: t.marlow@oakfield.example\n\n"
    let wire = String(decoding: DeskSchool.wire(header + text + "\n"), as: UTF8.self)
    let start = try #require(wire.utf8.firstRange(of: "\r\nSecret".utf8)?.lowerBound)
    let from = wire.utf8.distance(from: wire.startIndex, to: start)
    let cut = PartCut(range: from..<from + 8, part: "2")
    let wish = SenderMend(ReleaseChoice(cuts: [cut]))
    let same = try hold(["a.parent@families.example", "b.parent@families.example"], text: { _ in text })
    let plan = try school.desk.plan(wish, of: same[0], by: me)
    #expect(plan.copies.count == 2 && plan.copies.allSatisfy { $0.cuts == [cut] })
    try school.desk.send(wish, of: same[0], approved: plan.digest, by: me)
    var other = heldMail()
    other.messageID = nil
    let run = try hold(["c.parent@families.example", "d.parent@families.example"], as: other, text: { "\(text)\($0)" })
    #expect(try school.desk.look(at: run[0], by: me).messages == 2)
    #expect(fault { _ = try school.desk.plan(wish, of: run[0], by: me) } == .cannotCut(run[0]))
  }

  @Test("each of a case goes under a password of its own, and its sender is told all of them with whom they are for")
  func casePasswords() throws {
    let ask = reason("health.own", ["a.parent@families.example", "b.parent@families.example"], requires: ["protect"])
    school.rules.reasons = [ask]
    let ids = try hold(["a.parent@families.example", "b.parent@families.example"], as: heldMail([ask]))
    try school.send(.init(.init(isProtected: true)), ids[1], by: byLink)
    #expect(try ids.map { try school.state($0) } == [.releasing, .releasing])
    #expect(fault { _ = try school.desk.passwords(of: ids[0], by: byLink) } == .signInNeeded(.protect))
    let passwords = try school.desk.passwords(of: ids[1], by: me)
    #expect(passwords.map(\.recipients) == [["b.parent@families.example"], ["a.parent@families.example"]])
    // A text would not say which of them it opens.
    #expect(try school.desk.texts(about: ids[0], by: me) == nil)
    let number = try MobileNumber("07700 900123", in: ["GB"])
    #expect(
      fault { try school.desk.textPassword(of: ids[0], to: number, by: me) }
        == .cannotText(ids[0], TextRefusal.several))
    #expect(try school.desk.look(at: ids[0], by: me).particulars?.hasPassword == true)
  }

  @Test("a child at risk: each message of the case goes to its professionals, and one without goes on waiting")
  func caseRisk() throws {
    let ids = try ["duty@council.example", "a.parent@families.example", "nurse@clinic.example"].map { recipient in
      var message = heldMail(cabinets: [.childProtection])
      message.envelope.recipients = [.init(address: recipient)]
      message.facts.recipients = [
        .init(address: recipient, kind: recipient.hasPrefix("a.") ? "guardian" : "professional")
      ]
      return try school.hold(message)
    }
    let plan = try school.desk.riskPlan(of: ids[1], by: byLink)
    #expect(plan.messages == 2 && plan.copies.flatMap(\.addresses) == ["duty@council.example", "nurse@clinic.example"])
    try school.desk.releaseAtRisk(of: ids[1], approved: plan.digest, by: byLink)
    #expect(try ids.map { try school.state($0) } == [.releasing, .held, .releasing])
  }

  @Test("a false alarm is noted once and goes on waiting, or goes with the word that it was checked")
  func falseAlarm() throws {
    let id = try school.hold()
    try school.desk.markFalseAlarm(of: id, reason: "it is a newsletter", by: me)
    try school.desk.markFalseAlarm(of: id, reason: "again", by: me)
    #expect(try school.state(id) == .held)
    #expect(try school.store.isFalseAlarm(id))
    let other = try school.hold(again())
    try school.send(.init(checked: "a newsletter", isFalseAlarm: true), other, by: me)
    #expect(try school.store.falseAlarms(since: 0).count == 2)
    #expect(try school.state(other) == .releasing)
  }

  @Test("a child at risk: the professionals get it at once, whatever the rules say, and the leads are told")
  func risk() throws {
    var message = heldMail([reason(releaser: .officer)], releaser: .officer, cabinets: [.childProtection])
    message.facts.recipients = [
      .init(address: mendedParents[0], kind: "professional"), .init(address: mendedParents[1], kind: "guardian"),
    ]
    school.rules.reasons = [reason(releaser: .officer)]
    school.rules.trouble = "no worker"
    let id = try school.hold(message)
    let plan = try school.desk.riskPlan(of: id, by: byLink)
    #expect(plan.copies.map(\.addresses) == [[mendedParents[0]]] && plan.withheld == [mendedParents[1]])
    try school.desk.releaseAtRisk(of: id, approved: plan.digest, by: byLink)
    #expect(try school.letters(id).map(\.to) == ["deputy@oakfield.example", "dsl@oakfield.example"])
    #expect(try school.outgoing(id).map { $0.envelope.recipients.map(\.address) } == [[mendedParents[0]]])
    // No grace time: it is due as soon as the process that asked has had its chance.
    school.clock.advance(5)
    let due = Set(try school.store.dueOutgoing())
    let row = try #require(try school.store.outgoing(about: id).first { $0.kind == .release })
    #expect(due.contains(row.id))
    let ordinary = try school.hold(again())
    #expect(fault { _ = try school.desk.riskPlan(of: ordinary, by: me) } == .notOffered(ordinary, .childAtRisk))
  }

  @Test("a sender's word for a parent is kept with the release, for those who get it (D16)")
  func parents() throws {
    var message = heldMail()
    message.parentChecks = [
      ParentCheck(address: mendedParents[0], pupil: "upn A", name: "Secret Person"),
      ParentCheck(address: mendedParents[1], pupil: "upn A", name: "Secret Person"),
    ]
    let id = try school.hold(message)
    var mend = one
    mend.checksParents = true
    #expect(fault { try school.send(mend, id, by: me) } == .reasonMissing(id))
    mend.checked = "their form is in the office"
    try school.send(mend, id, by: me)
    let key = school.store.parentKey(sender: me.address, address: mendedParents[0], pupil: "upn A")
    #expect(try school.store.checkedParents(by: me.address) == [key])
    let plain = try school.hold(again())
    #expect(fault { try school.send(mend, plain, by: me) } == .notOffered(plain, .checked))
  }

  @Test("recipients who are none of those that wait, and none at all, are refused")
  func recipients() throws {
    let id = try school.hold()
    #expect(
      fault { try school.send(.init(.init(recipients: ["x@families.example"])), id, by: me) } == .noRecipient(id))
    #expect(fault { try school.send(.init(.init(recipients: [])), id, by: me) } == .nobodyLeft(id))
    #expect(
      fault {
        try school.send(.init(.init(cuts: [PartCut(range: 2..<4, part: "1")], isProtected: true)), id, by: me)
      } == .cannotCut(id))
  }
}
