import Configuration
import Foundation
import Policy
import PosternKit
import Quarantine
import Spool
import Testing

@testable import Console

@Suite("Held mail in a browser", .serialized)
struct HeldBrowserTests {
  @Test("by keyboard alone: from the list to a release, back, and undone")
  func keyboard() throws {
    let mail = try HeldMail()
    defer { mail.stop() }
    let id = try mail.hold("Zither", .general)
    let browser = try Browser()
    defer { browser.stop() }
    try mail.console.enter(browser, as: HeldMail.officer)
    try browser.open(mail.console.url + "/held")
    try browser.keys("j")
    try browser.keys("ENTER")
    try browser.wait(forURL: "/held/\(id)")
    try browser.keys("r")
    try browser.wait(forURL: "/held/\(id)/release")
    try browser.keys("y")
    try browser.keys("ENTER")
    try browser.wait(forURL: "/held/\(id)/undo")
    // What was shown before is done: the back button shows that.
    try browser.back()
    try browser.wait(for: "Things have changed")
    try browser.open(mail.console.url + "/held/\(id)/undo")
    try browser.keys("z")
    try browser.keys("ENTER")
    try browser.wait(for: "Waits for a decision")
    #expect(try mail.state(id) == .held)
  }

  @Test("three clicks lead from a letter's link to a release, without a script too")
  func clicks() throws {
    let mail = try HeldMail()
    defer { mail.stop() }
    let id = try mail.hold("Zither", .general)
    let browser = try Browser()
    defer { browser.stop() }
    try mail.console.enter(browser, as: HeldMail.officer)
    try browser.scripts(false)
    try browser.open(mail.console.url + "/held/\(id)")
    try browser.press("Release r")
    try browser.press("Confirm release y")
    try browser.scripts(true)
    #expect(try mail.state(id) == .releasing)
  }

  @Test("is read by everybody, on a phone and a desk, by day and night")
  func readable() throws {
    let mail = try HeldMail()
    defer { mail.stop() }
    let id = try mail.hold("Zither lessons for all", .general, attachment: true)
    let grave = try mail.hold("Xylophone", .childProtection)
    let going = try mail.hold("Zither going", .general)
    let officer = try mail.console.signedIn(HeldMail.officer)
    let release = try FormPage(officer, "/held/\(going)/release")
    let browser = try Browser()
    defer { browser.stop() }
    try mail.console.enter(browser, as: HeldMail.officer)
    func look(_ name: String, _ path: String) throws {
      try browser.open(mail.console.url + path)
      try browser.look("held-\(name)")
      try browser.expectQuiet(name)
    }
    try look("list", "/held")
    try look("filtered", "/held?cabinet=general&age=new")
    try look("message", "/held/\(id)")
    try look("read", "/held/\(id)/read")
    for act in ["release?attachments=yes", "return", "delete", "false-alarm", "ask", "breach"] {
      try look(String(act.prefix { $0 != "?" }), "/held/\(id)/\(act)")
    }
    try look("bulk", "/held/bulk?act=release&id=\(id)")
    try look("bulk-return", "/held/bulk?act=return&id=\(id)")
    #expect(try release.send("/held/\(going)/release", [("act", "release")]).status == 303)
    try look("undo", "/held/\(going)/undo")
    try look("masked", "/held/\(grave)")
    try look("glass", "/held/\(grave)/break-glass")
    try mail.console.enter(browser, as: HeldMail.dsl)
    try look("grave", "/held/\(grave)")
    try look("risk", "/held/\(grave)/at-risk")
    #expect(try browser.requested().allSatisfy { $0.hasPrefix(mail.console.url) })
  }
}
