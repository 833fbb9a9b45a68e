import Foundation
import PosternKit
import Testing

@Suite("What signing in refuses, and what it keeps", .serialized)
struct SignInFlowTests {
  private static let officer = SignInTests.officer

  @Test("says the same for a wrong password and an unknown address, and asks to wait after too many")
  func refusals() throws {
    let site = try ConsoleSite()
    defer { site.stop() }
    _ = try site.signIn(as: Self.officer)
    // Addresses that nobody has signed in from.
    func attempt(_ address: String) throws -> WebClient.Answer {
      try WebClient(port: site.client.port).post("/sign-in", [("address", address), ("password", "wrong tail winds")])
    }
    let (known, unknown) = (try attempt(Self.officer), try attempt("nobody@oakfield.example"))
    #expect(known.status == 403 && unknown.status == 403)
    #expect(
      known.text.replacing(Self.officer, with: "") == unknown.text.replacing("nobody@oakfield.example", with: ""))
    #expect(known.text.contains("There is a problem") && known.text.contains("Error: Sign in"))
    var last = known
    for _ in 0..<8 where last.status == 403 { last = try attempt(Self.officer) }
    #expect(last.status == 429 && last.text.contains("too many wrong tries") && last["retry-after"] != nil)
  }

  @Test("a wrong code lets nobody in, and five end the way")
  func wrongCode() throws {
    let site = try ConsoleSite()
    defer { site.stop() }
    _ = try site.signIn(as: Self.officer)
    let client = WebClient(port: site.client.port)
    let step = try client.post("/sign-in", [("address", Self.officer), ("password", ConsoleAccount.password)])
    let ticket = try step.field("ticket")
    let wrong = try #require(site.people[Self.officer]).app.wrongCode()
    for _ in 0..<5 {
      let answer = try client.post("/sign-in/code", [("ticket", ticket), ("code", wrong)])
      #expect(answer.status == 403 && answer.text.contains("That code is not right"))
    }
    let code = try #require(site.people[Self.officer]?.recoveryCodes.first)
    let late = try client.post("/sign-in/code", [("ticket", ticket), ("code", code)])
    #expect(late.text.contains("Enter your password again") && client.cookies["postern"] == nil)
  }

  @Test("gives cookies that no script reads and no other site sends, and takes up none that it did not give")
  func cookies() throws {
    let site = try ConsoleSite()
    defer { site.stop() }
    _ = try site.signIn(as: Self.officer)
    let client = WebClient(port: site.client.port)
    let planted = String(repeating: "A", count: 43)
    client.cookies["postern"] = planted
    let step = try client.post("/sign-in", [("address", Self.officer), ("password", ConsoleAccount.password)])
    let code = try #require(site.people[Self.officer]?.recoveryCodes.first)
    let answer = try client.post(
      "/sign-in/code", [("ticket", try step.field("ticket")), ("code", code)])
    let set = answer.headers.filter { $0.name == "set-cookie" }.map(\.value)
    #expect(set.count == 2)
    for cookie in set {
      #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"))
    }
    #expect(set.contains { $0.hasPrefix("postern-browser=") && $0.contains("Max-Age=15552000") })
    #expect(client.cookies["postern"] != planted)
    let other = WebClient(port: site.client.port)
    other.cookies["postern"] = planted
    #expect(try other.get("/help").status == 303)
  }

  @Test("signing in once more ends the session that this browser had")
  func replaced() throws {
    let site = try ConsoleSite()
    defer { site.stop() }
    let client = try site.signIn(as: Self.officer)
    let former = WebClient(port: site.client.port)
    former.cookies = client.cookies
    let step = try client.post("/sign-in", [("address", Self.officer), ("password", ConsoleAccount.password)])
    let code = try #require(site.people[Self.officer]?.recoveryCodes.first)
    _ = try client.post("/sign-in/code", [("ticket", try step.field("ticket")), ("code", code)])
    #expect(try client.get("/help").status == 200 && former.get("/help").status == 303)
  }

  @Test("goes on to a page of its own and to no other")
  func then() throws {
    let site = try ConsoleSite()
    defer { site.stop() }
    let client = try site.signIn(as: Self.officer)
    for (then, target) in [
      ("/help", "/help"), ("//evil.example/", "/"), ("https://evil.example/", "/"), ("/\\evil.example", "/"),
      ("/\t/evil.example", "/"), ("javascript:alert(1)", "/"),
    ] {
      let answer = try client.get("/sign-in?then=\(WebClient.percent(then))")
      #expect(answer.status == 303 && answer["location"] == target, "\(then)")
    }
  }

  @Test("takes no form without the session's own token, and none of another site")
  func forgery() throws {
    let site = try ConsoleSite()
    defer { site.stop() }
    let (client, other) = (try site.signIn(as: Self.officer), try site.signIn(as: "c.draycott@oakfield.example"))
    let (own, foreign) = (try site.formToken(client), try site.formToken(other))
    #expect(try client.post("/sign-out", []).status == 403)
    #expect(try client.post("/sign-out", [("form_token", foreign)]).status == 403)
    #expect(try client.post("/sign-out", [("form_token", String(own.dropLast()))]).status == 403)
    for headers in [["Origin": "https://evil.example"], ["Sec-Fetch-Site": "cross-site"], ["Origin": "null"]] {
      #expect(try client.request("POST", "/sign-out", headers: headers, form: [("form_token", own)]).status == 403)
    }
    #expect(try client.get("/help").status == 200)
    #expect(try client.post("/sign-out", [("form_token", own)]).status == 303)
  }

  @Test("carries what was typed through password and code, asks, and sends it then")
  func kept() throws {
    let site = try ConsoleSite()
    defer { site.stop() }
    let client = try site.signIn(as: Self.officer)
    let page = try site.formToken(client)
    client.cookies["postern"] = nil
    let typed = [
      ("form_token", page), ("name", "Ada \"<b>"), ("old_password", "never shown again"), ("row", "1"), ("row", "2"),
    ]
    // Another site's form is not kept.
    let foreign = try client.request("POST", "/account/end", headers: ["Origin": ""], form: typed)
    #expect(foreign.status == 401 && !foreign.text.contains("kept:"))
    let late = try client.post("/account/end", typed)
    #expect(late.status == 401 && late.text.contains("What you had typed is not lost"))
    #expect(!late.text.contains("never shown again") && !late.text.contains(page))
    func carried(_ text: String) -> [(String, String)] {
      text.components(separatedBy: "<input type=\"hidden\" ").dropFirst().compactMap { field in
        guard let name = field.between("name=\"", "\""), let value = field.between("value=\"", "\"")
        else { return nil }
        return (name, value.replacing("&quot;", with: "\"").replacing("&lt;", with: "<").replacing("&gt;", with: ">"))
      }
    }
    let step = try client.post(
      "/sign-in", carried(late.text) + [("address", Self.officer), ("password", ConsoleAccount.password)])
    let code = try #require(site.people[Self.officer]?.recoveryCodes.first)
    let asked = try client.post("/sign-in/code", carried(step.text) + [("code", code)])
    #expect(asked.status == 200 && asked.text.contains("You are signed in again"))
    let fields = carried(asked.text.components(separatedBy: "<main").last ?? "")
    #expect(fields.contains { $0 == ("name", "Ada \"<b>") } && fields.filter { $0.0 == "row" }.map(\.1) == ["1", "2"])
    #expect(fields.contains { $0.0 == "form_token" && $0.1 != page })
    #expect(try client.post("/account/end", fields).status == 303)
  }
}
