import Configuration
import Foundation
import Glibc
import Policy
import PosternKit
import Protection
import Quarantine
import Testing

@testable import Console

/// A school whose passwords may go by text message.
enum TextPages {
  static let words = "lantern-orbit-velvet"

  static func settings(_ gateway: TextReceiver) -> String {
    "sms: {url: '\(gateway.url)', form: {to: '{number}', message: '{text}'}, per_sender_a_day: 5, timeout: 20 s}\n"
  }

  static let text =
    "to=%2B447700900123&message=The%20password%20for%20the%20email%20from%20Oakfield%20Academy%3A%20lantern-orbit-velvet"

  /// Loads a page until it says so.
  static func wait(_ client: WebClient, _ path: String, for words: String) throws -> Bool {
    for _ in 0..<600 {
      if try client.get(path).words.contains(words) { return true }
      usleep(100_000)
    }
    return false
  }
}

@Suite("A password sent from its page by text message", .serialized)
struct TextPageTests {
  @Test("its sender types a number, the gateway gets it once, and the page says so; no log and no file holds any of it")
  func sender() throws {
    let gateway = try TextReceiver()
    let site = try SenderSite(settings: TextPages.settings(gateway))
    defer { site.stop() }
    let id = try site.hold("Zither")
    _ = try site.store.keepPassword(Password(TextPages.words), for: id)
    let link = try site.link(to: id)
    let client = try site.signedIn(HeldMail.sender)
    let page = try FormPage(client, link + "/password")
    #expect(!page.answer.text.contains("lantern"))
    let answer = try page.send(link + "/password/text", [("number", "07700 900123")])
    #expect(answer.status == 303 && answer["location"] == link + "/password")
    // A browser that sends the form twice.
    #expect(try page.send(link + "/password/text", [("number", "+44 7700 900123")]).status == 303)
    #expect(try gateway.wait(for: 1).map(\.body) == [TextPages.text])
    #expect(
      try TextPages.wait(
        client, link + "/password", for: "To the number that ends in 123: taken by the text message service"))
    #expect(gateway.requests.count == 1)
    let lines = try site.store.auditLines(of: id).filter { [.passwordTexted, .textEnded].contains($0.action) }
    #expect(lines.map(\.actor) == [HeldMail.sender, "console"])
    #expect(lines[0].reason?.contains("from 127.0.0.1") == true)

