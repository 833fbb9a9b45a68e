import Foundation
import PosternKit
import Testing

@Suite("Signing in with a browser", .serialized)
struct SignInBrowserTests {
  static let officer = "y.castell@oakfield.example"

  @Test("takes a one-time code, a password and an app, on a phone and a desk, by day and night")
  func invitation() throws {
    let site = try ConsoleSite()
    defer { site.stop() }
    let browser = try Browser()
    defer { browser.stop() }
    let code = try site.invite(Self.officer)
    try browser.open(site.url + "/help")
    #expect(try browser.url().hasPrefix(site.url + "/sign-in"))
    try look(browser, "sign-in")
    try browser.fill("Email address", Self.officer)
    try browser.fill("Password", "not the password")
    try browser.press("Sign in")
    try browser.wait(for: "is not right")
    try look(browser, "sign-in-refused")
    try browser.press("I have a one-time code")
    try browser.wait(for: "Open your account")
    try look(browser, "invitation")
    try browser.fill("One-time code", code)
    try browser.press("Go on")
    try browser.wait(for: "Choose a password")
    try look(browser, "password")
    try browser.fill("New password", Person.password)
    try browser.press("Go on")
    try browser.wait(for: "Set up your authenticator app")
    try look(browser, "app")
    let key = try #require(try browser.script("return document.querySelector('.key').textContent") as? String)
    try browser.fill("Code that the app shows", AuthenticatorApp(key: key).code())
    try browser.press("Go on")
    try browser.wait(for: "Keep your recovery codes")
    try look(browser, "recovery")
    try browser.press("I have kept them")
    try browser.wait(for: "Who may open what")
    try look(browser, "help")
    #expect(try browser.requested().allSatisfy { $0.hasPrefix(site.url) })
    try browser.press("Sign out")
    try browser.wait(for: "You are signed out.")
    try browser.back()
    try browser.wait(for: "Email address")
    #expect(try !browser.text().contains("Who may open what"))
  }

  /// What WCAG asks, in each size and light; and a picture, where a folder for them is named.
  private func look(_ browser: Browser, _ name: String) throws {
    for width in [390, 1_280] {
      for scheme in ["light", "dark"] {
        try browser.size(width, 900)
        try browser.scheme(scheme)
        let complaints = try browser.complaints()
        #expect(complaints == [], "\(name), \(width), \(scheme)")
        if let folder = ProcessInfo.processInfo.environment["POSTERN_SCREENSHOTS"] {
          try browser.shot("\(folder)/\(name)-\(width)-\(scheme).png")
        }
      }
    }
  }
}
