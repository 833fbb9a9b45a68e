import Quarantine
import Testing

@testable import Accounts
@testable import SingleSignOn

@Suite("Accounts that the school's provider signs in")
struct SingleSignOnAccountTests {
  private func person(_ address: String = Office.address, _ subject: String = "tenant a1") throws -> SignedOnPerson {
    try SignedOnPerson(subject: subject, address: address, name: "Jo Patel")
  }

  @Test("need no invitation where the address is the school's, and get no right by it")
  func made() throws {
    let office = try Office()
    let entry = try office.accounts.signIn(person(), from: Office.office)
    #expect(entry.session.way == .singleSignOn && !entry.session.isAdministrator && entry.session.name == "Jo Patel")
    let account = try #require(try office.accounts.account(Office.address))
    #expect(account.usesSingleSignOn && !account.hasPassword)
    #expect(try office.lines.map(\.action) == [.accountOpened, .signedIn])
    #expect(kind { try office.accounts.signIn(Office.address, password: "", from: Office.office) } == .refused)
  }

  @Test("of other addresses need one")
  func strangers() throws {
    let office = try Office()
    let governor = try person("chair@home.example", "g1")
    #expect(kind { try office.accounts.signIn(governor, from: Office.office) } == .stranger)
    #expect(try office.accounts.accounts().isEmpty)
    let code = try office.accounts.invite("chair@home.example", by: "admin").code
    #expect(throws: Never.self) { try office.accounts.signIn(governor, from: Office.office) }
    #expect(try office.accounts.invited(by: code) == nil)
    #expect(
      kind { try office.accounts.signIn(person("x@notoakfield.example", "g2"), from: Office.office) } == .stranger)
  }

  @Test("are bound to the account at the provider: an address that somebody new has opens nothing, until it is reset")
  func bound() throws {
    let office = try Office()
    _ = try office.accounts.signIn(person(), from: Office.office)
    let successor = try person(Office.address, "tenant b2")
    #expect(kind { try office.accounts.signIn(successor, from: Office.office) } == .otherPerson)
    _ = try office.accounts.reset(Office.address, by: "admin", reason: "the address has a new holder")
    #expect(throws: Never.self) { try office.accounts.signIn(successor, from: Office.office) }
    #expect(kind { try office.accounts.signIn(person(), from: Office.office) } == .otherPerson)
  }

  @Test("are signed in no more when disabled")
  func disabled() throws {
    let office = try Office()
    _ = try office.accounts.signIn(person(), from: Office.office)
    try office.accounts.disable(Office.address, by: "admin")
    #expect(kind { try office.accounts.signIn(person(), from: Office.office) } == .refused)
    #expect(try office.accounts.sessions(of: Office.address).isEmpty)
  }

  @Test("confirm a grave action at the provider, as the same person")
  func confirm() throws {
    let office = try Office()
    let entry = try office.accounts.signIn(person(), from: Office.office)
    office.clock.advance(20 * 60)
    #expect(
      kind { try office.accounts.confirm(entry.token, person(Office.address, "tenant b2"), from: Office.office) }
        == .otherPerson)
    #expect(kind { try office.accounts.confirm(entry.token, password: "", from: Office.office) } == .noPassword)
    let again = try office.accounts.confirm(entry.token, person(), from: Office.office)
    #expect(office.accounts.isConfirmed(again.session))
  }

  @Test("what a browser keeps meanwhile is sealed, and nothing else is taken for it")
  func attempt() throws {
    let office = try Office()
    let attempt = SignOnAttempt(begun: office.clock.time)
    let cookie = try office.accounts.sealed(attempt)
    #expect(office.accounts.opened(cookie) == attempt)
    #expect(!cookie.contains(attempt.state) && cookie.allSatisfy { $0.isLetter || $0.isNumber || "-_".contains($0) })
    for wrong in ["", "x", String(cookie.dropLast(2)), cookie + "AA", try Office().accounts.sealed(attempt)] {
      #expect(office.accounts.opened(wrong) == nil)
    }
  }
}
