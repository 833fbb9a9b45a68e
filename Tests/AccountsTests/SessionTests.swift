import Foundation
import Quarantine
import Testing

@testable import Accounts

@Suite("Sessions")
struct SessionTests {
  @Test("end after half an hour without a request, and after twelve hours whatever is done")
  func ends() throws {
    let office = try Office()
    let (_, _, entry) = try office.opened()
    office.clock.advance(29 * 60)
    #expect(try office.accounts.session(entry.token) != nil)
    office.clock.advance(29 * 60)
    // A page that looks for news by itself keeps nobody signed in.
    #expect(try office.accounts.session(entry.token, counts: false) != nil)
    office.clock.advance(60)
    #expect(try office.accounts.session(entry.token) == nil)
    let (_, _, long) = try office.opened("head@oakfield.example")
    for _ in 0..<24 {
      office.clock.advance(29 * 60)
      #expect(try office.accounts.session(long.token) != nil)
    }
    office.clock.advance(25 * 60)
    #expect(try office.accounts.session(long.token) == nil)
  }

  @Test("nothing that a browser makes up is one, and the store tells no token")
  func tokens() throws {
    let office = try Office()
    let (_, _, entry) = try office.opened()
    let changed = String(entry.token.dropLast()) + (entry.token.hasSuffix("A") ? "E" : "A")
    for text in [
      "", "x", changed, entry.token + "=", entry.session.id, entry.browser, String(repeating: "A", count: 43),
    ] {
      #expect(try office.accounts.session(text) == nil)
    }
    let stored = office.stored()
    for secret in [entry.token, entry.browser, Office.address, Office.password, "192.0.2.14", "Firefox", "argon2id"] {
      #expect(stored.range(of: Data(secret.utf8)) == nil, "\(secret)")
    }
    #expect(entry.token.count == 43 && entry.session.formToken != entry.token)
  }

