import Foundation
import Policy
import PosternKit
import Quarantine
import Spool
import Testing

@testable import Console

@Suite("The door of the page behind the link", .serialized)
struct SenderGateTests {
  @Test("serves nothing of the console, and the console serves nothing of it")
  func apart() throws {
    let site = try SenderSite()
    defer { site.stop() }
    let link = try site.link(to: site.hold("Zither"))
    let officer = try site.signedIn(HeldMail.officer)
    for route in try Route.all(of: site.mail) where !route.isPost {
      let target = route.target("H7K2-9QXD")
      guard !["/", "/sign-in", "/sign-in/code", "/sign-in/app", "/account/confirm"].contains(target),
        !target.contains("assets")
      else { continue }
      #expect(try officer.get(target).status == 404, "\(target)")
    }
    #expect(try site.mail.console.client.get(link).status == 404)
    #expect(try site.mail.console.signedIn(HeldMail.sender).get(link).status == 404)
  }

  @Test("an unknown, altered, expired or spent link gets one answer; who tries many waits, and who has a link never")
  func guesses() throws {
    let site = try SenderSite()
    defer { site.stop() }
    let id = try site.hold("Zither")
    let link = try site.link(to: id)
    let expired = try site.link(to: id, seconds: -1)
    let altered = String(link.dropLast()) + (link.hasSuffix("A") ? "B" : "A")
    let wrong = [
      expired, altered, "/email/" + Token.random().text, "/email/x", link + "A", "/check/" + link.dropFirst(7),
    ]
    let answers = try wrong.prefix(5).map { try site.client.get($0) }
    #expect(Set(answers.map(\.status)) == [404] && Set(answers.map(\.text)).count == 1)
    #expect(try site.client.get(wrong[5]).status == 404)
    var statuses: Set<Int> = []
    for _ in 0..<80 { statuses.insert(try site.client.get("/email/" + Token.random().text).status) }
    #expect(statuses == [404, 429])
    #expect(try site.client.get(link).status == 200)
    #expect(try site.mail.state(id) == .held)
  }

  @Test("a form that no page of this link made does nothing")
  func forged() throws {
    let site = try SenderSite()
    defer { site.stop() }
    let id = try site.hold("Zither")
    let (link, other) = (try site.link(to: id), try site.link(to: id))
    let fields = try FormPage(site.client, link).hidden(link + "/mend")
    let foreign = try FormPage(site.client, other).hidden(other + "/mend")
    let bare = fields.filter { $0.0 != "form_token" }
    func post(_ fields: [(String, String)], _ headers: [String: String] = [:]) throws -> Int {
      try site.client.request("POST", link + "/mend", headers: headers, form: fields).status
    }
    #expect(try post(bare) == 403)
    #expect(try post(foreign) == 403)
    #expect(try post(fields, ["Origin": "https://evil.example"]) == 403)
    #expect(try post(fields, ["Origin": "null", "Sec-Fetch-Site": "cross-site"]) == 403)
    #expect(try post(bare, ["Origin": "null"]) == 403)
    #expect(try post(fields, ["Host": "evil.example"]) == 400)
    #expect(try post(fields.filter { $0.0 != "plan" }) == 400)
    #expect(try site.mail.state(id) == .held)
    // As a browser sends it under the policy "no-referrer".
    #expect(try post(fields, ["Origin": "null", "Sec-Fetch-Site": "same-origin"]) == 303)
  }

  @Test("no form waives a password that the rules ask for, as officers may")
  func waiver() {
    let form = MendForm { ["password": ["in_clear"], "protect": ["yes"]][$0] ?? [] }
    #expect(form.release.password == .asDecided && form.isProtected)
  }

  @Test("a sign-in form from nowhere is refused here as on the console")
  func signInFromNowhere() throws {
    let site = try SenderSite()
    defer { site.stop() }
    let answer = try site.client.request(
      "POST", "/sign-in", headers: ["Origin": "null"], form: [("address", "a@oakfield.example"), ("password", "x")])
    #expect(answer.status == 403)
  }

  @Test("a link to a former form of the email does nothing, and brings a new one to the same inbox, once")
  func outOfDate() throws {
    let site = try SenderSite()
    defer { site.stop() }
    let id = try site.hold("Zither")
    let link = try site.link(to: id)
    let page = try FormPage(site.client, link)
    // Refused by its next hop it waits again with another outcome.
    try site.changed(id)
    let old = try FormPage(site.client, link)
    #expect(old.answer.words.contains("has changed since this link was made"))
    #expect(try page.send(link + "/mend").status == 409)
    for _ in 0..<2 { #expect(try old.send(link + "/renew").status == 303) }
    let letters = try site.mail.delivered("/email/")
    #expect(letters.count == 1)
    let fresh = try #require(letters.first.flatMap { site.link(in: $0) })
    #expect(fresh != link)
    #expect(try site.client.get(fresh).words.contains("Send it with the addresses hidden"))
  }
}

extension SenderSite {
  /// As a release that failed leaves it: held, with an outcome.
  func changed(_ id: HeldID) throws {
    let envelope = Envelope(sender: .init(address: ""), recipients: [.init(address: HeldMail.sender)])
    // With time enough for the filter beside this to leave it alone.
    let rows = try store.queueReturn(
      [ReturnOrder(id, envelope: envelope)], by: HeldMail.officer, reason: "a try", grace: 600)
    try store.fail(rows[0].row, ReleaseOutcome(problem: "refused"))
  }
}
