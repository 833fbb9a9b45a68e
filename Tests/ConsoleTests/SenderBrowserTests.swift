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
    try browser.scripts(false)
    try browser.size(390, 844)
    try browser.open(site.url + link)
    try browser.press("Send it with the addresses hidden")
    try browser.wait(for: "Your email is going out")
    try browser.scripts(true)
    try browser.look("sender-going")
    #expect(try site.mail.state(id) == .releasing)
    try browser.press("Take it back")
    try browser.wait(for: "Taken back")
    #expect(try site.mail.state(id) == .held)
    #expect(try browser.requested().allSatisfy { $0.hasPrefix(site.url) })
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
    try browser.wait(forURL: "/sign-in")
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