  @Test("are shown with browser, place and time, and end one by one, or all")
  func revoked() throws {
    let office = try Office()
    let (app, _, first) = try office.opened()
    let second = try office.signIn(app, from: Office.elsewhere)
    let all = try office.accounts.sessions(of: Office.address.uppercased())
    #expect(Set(all.map(\.place)) == ["192.0.2.14", "198.51.100.7"])
    #expect(Set(all.map(\.browser)) == ["Firefox on Windows", "an unknown browser"])
    #expect(
      kind { try office.accounts.endSession(second.session.id, of: "head@oakfield.example", by: "x") } == .expired)
    try office.accounts.endSession(second.session.id, of: Office.address, by: Office.address)
    #expect(try office.accounts.session(second.token) == nil && office.accounts.session(first.token) != nil)
    office.clock.advance(TOTP.step)
    let third = try office.signIn(app)
    #expect(try office.accounts.endSessions(of: Office.address, except: third.token, by: Office.address) == 1)
    #expect(try office.accounts.session(first.token) == nil && office.accounts.session(third.token) != nil)
    try office.accounts.signOut(third.token)
    #expect(try office.accounts.sessions(of: Office.address).isEmpty)
    #expect(try office.lines.map(\.action).suffix(4) == [.sessionsEnded, .signedIn, .sessionsEnded, .signedOut])
  }

  @Test("of a disabled account end at once, and begin again when it is enabled")
  func disabled() throws {
    let office = try Office()
    let (app, _, entry) = try office.opened()
    try office.accounts.disable(Office.address, by: "admin", reason: "left the school")
    #expect(try office.accounts.session(entry.token) == nil)
    #expect(kind { try office.signIn(app) } == .refused)
    try office.accounts.enable(Office.address, by: "admin")
    #expect(try office.accounts.session(entry.token) == nil)
    #expect(throws: Never.self) { try office.signIn(app) }
    #expect(
      try office.lines.contains { $0.action == .accountDisabled && $0.reason == "\(Office.address): left the school" })
    #expect(kind { try office.accounts.disable("nobody@oakfield.example", by: "admin") } == .notFound)
  }

  @Test("end with the password that they were begun with; the one that changes it gets a new token")
  func passwordChange() throws {
    let office = try Office()
    let (app, _, first) = try office.opened()
    let second = try office.signIn(app)
    let new = "quiver turbine pelican"
    #expect(
      kind { try office.accounts.changePassword(second.token, old: "wrong", new: new, from: Office.office) } == .refused
    )
    #expect(
      kind {
        try office.accounts.changePassword(second.token, old: Office.password, new: "short", from: Office.office)
      } == .weakPassword(.tooShort))
    let changed = try office.accounts.changePassword(second.token, old: Office.password, new: new, from: Office.office)
    #expect(try office.accounts.session(first.token) == nil && office.accounts.session(second.token) == nil)
    #expect(try office.accounts.session(changed.token)?.startedAt == second.session.startedAt)
    #expect(kind { try office.signIn(app) } == .refused)
    office.clock.advance(TOTP.step)
    #expect(throws: Never.self) { try office.signIn(app, password: new) }
  }

  @Test("are confirmed for a grave action for a quarter of an hour, under a new token and the old end")
  func confirmed() throws {
    let office = try Office()
    let (_, _, entry) = try office.opened()
    #expect(office.accounts.isConfirmed(entry.session))
    office.clock.advance(15 * 60)
    let session = try #require(try office.accounts.session(entry.token))
    #expect(!office.accounts.isConfirmed(session))
    #expect(kind { try office.accounts.confirm(entry.token, password: "wrong", from: Office.office) } == .refused)
    let again = try office.accounts.confirm(entry.token, password: Office.password, from: Office.office)
    #expect(office.accounts.isConfirmed(again.session) && again.session.startedAt == session.startedAt)
    #expect(try office.accounts.session(entry.token) == nil)
    #expect(
      kind { try office.accounts.confirm(entry.token, password: Office.password, from: Office.office) } == .signedOut)
  }

  @Test("a second factor set up anew ends the old one, its recovery codes and all other sessions")
  func secondFactor() throws {
    let office = try Office()
    let (old, codes, entry) = try office.opened()
    let enrolment = try office.accounts.beginSecondFactor(entry.token)
    let new = App(enrolment, office.clock)
    let done = try office.accounts.finish(enrolment.ticket, code: new.code, from: Office.office)
    #expect(Set(done.recoveryCodes).isDisjoint(with: codes))
    #expect(try office.accounts.session(entry.token) == nil && office.accounts.session(done.entry.token) != nil)
    office.clock.advance(TOTP.step)
    #expect(kind { try office.signIn(old) } == .refused)
    let later = try office.signIn(new)
    let fresh = try office.accounts.newRecoveryCodes(later.token)
    #expect(fresh.count == 10 && Set(fresh).isDisjoint(with: done.recoveryCodes))
  }

  @Test("a second factor that is being set up when its session is ended is not set, and lets nobody in")
  func endedMeanwhile() throws {
    let office = try Office()
    let (app, _, entry) = try office.opened()
    let enrolment = try office.accounts.beginSecondFactor(entry.token)
    let other = App(enrolment, office.clock)
    try office.accounts.endSessions(of: Office.address, by: Office.address)
    #expect(
      kind { try office.accounts.finish(enrolment.ticket, code: other.code, from: Office.elsewhere) } == .signedOut)
    #expect(try office.accounts.sessions(of: Office.address).isEmpty)
    #expect(throws: Never.self) { try office.signIn(app) }
  }

  @Test("a reset takes all that somebody may have, and what they are stays")
  func reset() throws {
    let office = try Office()
    let (app, _, entry) = try office.opened("it@oakfield.example", isAdministrator: true)
    let invitation = try office.accounts.reset(app.address, by: "head", reason: "telephone stolen")
    #expect(try office.accounts.session(entry.token) == nil)
    #expect(kind { try office.signIn(app) } == .refused)
    let account = try #require(try office.accounts.account(app.address))
    #expect(
      account.isAdministrator && !account.hasPassword && !account.hasSecondFactor && account.recoveryCodesLeft == 0)
    #expect(try office.accounts.accept(invitation.code, password: Office.password).address == app.address)
  }

  @Test("several people share a computer, and each is known there")
  func shared() throws {
    let office = try Office()
    let (_, _, first) = try office.opened()
    var client = Office.office
    client.browser = first.browser
    let (app, _, second) = try office.opened("head@oakfield.example", from: client)
    client.browser = second.browser
    #expect(second.browser.split(separator: ".").count == 2)
    for address in [Office.address, app.address] {
      #expect(try office.accounts.budgets(address, client).isKnownBrowser)
    }
    #expect(try !office.accounts.budgets("dsl@oakfield.example", client).isKnownBrowser)
    #expect(try office.signIn(app, from: client).browser == second.browser)
  }
}
