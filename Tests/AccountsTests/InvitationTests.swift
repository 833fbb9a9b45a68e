import Configuration
import Quarantine
import Testing

@testable import Accounts

@Suite("Invitations")
struct InvitationTests {
  @Test("open an account once, with a password, the code of an app, and ten recovery codes")
  func opened() throws {
    let office = try Office()
    let invitation = try office.accounts.invite(Office.address.uppercased(), name: "Jo Patel", by: "admin")
    #expect(try office.accounts.invited(by: invitation.code)?.address == Office.address)
    let enrolment = try office.accounts.accept(
      invitation.code.lowercased().replacing("-", with: " "), password: Office.password)
    #expect(enrolment.isRequired)
    #expect(
      enrolment.appAddress.hasPrefix("otpauth://totp/Postern%2C%20Oakfield%20Academy:j%2Epatel%40oakfield%2Eexample?"))
    let app = App(enrolment, office.clock)
    #expect(kind { try office.accounts.finish(enrolment.ticket, code: app.wrong, from: Office.office) } == .refused)
    #expect(kind { try office.accounts.finish(enrolment.ticket, code: nil, from: Office.office) } == .refused)
    let done = try office.accounts.finish(enrolment.ticket, code: app.code, from: Office.office)
    #expect(Set(done.recoveryCodes).count == 10)
    #expect(try office.accounts.session(done.entry.token)?.name == "Jo Patel")
    #expect(kind { try office.accounts.accept(invitation.code, password: Office.password) } == .expired)
    #expect(kind { try office.accounts.finish(enrolment.ticket, code: app.code, from: Office.office) } == .expired)
    #expect(try office.lines.map(\.action) == [.accountInvited, .accountOpened, .secondFactorSet, .signedIn])
  }

  @Test("end after a week, by a newer one, or with the account")
  func ended() throws {
    let office = try Office()
    let first = try office.accounts.invite(Office.address, by: "admin")
    let second = try office.accounts.invite(Office.address, by: "admin")
    #expect(kind { try office.accounts.accept(first.code, password: Office.password) } == .expired)
    #expect(try office.accounts.invited(by: second.code) != nil)
    office.clock.advance(7 * 86_400)
    #expect(kind { try office.accounts.accept(second.code, password: Office.password) } == .expired)
    let third = try office.accounts.invite(Office.address, by: "admin")
    try office.accounts.disable(Office.address, by: "admin")
    #expect(kind { try office.accounts.accept(third.code, password: Office.password) } == .expired)
    #expect(kind { try office.accounts.invite(Office.address, by: "admin") } == .exists)
    #expect(kind { try office.accounts.inviteFirstAdministrator(Office.address, by: "root") } == .exists)
  }

  @Test("the page between, and its ticket, is no way in, nor lasting")
  func ticket() throws {
    let office = try Office()
    let invitation = try office.accounts.invite(Office.address, by: "admin")
    let enrolment = try office.accounts.accept(invitation.code, password: Office.password)
    #expect(try office.accounts.session(enrolment.ticket) == nil)
    #expect(
      kind { try office.accounts.signIn(Office.address, password: Office.password, from: Office.office) } == .refused)
    #expect(
      kind { try office.accounts.signIn(ticket: enrolment.ticket, code: "000000", from: Office.office) } == .expired)
    let app = App(enrolment, office.clock)
    for _ in 0..<5 {
      #expect(kind { try office.accounts.finish(enrolment.ticket, code: app.wrong, from: Office.office) } == .refused)
    }
    #expect(kind { try office.accounts.finish(enrolment.ticket, code: app.code, from: Office.office) } == .expired)
    let again = try office.accounts.accept(invitation.code, password: Office.password)
    office.clock.advance(AccountStore.ticketLife)
    #expect(
      kind { try office.accounts.finish(again.ticket, code: App(again, office.clock).code, from: Office.office) }
        == .expired)
  }

  @Test("of one who needs no second factor may do without, and of an officer never")
  func officers() throws {
    let office = try Office { $0.console.signIn.secondFactor = .officers }
    let teacher = try office.accounts.accept(
      office.accounts.invite(Office.address, by: "admin").code, password: Office.password)
    #expect(!teacher.isRequired)
    let done = try office.accounts.finish(teacher.ticket, code: nil, from: Office.office)
    #expect(done.recoveryCodes.isEmpty && done.entry.session.way == .password)
    for (address, isAdministrator) in [("dsl@oakfield.example", false), ("it@oakfield.example", true)] {
      let enrolment = try office.accounts.accept(
        office.accounts.invite(address, isAdministrator: isAdministrator, by: "admin").code, password: Office.password)
      #expect(enrolment.isRequired)
      #expect(kind { try office.accounts.finish(enrolment.ticket, code: nil, from: Office.office) } == .refused)
    }
  }

  @Test("the first administrator is made once; another only where it is said")
  func firstAdministrator() throws {
    let office = try Office()
    let first = try office.accounts.inviteFirstAdministrator("it@oakfield.example", by: "root")
    // Not opened yet: nobody is locked out by a slip of the pen.
    #expect(kind { try office.accounts.inviteFirstAdministrator("it2@oakfield.example", by: "root") } == nil)
    let enrolment = try office.accounts.accept(first.code, password: Office.password)
    let app = App(enrolment, office.clock)
    #expect(
      try office.accounts.finish(enrolment.ticket, code: app.code, from: Office.office).entry.session.isAdministrator)
    #expect(
      kind { try office.accounts.inviteFirstAdministrator("head@oakfield.example", by: "root") } == .administratorExists
    )
    #expect(
      kind { try office.accounts.inviteFirstAdministrator("head@oakfield.example", another: true, by: "root") } == nil)
    #expect(
      kind { try office.accounts.inviteFirstAdministrator("no address", another: true, by: "root") } == .noAddress)
    #expect(try office.lines.filter { $0.action == .administratorMade }.count == 3)
  }

  @Test("codes are long enough, unlike each other, and read as people type them")
  func codes() {
    let codes = Set((0..<1_000).map { _ in TypedCode.random(groups: Invitation.groups) })
    #expect(codes.count == 1_000 && codes.allSatisfy { $0.plain.count == 24 && $0.text.count == 29 })
    #expect(TypedCode("oil1-0000-0000", groups: 3)?.plain == "011100000000")
    for wrong in ["", "0000-0000", "0000-0000-000U", "0000-0000-0000-0000", String(repeating: "0", count: 300)] {
      #expect(TypedCode(wrong, groups: 3) == nil)
    }
  }
}
