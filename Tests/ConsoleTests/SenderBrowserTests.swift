import Configuration
import Foundation
import Policy
import PosternKit
import Quarantine
import Testing

@testable import Console

@Suite("The page behind the link, in a browser", .serialized)
struct SenderBrowserTests {
  @Test("on a phone and a desk, by day and night: read, previewed and sent by two clicks, without a script")
  func phone() throws {
    let site = try SenderSite()
    defer { site.stop() }
    let id = try site.hold("Zither", .childProtection, attachment: true)
    let link = try site.link(to: id)
    let browser = try Browser()
    defer { browser.stop() }
    for (name, path) in [
      ("email", ""), ("mend", "/mend?chosen=yes&to=1&show=hidden"), ("withdraw", "/withdraw"), ("risk", "/at-risk"),
      ("ask-officer", "/ask-officer"),
    ] {
      try browser.open(site.url + link + path)
      try browser.look("sender-\(name)")
      try browser.expectQuiet(name)
    }
    let plain = try site.hold("Zither")
    try browser.scripts(false)
    try browser.size(390, 844)
    try browser.open(site.url + site.link(to: plain))
    try browser.press("Send it with the addresses hidden")
    try browser.wait(for: "Your email is going out")
    try browser.scripts(true)
    try browser.look("sender-going")
    #expect(try site.mail.state(plain) == .releasing)
    try browser.press("Take it back")
    try browser.wait(for: "Taken back")
    #expect(try site.mail.state(plain) == .held)
    #expect(try browser.requested().allSatisfy { $0.hasPrefix(site.url) })
  }

  @Test("where a colleague checks: who is asked, whom to ask, and the officers' page of it")
  func check() throws {
    let site = try SenderSite(settings: "four_eyes: {checkers: [\(HeldMail.head), \(HeldMail.senco)]}\n")
    defer { site.stop() }
    let id = try site.hold("Zither", waits: Waits(check: true))
    let link = try site.link(to: id)
    try site.store.advance(try #require(try site.store.openChecks().first), to: .checkers, letters: [])
    let browser = try Browser()
    defer { browser.stop() }
    try browser.open(site.url + link)
    try browser.look("sender-check-masked")
    try browser.cookie("postern", try site.mail.console.token(HeldMail.sender))
    try browser.open(site.url + link)
    try browser.look("sender-check")
    try browser.press("Ask somebody to check the addresses")
    try browser.look("sender-ask-to-check")
    try browser.expectQuiet("check")
    try site.mail.console.enter(browser, as: HeldMail.officer)
    try browser.open("\(site.mail.console.url)/held/\(id)")
    try browser.look("held-check")
    try site.mail.console.enter(browser, as: HeldMail.senco)
    try browser.open("\(site.mail.console.url)/checks/\(id)")
    try browser.look("check-answer")
    try browser.expectQuiet("check")
  }

  @Test("signed in on the way: from the link to the sign-in, back to what was asked for, and sent")
  func signedIn() throws {
    let site = try SenderSite()
    defer { site.stop() }
    let id = try site.hold("Zither", attachment: true)
    let link = try site.link(to: id)
    let token = try site.mail.console.token(HeldMail.sender)
    let browser = try Browser()
    defer { browser.stop() }
    try browser.open(site.url + link)
    try browser.press("Sign in")
    try browser.wait(for: "Email address")
    try browser.look("sender-sign-in")
    try browser.cookie("postern", token)
    for (name, path) in [
      ("email-signed-in", ""), ("read", "/read"), ("checked", "/mend?checked=yes"), ("ask-colleague", "/ask-colleague"),
      ("password", "/password"),
    ] {
      try browser.open(site.url + link + path)
      try browser.look("sender-\(name)")
    }
    try browser.open(site.url + link + "/mend?checked=yes")
    try browser.fill("How have you checked them?", "I telephoned the clinic")
    try browser.press("Send it")
    try browser.wait(for: "Your email is going out")
    #expect(try site.mail.state(id) == .releasing)
  }
}
