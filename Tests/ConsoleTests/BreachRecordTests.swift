import Configuration
import Foundation
import PosternKit
import Quarantine
import Testing

@testable import Console

@Suite("A record of the register in the console", .serialized)
struct BreachRecordTests {
  /// Sends an act's form as its page has it.
  @discardableResult
  private func act(
    _ client: WebClient, _ id: BreachID, _ act: String, _ fields: [(String, String)]
  ) throws -> (page: FormPage, answer: WebClient.Answer) {
    let path = "/breaches/\(id)/\(act)"
    let page = try FormPage(client, path)
    return (page, try page.send(path, fields))
  }

  private static let acts: [(path: String, fields: [(String, String)])] = [
    ("note", [("text", "All have answered.")]),
    ("correct/recipients", [("value", "28 parents of 9B"), ("reason", "counted")]),
    ("assess", [("likelihood", "likely"), ("severity", "limited"), ("reasons", "addresses alone")]),
    ("decide/ico", [("word", "tell"), ("reasons", "a risk"), ("told", ""), ("reference", "IC-1"), ("late", "")]),
    ("decide/people", [("word", "not_needed"), ("reasons", "no high risk"), ("told", "")]),
    ("close", [("text", "Sent in error; all have deleted it.")]),
  ]

  @Test("is worked on by forms, each entered once, with its reasons in the history")
  func work() throws {
    let site = try RegisterSite()
    defer { site.stop() }
    let id = try site.open()
    let officer = try site.signedIn(RegisterSite.officer)
    for (number, (path, fields)) in Self.acts.enumerated() {
      let empty = try act(officer, id, path, fields.map { ($0.0, "") })
      #expect(empty.answer.status == 422 && empty.answer.words.contains("There is a problem"), "\(path)")
      let (page, answer) = try act(officer, id, path, fields)
      #expect(answer.status == 303, "\(path): \(answer.words)")
      // A second click, the back button, a second tab with the same form.
      #expect(try page.send("/breaches/\(id)/\(path)", fields).status == 303, "\(path)")
      #expect(try site.store.breach(id).entries.count == number + 1, "\(path)")
    }
    let breach = try site.store.breach(id)
    #expect(breach.entries.map(\.act) == [.noted, .corrected, .assessed, .decided, .decided, .closed])
    #expect(breach.entries.allSatisfy { $0.by == RegisterSite.officer } && breach.closedAt != nil)
    #expect(breach.account.ico == .tell && breach.account[.icoReference] == "IC-1")
    let page = try officer.get("/breaches/\(id)")
    for words in ["All have answered.", "28 parents of 9B", "a risk", "no high risk", "all have deleted it.", "Likely"]
    {
      #expect(page.words.contains(words), "\(words)")
    }
    // Closed: corrected alone.
    #expect(try officer.get("/breaches/\(id)/note").status == 409)
    #expect(
      try act(officer, id, "correct/lessons", [("value", "Bcc by default"), ("reason", "late")]).answer.status == 303)
    #expect(try officer.get("/breaches?part=closed").text.contains("\(id)"))
    #expect(try !officer.get("/breaches").text.contains("\(id)"))
  }

  @Test("shows a form once more that was made before somebody else's entry, with what was typed")
  func overtaken() throws {
    let site = try RegisterSite(dpo: true)
    defer { site.stop() }
    let id = try site.open()
    let (officer, dpo) = (try site.signedIn(RegisterSite.officer), try site.signedIn(RegisterSite.dpo))
    let path = "/breaches/\(id)/decide/ico"
    let mine = try FormPage(officer, path)
    #expect(
      try act(dpo, id, "decide/ico", [("word", "not_needed"), ("reasons", "encrypted"), ("told", "")]).answer.status
        == 303)
    let fields = [("word", "tell"), ("reasons", "better \"so\""), ("told", "")]
    let late = FormPage(officer, try mine.send(path, fields))
    #expect(late.answer.status == 409 && late.answer.words.contains("since you opened this page"))
    #expect(late.answer.text.contains("better &quot;so&quot;"))
    #expect(try site.store.breach(id).account.ico == .notNeeded)
    #expect(try late.send(path, fields).status == 303)
    #expect(try site.store.breach(id).account.ico == .tell)
  }

  @Test("tells names, subject and sender to the holders of its cabinet alone, and to others not that it exists")
  func sight() throws {
    let site = try RegisterSite(dpo: true)
    defer { site.stop() }
    let held = try site.mail.hold("Xylophone lessons", .sen)
    let senco = try site.signedIn(HeldMail.senco)
    let opened = try act(senco, held)
    let id = try #require(opened.record)
    let never = "/breaches/B-0000-0000"
    let whole = try senco.get("/breaches/\(id)")
    for words in ["Xylophone lessons", HeldMail.sender, "Alma Brambleby"] { #expect(whole.text.contains(words)) }
    #expect(try senco.get("/held/\(held)").text.contains("/breaches/\(id)"))
    // Once more it leads to the same record.
    #expect(try act(senco, held).record == id)
    for keeper in [RegisterSite.dpo, RegisterSite.officer] {
      let client = try site.signedIn(keeper)
      let list = try client.get("/breaches")
      let page = try client.get("/breaches/\(id)")
      #expect(page.status == 200 && list.text.contains("\(id)"))
      for text in [list.text, page.text] {
        for words in ["Xylophone", HeldMail.sender, "Brambleby"] {
          #expect(!text.contains(words), "\(keeper) \(words)")
        }
      }
      #expect(page.words.contains("1 × not yet known"))
      #expect(try client.get("/breaches/\(id)/correct/people").status == 403)
      #expect(try client.get("/breaches/\(id)/correct/people_count").status == 200)
    }
    for other in [HeldMail.dsl, RegisterSite.teacher, HeldMail.sender] {
      let client = try site.signedIn(other)
      let answer = try client.get("/breaches/\(id)")
      #expect(try answer.status == 404 && answer.body == client.get(never).body, "\(other)")
      #expect(try !client.get("/breaches").text.contains("\(id)"))
    }
    #expect(try site.signedIn(RegisterSite.dpo).get("/held/\(held)").status == 404)
  }

  private func act(_ client: WebClient, _ held: HeldID) throws -> WebClient.Answer {
    try client.send("/held/\(held)/breach", from: "/held/\(held)/breach", [])
  }

  @Test("is a receipt to who reported it, who works on nothing of it")
  func receipt() throws {
    let site = try RegisterSite()
    defer { site.stop() }
    let teacher = try site.signedIn(RegisterSite.teacher)
    let id = try #require(try site.send(teacher).answer.record)
    try act(site.signedIn(RegisterSite.officer), id, "note", [("text", "The parents were phoned.")])
    let page = try teacher.get("/breaches/\(id)")
    #expect(page.status == 200 && !page.text.contains("phoned") && !page.text.contains("/breaches/\(id)/"))
    let token = [("form_token", try site.site.formToken(teacher))]
    for path in Self.acts.map(\.path) + ["correct/what", "export"] {
      let answer = try teacher.post("/breaches/\(id)/\(path)", token + [("seen", "1"), ("format", "pdf")])
      #expect(answer.status == 403, "\(path)")
    }
    #expect(try teacher.get("/breaches/\(id)/note").status == 403)
    for page in ["/breaches/disclosures", "/breaches/disclosures/new"] { #expect(try teacher.get(page).status == 403) }
    #expect(try teacher.send("/breaches/export", from: "/breaches/report", [("format", "csv")]).status == 403)
    #expect(try site.store.breach(id).entries.count == 1)
  }

  @Test("is taken out as PDF, CSV and the ICO's questions, which name nobody, and that stands on the trail first")
  func export() throws {
    let site = try RegisterSite()
    defer { site.stop() }
    let id = try site.open()
    let officer = try site.signedIn(RegisterSite.officer)
    func take(_ format: String) throws -> WebClient.Answer {
      try officer.send("/breaches/\(id)/export", from: "/breaches/\(id)", [("format", format)])
    }
    for format in ["pdf", "ico-pdf"] {
      let answer = try take(format)
      #expect(answer.text.hasPrefix("%PDF-") && answer["content-type"] == "application/pdf")
      #expect(answer["content-disposition"]?.hasPrefix("attachment; filename=\"\(id)") == true)
    }
    #expect(try take("csv").text.contains("Alma Brambleby"))
    let ico = try take("ico-text")
    #expect(ico.text.contains("What has happened:\nA list went to all parents.") && !ico.text.contains("Brambleby"))
    #expect(try take("exe").status == 400)
    #expect(try officer.post("/breaches/\(id)/export", [("format", "csv")]).status == 403)
    for format in ["pdf", "csv", "near-misses-csv"] {
      let answer = try officer.send("/breaches/export", from: "/breaches", [("format", format)])
      #expect(answer.status == 200 && answer.body.count > 100, "\(format)")
    }
    let lines = try site.store.auditLines().filter { $0.action == .registerExported }
    #expect(lines.count == 7 && lines.allSatisfy { $0.actor == RegisterSite.officer })
  }
}
