import Foundation
import PosternKit
import Testing

@testable import Console

@Suite("Signing in by the school's provider, a real one", .serialized)
struct SingleSignOnPageTests {
  private struct School {
    let provider: Glewlwyd
    let site: ConsoleSite
    static let client = "console"

    init() throws {
      provider = try Glewlwyd(redirect: "http://127.0.0.1:1/")
      let secret = try provider.folder.write("client-secret", text: Glewlwyd.secret + "\n")
      try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: secret)
      site = try ConsoleSite(
        settings: """
          console: {sign_in: {single_sign_on: {issuer: "\(provider.issuer)", client_id: \(Self.client), client_secret_file: "\(secret)"}}}
          """)
      try provider.add(client: Self.client, redirect: site.url + "/sign-in/single/answer")
      for (name, address) in [("ycastell", "Y.Castell@oakfield.example"), ("stranger", "somebody@elsewhere.example")] {
        try provider.add(.init(name, address: address), clients: [Self.client])
      }
    }

    func stop() {
      site.stop()
      provider.stop()
    }

    /// Goes to the provider and is sent back.
    /// - Returns: where to, with its query.
    func answer(_ browser: WebClient, as person: String, then: String = "") throws -> String {
      let sent = try browser.get("/sign-in/single" + then)
      guard (300..<400).contains(sent.status), let address = sent["location"] else { throw WebClient.Surprise(sent) }
      let fields = try provider.answer(to: address, as: person)
      var query = URLComponents()
      query.queryItems = fields.sorted { $0.key < $1.key }.map { URLQueryItem(name: $0.key, value: $0.value) }
      return "/sign-in/single/answer?" + (query.percentEncodedQuery ?? "")
    }
  }

  @Test("lets in whom it vouches for, to the page that they wanted, and each answer once, in the browser that asked")
  func good() throws {
    let school = try School()
    defer { school.stop() }
    let browser = WebClient(port: school.site.client.port)
    #expect(try browser.get("/sign-in").text.contains("href=\"/sign-in/single"))
    let answer = try school.answer(browser, as: "ycastell", then: "?then=%2Faudit")
    let stolen = WebClient(port: school.site.client.port)
    #expect(try stolen.get(answer).text.contains("was not begun in this browser"))
    let back = try browser.get(answer)
    #expect(back.status == 303 && back["location"] == "/audit")
    let page = try browser.get("/held")
    #expect(page.status == 200 && page.text.contains(">ycastell</a>"))
    let again = WebClient(port: school.site.client.port)
    again.cookies = browser.cookies.filter { $0.key != "postern" }
    #expect(try again.get(answer).status != 303)
    #expect(try again.get("/held").status == 303)
  }

  @Test("lets nobody in who is no one of the school's, nor by an answer that was changed, nor while it is down")
  func bad() throws {
    let school = try School()
    defer { school.stop() }
    let browser = WebClient(port: school.site.client.port)
    let stranger = try browser.get(try school.answer(browser, as: "stranger"))
    #expect(stranger.status != 303 && stranger.text.contains("There is a problem"))
    let changed = try school.answer(browser, as: "ycastell").replacing("state=", with: "state=x")
    #expect(try browser.get(changed).status != 303)
    #expect(try browser.get("/held").status == 303)
    let late = try school.answer(browser, as: "ycastell")
    school.provider.stop()
    let down = try browser.get(late)
    #expect(down.status == 502 && down.text.contains("There is a problem") && down.text.contains("name=\"password\""))
  }
}
