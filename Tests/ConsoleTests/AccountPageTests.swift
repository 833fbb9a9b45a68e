import Foundation
import PosternKit
import Spool
import Testing

@Suite("One's account, and those that an administrator looks after", .serialized)
struct AccountPageTests {
  private static let officer = SignInTests.officer
  private static let administrator = "it@oakfield.example"

  @Test("shows one's own sessions, and ends another")
  func sessions() throws {
    let site = try ConsoleSite()
    defer { site.stop() }
    let (first, second) = (try site.signIn(as: Self.officer), try site.signIn(as: Self.officer))
    let page = try second.get("/account").text
    #expect(
      page.contains("127.0.0.1") && page.contains("this one")
        && page.components(separatedBy: "/account/end\"").count == 3)
    let form = [("form_token", try site.formToken(second))]
    #expect(try second.post("/account/end-others", form)["location"] == "/account?done=ended")
    #expect(try first.get("/help").status == 303 && second.get("/help").status == 200)
  }

  @Test("changes the password for one who knows it, and no weak one")
  func password() throws {
    let site = try ConsoleSite()
    defer { site.stop() }
    let client = try site.signIn(as: Self.officer)
    func change(_ old: String, _ new: String) throws -> WebClient.Answer {
      try client.post(
        "/account/password", [("form_token", site.formToken(client)), ("old_password", old), ("password", new)])
    }
    let wrong = try change("not my password", "seven tall giraffes")
    #expect(wrong.status == 403 && wrong.text.contains("Your present password is not right"))
    let weak = try change(ConsoleAccount.password, "short")
    #expect(weak.status == 422 && weak.text.contains("shorter than 12"))
    let before = client.cookies["postern"]
    #expect(try change(ConsoleAccount.password, "seven tall giraffes")["location"] == "/account?done=password")
    #expect(client.cookies["postern"] != before)
    #expect(try client.get("/account").status == 200)
  }

  @Test("makes new recovery codes, shown once, and the old ones serve no more")
  func codes() throws {
    let site = try ConsoleSite()
    defer { site.stop() }
    let client = try site.signIn(as: Self.officer)
    let old = try #require(site.people[Self.officer]?.recoveryCodes.first)
    let page = try client.post("/account/codes", [("form_token", site.formToken(client))])
    let fresh = page.text.components(separatedBy: "<code>").dropFirst().map { String($0.prefix { $0 != "<" }) }
    #expect(fresh.count == 10 && !fresh.contains(old))
    #expect(try !client.get("/account").text.contains(fresh[0]))
    let other = WebClient(port: site.client.port)
    let step = try other.post("/sign-in", [("address", Self.officer), ("password", ConsoleAccount.password)])
    let ticket = try step.field("ticket")
    #expect(try other.post("/sign-in/code", [("ticket", ticket), ("code", old)]).status == 403)
    #expect(try other.post("/sign-in/code", [("ticket", ticket), ("code", fresh[0])]).status == 303)
  }

  @Test("nobody but an administrator sees accounts, and the code goes by letter, not on the page")
  func accounts() throws {
    let site = try ConsoleSite()
    defer { site.stop() }
    let (it, officer) = (
      try site.signIn(as: Self.administrator, administrator: true), try site.signIn(as: Self.officer)
    )
    #expect(try officer.get("/accounts").status == 403)
    let stranger = [("form_token", try site.formToken(officer)), ("address", Self.administrator), ("reason", "x")]
    #expect(try officer.post("/accounts/disable", stranger).status == 403)
    let token = try site.formToken(it)
    let invited = try it.post("/accounts/invite", [("form_token", token), ("address", "New.Person@oakfield.example")])
    #expect(invited["location"] == "/accounts?done=invite")
    let letter = try site.site.nextHop.wait(milliseconds: 60_000) {
      $0.envelope.recipients.map(\.address) == ["new.person@oakfield.example"]
    }[0]
    let text = String(decoding: letter.data, as: UTF8.self)
    let code = try #require(text.firstMatch(of: #/([0-9A-Z]{4}-){5}[0-9A-Z]{4}/#)).output.0
    #expect(try !it.get("/accounts").text.contains(code))
    #expect(try site.client.post("/invitation", [("code", String(code))]).text.contains("new.person@oakfield.example"))
    #expect(try it.post("/accounts/disable", [("form_token", token), ("address", Self.officer)]).status == 422)
    let disable = [("form_token", token), ("address", Self.officer), ("reason", "left")]
    #expect(try it.post("/accounts/disable", disable)["location"] == "/accounts?done=disable")
    #expect(try officer.get("/help").status == 303)
    #expect(
      try it.post("/accounts/disable", [("form_token", token), ("address", Self.administrator), ("reason", "x")]).status
        == 403)
  }
}
