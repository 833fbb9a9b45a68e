import Configuration
import Foundation
import GRDB
import Quarantine
import Testing

@testable import Accounts

@Suite("Signing in")
struct SignInTests {
  @Test("takes the password, then the code of the app, and each begins a session with a new token")
  func good() throws {
    let office = try Office()
    let (app, _, first) = try office.opened()
    let second = try office.signIn(app)
    #expect(first.token != second.token)
    #expect(try office.accounts.session(second.token)?.way == .passwordAndCode)
    #expect(
      try office.accounts.sessions(of: Office.address).map(\.browser) == ["Firefox on Windows", "Firefox on Windows"])
    #expect(try office.lines.last?.reason == "password and code, Firefox on Windows")
  }

  @Test("says the same, and does the same work, whatever is wrong")
  func same() throws {
    let office = try Office()
    try office.opened()
    try office.opened("gone@oakfield.example")
    try office.accounts.disable("gone@oakfield.example", by: "admin")
    _ = try office.accounts.invite("new@oakfield.example", by: "admin")
    var errors: Set<String> = []
    for (address, password) in [
      (Office.address, "wrong"), ("gone@oakfield.example", Office.password), ("new@oakfield.example", Office.password),
      ("nobody@oakfield.example", Office.password), ("no address", "x"), ("", ""),
      (Office.address, String(repeating: "x", count: 5_000)),
    ] {
      do {
        _ = try office.accounts.signIn(address, password: password, from: Office.elsewhere)
        Issue.record("\(address) was let in")
      } catch {
        errors.insert("\(error)")
      }
    }
    #expect(errors == ["\(AccountsError.refused)"])
  }

  @Test("a code serves once, and its neighbours in time do as well")
  func replay() throws {
    let office = try Office()
    let (app, _, _) = try office.opened()
    let used = app.code
    _ = try office.signIn(app)
    for _ in 0..<2 {
      let ticket = try office.ticket()
      #expect(kind { try office.accounts.signIn(ticket: ticket, code: used, from: Office.office) } == .refused)
      // A telephone whose clock is half a minute slow shows it still.
      office.clock.advance(TOTP.step)
    }
    office.clock.advance(TOTP.step)
    let before = app.code
    office.clock.advance(TOTP.step)
    let ticket = try office.ticket()
    #expect(kind { try office.accounts.signIn(ticket: ticket, code: before, from: Office.office) } == nil)
    #expect(kind { try office.accounts.signIn(ticket: ticket, code: app.code, from: Office.office) } == .expired)
  }

  @Test("five wrong codes ask for the password again")
  func wrongCodes() throws {
    let office = try Office()
    let (app, _, entry) = try office.opened()
    var client = Office.office
    client.browser = entry.browser
    let ticket = try office.ticket(from: client)
    for _ in 0..<5 {
      #expect(kind { try office.accounts.signIn(ticket: ticket, code: app.wrong, from: client) } == .refused)
    }
    #expect(kind { try office.accounts.signIn(ticket: ticket, code: app.code, from: client) } == .expired)
  }

  @Test("a recovery code serves once, in place of the telephone")
  func recovery() throws {
    let office = try Office()
    let (_, codes, _) = try office.opened()
    func use(_ code: String) -> AccountsError.Kind? {
      kind {
        _ = try office.accounts.signIn(ticket: office.ticket(), code: code, from: Office.office)
      }
    }
    #expect(use(codes[3].lowercased()) == nil)
    #expect(use(codes[3]) == .refused)
    #expect(try office.accounts.account(Office.address)?.recoveryCodesLeft == 9)
    #expect(try office.lines.contains { $0.action == .recoveryCodeUsed && $0.reason == "9 left" })
  }

  @Test("a password is hashed anew when its cost has risen")
  func rehash() throws {
    let office = try Office()
    let (app, _, _) = try office.opened()
    let dearer = try office.again(cost: PasswordCost(passes: 2, memory: 16 << 10))
    func hash() throws -> String? {
      try office.accounts.database.read { db in
        try office.accounts.record(office.accounts.secrets.account(Office.address), db)?.passwordHash
      }
    }
    let before = try hash()
    #expect(before?.contains("$m=8,t=1,p=1$") == true)
    #expect(kind { try dearer.signIn(Office.address, password: "wrong", from: Office.office) } == .refused)
    #expect(try hash() == before)
    _ = try dearer.signIn(Office.address, password: Office.password, from: Office.office)
    #expect(try hash()?.contains("$m=16,t=2,p=1$") == true)
    #expect(throws: Never.self) { try office.signIn(app) }
  }

  @Test("passwords are argon2id of 64 MiB and three passes, and typed alike is alike")
  func cost() throws {
    let work = try PasswordWork(.standard)
    let hash = try work.hash("cafe\u{301} quiver mossy")
    #expect(hash.hasPrefix("$argon2id$v=19$m=65536,t=3,p=1$"))
    #expect(try work.matches("café quiver mossy", hash, .stranger))
    #expect(try !work.matches("cafe quiver mossy", hash, .known) && !work.matches("café quiver mossy", nil, .known))
    #expect(!work.isOutdated(hash) && work.isOutdated("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$aGFzaA"))
  }

  @Test("where passwords are switched off, an administrator's still serves, and nobody learns whose it is")
  func passwordsOff() throws {
    let office = try Office()
    try office.opened()
    let (app, _, _) = try office.opened("it@oakfield.example", isAdministrator: true)
    let store = try office.again { $0.console.signIn.passwords = false }
    #expect(kind { try store.signIn(Office.address, password: "wrong", from: Office.office) } == .refused)
    #expect(kind { try store.signIn(Office.address, password: Office.password, from: Office.office) } == .passwordsOff)
    #expect(kind { try store.signIn(app.address, password: Office.password, from: Office.office) } == nil)
  }

  @Test("who is to have a second factor and has none sets one up before anything else")
  func enrolment() throws {
    let office = try Office { $0.console.signIn.secondFactor = .officers }
    let first = try office.accounts.accept(
      office.accounts.invite(Office.address, by: "admin").code, password: Office.password)
    _ = try office.accounts.finish(first.ticket, code: nil, from: Office.office)
    // Since then the school asks it of everyone.
    let store = try office.again { $0.console.signIn.secondFactor = .everyone }
    let step = try store.signIn(Office.address, password: Office.password, from: Office.office)
    guard case .enrolmentNeeded(let enrolment) = step else {
      Issue.record("no second factor was asked for")
      return
    }
    let app = App(enrolment, office.clock)
    #expect(kind { try store.finish(enrolment.ticket, code: nil, from: Office.office) } == .refused)
    #expect(try store.finish(enrolment.ticket, code: app.code, from: Office.office).recoveryCodes.count == 10)
  }

  @Test("refusals go on the trail as a number, once an hour, and name nobody")
  func refusals() throws {
    let office = try Office()
    try office.opened()
    for _ in 0..<3 {
      #expect(
        kind { try office.accounts.signIn("mistyped@oakfield.example", password: "x", from: Office.elsewhere) } != nil)
    }
    #expect(try !office.lines.contains { $0.action == .signInsRefused })
    office.clock.advance(AccountStore.refusalSpan)
    try office.accounts.tellRefusals()
    try office.accounts.tellRefusals()
    let lines = try office.lines.filter { $0.action == .signInsRefused }
    #expect(lines.map(\.reason) == ["3"] && lines.map(\.actor) == ["console"])
  }
}
