import Policy
import Quarantine
import Testing

@testable import Delivery

@Suite("A sender, whose message waits for a colleague or for a while")
struct SenderWaitsTests {
  private let school: SenderSchool

  init() throws { school = try SenderSchool() }

  private func hold(_ reasons: [HoldReason], _ waits: Waits, _ text: String = "Text") throws -> HeldID {
    var message = heldMail(reasons, releaser: waits.check ? .colleague : .sender)
    message.waits = waits
    school.rules.reasons = reasons
    return try school.hold(message, "From: t.marlow@oakfield.example\n\n\(text)\n")
  }

  private func round() throws -> WaitingRound.Report {
    let desk = school.desk.desk
    return try WaitingRound(store: school.store, book: desk.book, writer: desk.writer) { _ in false }.run()
  }

  @Test("cannot mend past a colleague's check; once that is made, it is answered")
  func checked() throws {
    let checking = reason("check", releaser: .colleague, requires: ["check"])
    let id = try hold([checking, reason()], Waits(check: true, rest: .sender))
    let me = school.person()
    let mend = SenderMend(.whole, checked: "I have looked")
    #expect(try school.desk.plan(mend, of: id, by: me).stops.map(\.rule) == ["check"])
    let desk = school.desk.desk
    let checker = desk.book.reader("checker@oakfield.example")
    try desk.confirmCheck(id, approved: desk.checkPlan(id, by: checker).digest, by: checker)
    #expect(try round().sent == 0, "its sender decides")
    #expect(try school.desk.plan(mend, of: id, by: me).stops.isEmpty)
    try school.send(mend, id, by: me)
    #expect(try school.outgoing(id).count == 1)
    #expect(try round() == WaitingRound.Report())
  }

  @Test("takes a message back that would go by itself, or sends it at once: either happens alone")
  func delayed() throws {
    let short = reason("delay", requires: ["delay"])
    let me = school.person()
    let back = try hold([short], Waits(check: false, delay: 120))
    let plan = try school.desk.withdrawal(of: back, by: me)
    try school.desk.withdraw(of: back, approved: plan.digest, by: me)
    let sent = try hold([short], Waits(check: false, delay: 120), "Another")
    #expect(sent != back)
    try school.send(SenderMend(checked: "it is right"), sent, by: me)
    school.clock.advance(120)
    #expect(try round() == WaitingRound.Report())
    #expect(try school.outgoing(sent).count == 1 && school.state(back) == .returning)
  }
}
