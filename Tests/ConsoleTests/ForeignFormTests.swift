import PosternKit
import Testing

@Suite("A form that somebody else made, or that came too late", .serialized)
struct ForeignFormTests {
  private static let officer = "y.castell@oakfield.example"
  private static let other = "c.draycott@oakfield.example"

  @Test("ends nobody's session: another site's, one without its token, and one of another session")
  func foreign() throws {
    let site = try ConsoleSite()
    defer { site.stop() }
    let client = try site.signIn(as: Self.officer)
    let token = try site.formToken(client)
    let foreign = try site.formToken(site.signIn(as: Self.other))
    let form = [("form_token", token)]
    for origin in ["https://evil.example", "null", "http://127.0.0.1:1"] {
      #expect(try client.request("POST", "/sign-out", headers: ["Origin": origin], form: form).status == 403)
    }
    let crossSite = ["Origin": "", "Sec-Fetch-Site": "cross-site"]
    #expect(try client.request("POST", "/sign-out", headers: crossSite, form: form).status == 403)
    for wrong in [[], [("form_token", "")], [("form_token", foreign)]] {
      #expect(try client.post("/sign-out", wrong).status == 403)
    }
    #expect(try client.get("/help").status == 200)
    #expect(try client.post("/sign-out", form).status == 303)
  }

  @Test("is carried through the sign-in when its session has ended, and asks before it goes")
  func kept() throws {
    let site = try ConsoleSite()
    defer { site.stop() }
    _ = try site.signIn(as: Self.officer)
    let client = WebClient(port: site.client.port)
    let kept = [("kept_path", "/held/H7K2-9QXD/return"), ("kept:note", "<b>a long \"text\"</b>")]
    let refused = try client.post("/sign-in", kept + [("address", Self.officer), ("password", "another one")])
    #expect(refused.text.contains("What you had typed is not lost"))
    let field = try refused.field("kept:note")
    #expect(field == "&lt;b&gt;a long &quot;text&quot;&lt;/b&gt;")
    let step = try client.post("/sign-in", kept + [("address", Self.officer), ("password", ConsoleAccount.password)])
    #expect(try step.field("kept:note") == field)
    let ticket = [
      ("ticket", try step.field("ticket")), ("code", try site.recoveryCode(Self.officer)),
    ]
    let asked = try client.post("/sign-in/code", kept + ticket)
    #expect(asked.status == 200 && asked.text.contains("You are signed in again"))
    #expect(asked.text.contains("action=\"/held/H7K2-9QXD/return\""))
    #expect(try asked.field("note") == field)
    #expect(try asked.field("form_token") == site.formToken(client))
    // To another place nothing is carried.
    let foreign = [("kept_path", "//evil.example/"), ("kept:note", "x"), ("address", Self.officer)]
    #expect(try !client.post("/sign-in", foreign).text.contains("kept:note"))
  }

  @Test("leads nowhere but to the console")
  func elsewhere() throws {
    let site = try ConsoleSite()
    defer { site.stop() }
    for target in ["https://evil.example/", "//evil.example", "/%5Cevil.example", "/%09/evil.example"] {
      let client = try site.signIn(as: Self.officer)
      let answer = try client.get("/sign-in?then=\(target)")
      #expect(answer.status == 303 && answer["location"] == "/")
    }
    let cookies = try site.signIn(as: Self.officer).cookies
    #expect(Set(cookies.keys) == ["postern", "postern-browser"])
  }

  @Test("is refused where it is no form, too large, or cannot be read")
  func broken() throws {
    let site = try ConsoleSite()
    defer { site.stop() }
    let large = [UInt8](repeating: 0x61, count: 300 << 10)
    #expect(try site.client.request("POST", "/sign-in", body: large).status == 413)
    let json = ["Content-Type": "application/json"]
    #expect(try site.client.request("POST", "/sign-in", headers: json, body: Array("{}".utf8)).status == 400)
    #expect(try site.client.request("POST", "/sign-in", body: Array("address=%ZZ".utf8)).status == 400)
    #expect(try site.client.request("GET", "/assets/x/..%2f..%2fpostern.yaml").status == 404)
    #expect(try site.client.get("/sign-in").status == 200)
  }
}
