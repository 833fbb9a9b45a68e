import Foundation
import PosternKit
import Testing

@Suite("Signing in, in a real browser", .serialized)
struct SignInBrowserTests {
  private static let officer = "c.draycott@oakfield.example"

  @Test("opens an account, loses nothing that was typed, and looks after it, by day and night, on a phone and a desk")
  func walk() throws {
    let site = try ConsoleSite()
    defer { site.stop() }
    let browser = try Browser()
    defer { browser.stop() }
    try browser.open(site.url + "/help")
    #expect(try browser.title().hasPrefix("Sign in"))
    try browser.look("sign-in")
    try browser.press("Sign in")
    try browser.wait(for: "There is a problem")
    try browser.look("sign-in-error")
    try browser.press("I have a one-time code")
    try browser.look("invitation")
    try browser.fill("One-time code", site.invite(Self.officer).lowercased())
    try browser.press("Go on")
    try browser.wait(for: Self.officer)
    try browser.fill("New password", "short")
    try browser.press("Go on")
    try browser.look("password-error")
    try browser.fill("New password", ConsoleAccount.password)
    try browser.press("Show password")
    try browser.press("Go on")
    try browser.look("enrolment")
    let key = try #require(try browser.script("return document.querySelector('.key').textContent") as? String)
    let app = AuthenticatorApp(key: key)
    try browser.fill("Code that the app shows", app.wrongCode())
    try browser.press("Go on")
    try browser.wait(for: "That code is not right")
    try browser.fill("Code that the app shows", app.code())
    try browser.press("Go on")
    try browser.look("recovery-codes")
    let shown = try browser.script("return [...document.querySelectorAll('code')].map((code) => code.textContent)")
    let codes = try #require(shown as? [String])
    try browser.press("I have kept them")
    try browser.open(site.url + "/account")
    try browser.look("account")

    // The session ends while somebody types.
    try browser.forget()
    try browser.fill("Present password", ConsoleAccount.password)
    try browser.press("Change password")
    try browser.wait(for: "What you had typed is not lost")
    try browser.look("sign-in-kept")
    try browser.fill("Email address", Self.officer)
    try browser.fill("Password", ConsoleAccount.password)
    try browser.press("Sign in")
    try browser.look("code")
    try browser.fill("Code of your authenticator app", codes[0])
    try browser.press("Go on")
    try browser.wait(for: "You are signed in again")
    try browser.look("kept")
    try browser.press("Do not send it")
    try browser.open(site.url + "/account/confirm")
    try browser.look("confirm")
    try browser.fill("Your password", ConsoleAccount.password)
    try browser.press("Go on")
    try browser.press("Sign out")
    try browser.wait(for: "You are signed out")
    #expect(try browser.requested().allSatisfy { $0.hasPrefix(site.url) })
    #expect(try browser.log().filter { !$0.contains("status of 4") } == [])
    #expect(site.site.consoleLog.contains(Self.officer) == false)
  }

  @Test("an administrator looks after accounts")
  func accounts() throws {
    let site = try ConsoleSite()
    defer { site.stop() }
    let browser = try Browser()
    defer { browser.stop() }
    try site.signIn(browser, as: "it@oakfield.example", administrator: true)
    _ = try site.invite(Self.officer)
    try browser.open(site.url + "/accounts")
    try browser.look("accounts")
    try browser.press("Change \(Self.officer)")
    try browser.press("Disable")
    try browser.wait(for: "Say why")
    try browser.press("Change \(Self.officer)")
    try browser.fill("Why", "left the school")
    try browser.press("Disable")
    try browser.wait(for: "The account is disabled")
  }
}