    let folder = site.mail.console.site.folder.path
    let logs = [site.mail.console.site.consoleLog, site.mail.console.site.log].joined()
    #expect(logs.contains("a text message was taken"))
    for secret in ["900123", "lantern-orbit"] {
      #expect(!logs.contains(secret))
      for name in ["state", "temporary"] {
        for file in try FileManager.default.subpathsOfDirectory(atPath: "\(folder)/\(name)") {
          let data = FileManager.default.contents(atPath: "\(folder)/\(name)/\(file)") ?? Data()
          #expect(data.range(of: Data(secret.utf8)) == nil, "\(secret) in \(file)")
        }
      }
    }
    let metrics = try site.mail.console.client.get("/metrics").text
    #expect(!metrics.contains("900123") && !metrics.contains("lantern"))
  }

  @Test("a number that is none, a landline and one abroad are refused on the page, with the reason, and nothing goes")
  func numbers() throws {
    let gateway = try TextReceiver()
    let site = try SenderSite(settings: TextPages.settings(gateway))
    defer { site.stop() }
    let id = try site.hold("Zither")
    _ = try site.store.keepPassword(Password(TextPages.words), for: id)
    let link = try site.link(to: id)
    let page = try FormPage(try site.signedIn(HeldMail.sender), link + "/password")
    for (typed, words) in [
      ("", "no telephone number"), ("<script>alert(1)</script>", "no telephone number"),
      ("020 7946 0123", "a landline"), ("+33 6 12 34 56 78", "not set up here"),
    ] {
      let answer = try page.send(link + "/password/text", [("number", typed)])
      #expect(answer.status == 422 && answer.words.contains(words), "\(typed)")
      #expect(answer.words.contains("There is a problem") && answer.text.contains("<title>Error: "))
      #expect(!answer.text.contains("<script"))
    }
    #expect(try site.store.texts(about: id, visibleTo: nil).isEmpty)
  }

  @Test("without a sign-in, as somebody else, and with another's form nothing goes")
  func strangers() throws {
    let gateway = try TextReceiver()
    let site = try SenderSite(settings: TextPages.settings(gateway))
    defer { site.stop() }
    let id = try site.hold("Zither")
    _ = try site.store.keepPassword(Password(TextPages.words), for: id)
    let link = try site.link(to: id)
    let number = ("number", "07700 900123")
    let visit = try FormPage(site.client, link)
    let token = visit.answer.hidden("form_token") ?? ""
    #expect(try site.client.post(link + "/password/text", [("form_token", token), number]).status != 200)
    for other in [HeldMail.officer, HeldMail.head] {
      let client = try site.signedIn(other)
      let token = try client.get(link).hidden("form_token") ?? ""
      let answer = try client.post(link + "/password/text", [("form_token", token), number])
      #expect([403, 404].contains(answer.status), "\(answer.status)")
    }
    let own = try site.signedIn(HeldMail.sender)
    #expect(try own.post(link + "/password/text", [("form_token", "x"), number]).status == 403)
    #expect(try site.store.texts(about: id, visibleTo: nil).isEmpty && gateway.requests.isEmpty)
  }

  @Test("an officer who may see the password sends it from the console; a fourth text of one message is refused there")
  func officer() throws {
    let gateway = try TextReceiver(.status(200), .status(403))
    let mail = try HeldMail(settings: TextPages.settings(gateway))
    defer { mail.stop() }
    let id = try mail.hold("Zither", .general)
    let path = "/held/\(id)/password"
    let officer = try mail.console.signedIn(HeldMail.officer)
    #expect(try !officer.get(path).text.contains("text message"))
    _ = try mail.store.keepPassword(Password(TextPages.words), for: id)
    func send(_ number: String) throws -> WebClient.Answer {
      try FormPage(officer, path).send(path + "/text", [("number", number)])
    }
    #expect(try send("07700 900123").status == 303)
    #expect(try TextPages.wait(officer, path, for: "ends in 123: taken by"))
    #expect(try send("07700 900456").status == 303)
    #expect(
      try TextPages.wait(officer, path, for: "ends in 456: it was not sent: the text message service did not take"))
    gateway.answer(.status(200))
    // What failed does not count for the message.
    #expect(try send("07700 900457").status == 303 && send("07700 900458").status == 303)
    let fourth = try send("07700 900459")
    #expect(fourth.status == 422 && fourth.words.contains("was sent 3 times by text message"))
    let lines = try mail.store.auditLines(of: id).filter { $0.action == .passwordTexted }
    #expect(lines.map(\.actor) == Array(repeating: HeldMail.officer, count: 4))
    let other = try mail.console.signedIn(HeldMail.dsl)
    #expect(
      try other.post(path + "/text", [("form_token", mail.console.formToken(other)), ("number", "07700 900123")])
        .status == 403)
  }

  @Test("a console that is killed before the gateway has answered does not send it again, and the page says so")
  func killed() throws {
    let gateway = try TextReceiver(.silence)
    let mail = try HeldMail(settings: TextPages.settings(gateway))
    defer { mail.stop() }
    let id = try mail.hold("Zither", .general)
    _ = try mail.store.keepPassword(Password(TextPages.words), for: id)
    let path = "/held/\(id)/password"
    let officer = try mail.console.signedIn(HeldMail.officer)
    let page = try FormPage(officer, path)
    #expect(try page.send(path + "/text", [("number", "07700 900123")]).status == 303)
    _ = try gateway.wait(for: 1)
    kill(try #require(mail.console.site.consoleProcess), SIGKILL)
    mail.console.site.stopConsole()
    gateway.answer(.status(200))
    _ = try mail.console.site.startConsole()
    #expect(try TextPages.wait(officer, path, for: "it may have been sent: Postern was stopped in the middle of it"))
    #expect(gateway.requests.count == 1)
  }

  @Test("by the command line it goes, too, as the officer who is named; and where there is no gateway it says so")
  func command() throws {
    let gateway = try TextReceiver()
    let mail = try HeldMail(settings: TextPages.settings(gateway))
    defer { mail.stop() }
    let id = try mail.hold("Zither", .general)
    _ = try mail.store.keepPassword(Password(TextPages.words), for: id)
    func run(_ number: String, by officer: String) throws -> (status: Int32, said: String) {
      let result = try mail.console.site.run(["held", "password", "\(id)", "--text", number, "--by", officer])
      #expect(!result.output.contains("lantern") && !result.errors.contains("900123"))
      return (result.status, result.errors)
    }
    #expect(try run("020 7946 0123", by: HeldMail.officer).said.contains("a landline"))
    #expect(try run("07700 900123", by: HeldMail.dsl).status != 0)
    let sent = try run("07700 900123", by: HeldMail.officer)
    #expect(sent.status == 0 && sent.said.contains("ends in 123"))
    #expect(try gateway.wait(for: 1).map(\.body) == [TextPages.text])
  }

  @Test("without a gateway there is no form, and no address that does anything")
  func off() throws {
    let site = try SenderSite()
    defer { site.stop() }
    let id = try site.hold("Zither")
    _ = try site.store.keepPassword(Password(TextPages.words), for: id)
    let link = try site.link(to: id)
    let client = try site.signedIn(HeldMail.sender)
    let page = try FormPage(client, link + "/password")
    #expect(!page.answer.text.contains("text message") && !page.answer.text.contains("type=\"tel\""))
    let token = page.answer.hidden("form_token") ?? ""
    let answer = try client.post(link + "/password/text", [("form_token", token), ("number", "07700 900123")])
    #expect([404, 405].contains(answer.status))
    #expect(try !Route.all(of: site.mail).contains { $0.path.hasSuffix("/password/text") })
    let result = try site.mail.console.site.run(["held", "password", "\(id)", "--text", "07700 900123"])
    #expect(result.status != 0 && result.errors.contains("'sms:'"))
    #expect(try site.store.texts(about: id, visibleTo: nil).isEmpty)
  }

  @Test("on a phone and a desk, by day and night, without a script")
  func browser() throws {
    let gateway = try TextReceiver(.status(200), .status(403), .hangUp)
    let site = try SenderSite(settings: TextPages.settings(gateway))
    defer { site.stop() }
    let id = try site.hold("Zither")
    _ = try site.store.keepPassword(Password(TextPages.words), for: id)
    let link = try site.link(to: id)
    let token = try site.mail.console.token(HeldMail.sender)
    let client = try site.signedIn(HeldMail.sender)
    let browser = try Browser()
    defer { browser.stop() }
    try browser.open(site.url + link)
    try browser.cookie("postern", token)
    try browser.scripts(false)
    try browser.open(site.url + link + "/password")
    for (number, words) in [
      ("07700 900123", "ends in 123: taken by"), ("07700 900456", "ends in 456: it was not sent"),
      ("07700 900789", "ends in 789: it may have been sent"),
    ] {
      try browser.fill("Mobile number of a recipient", number)
      try browser.press("Send it by text message")
      try browser.wait(for: "To the number that ends in \(number.suffix(3))")
      #expect(try TextPages.wait(client, link + "/password", for: words))
      try browser.open(site.url + link + "/password")
    }
    try browser.scripts(true)
    try browser.open(site.url + link + "/password")
    try browser.look("sender-password-text")
    try browser.expectQuiet("password")
    try browser.fill("Mobile number of a recipient", "020 7946 0123")
    try browser.press("Send it by text message")
    try browser.wait(for: "There is a problem")
    try browser.look("sender-password-landline")
    let officer = try site.mail.console.token(HeldMail.officer)
    try browser.open(site.mail.console.url + "/no-such-page")
    try browser.forget()
    try browser.cookie("postern", officer)
    try browser.open(site.mail.console.url + "/held/\(id)/password")
    try browser.look("held-password-text")
  }
}
