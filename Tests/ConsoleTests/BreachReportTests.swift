import Foundation
import PosternKit
import Quarantine
import Spool
import Testing

@testable import Console

@Suite("The form by which staff report a breach", .serialized)
struct BreachReportTests {
  private static let report = RegisterSite.report

  @Test("asks, loses nothing that was typed, shows it once more, and gives a receipt")
  func way() throws {
    let site = try RegisterSite()
    defer { site.stop() }
    let teacher = try site.signedIn(RegisterSite.teacher)
    let form = try FormPage(teacher, Self.report)
    #expect(form.answer.status == 200)
    let wrong = try form.send(
      Self.report + "/check", [("measures", "asked \"them\""), ("people_count", "many"), ("known", "yesterday")])
    #expect(wrong.status == 422 && wrong.text.contains("<title>Error: Report a breach"))
    for words in [
      "Choose what kind of breach it is", "Say what happened", "'many' is no number", "'yesterday' is no time",
    ] { #expect(wrong.words.contains(words), "\(words)") }
    #expect(wrong.text.contains("asked &quot;them&quot;") && wrong.text.contains("value=\"many\""))

    let check = FormPage(teacher, try form.send(Self.report + "/check", RegisterSite.typed))
    for words in ["Nothing has been sent yet", "Bcc not used", "Just now", "Alma Brambleby", "25 November 2025, 09:30"]
    {
      #expect(check.answer.words.contains(words), "\(words)")
    }
    #expect(try site.store.breaches().isEmpty)
    let changed = try teacher.post(Self.report + "/change", check.hidden(Self.report))
    #expect(changed.status == 200 && changed.text.contains("I put all parents of 9B into Cc."))
    let sent = try check.send(Self.report)
    let id = try #require(sent.record)
    #expect(sent.status == 303)
    let receipt = try teacher.get(sent["location"] ?? "")
    #expect(receipt.words.contains("Your report \(id)") && receipt.words.contains("I put all parents of 9B into Cc."))
    #expect(try teacher.get("/breaches").words.contains("\(id)"))

    let breach = try site.store.breach(id)
    #expect(breach.record.cause == .staffReport && breach.record.reportedBy == RegisterSite.teacher)
    #expect(breach.account.how == .bccNotUsed && breach.account.peopleCount == 28)
    #expect(breach.account[.school] == "Oakfield Academy" && breach.account[.controller] == "Oakfield Trust")
    #expect(try !site.mail.delivered("A member of staff has reported a breach").isEmpty)
    #expect(try site.store.auditLines().contains { $0.action == .breachOpened && $0.actor == RegisterSite.teacher })
  }

  @Test("is taken once, however often it is sent, and from however many tabs")
  func once() throws {
    let site = try RegisterSite()
    defer { site.stop() }
    let teacher = try site.signedIn(RegisterSite.teacher)
    let (page, answer) = try site.send(teacher)
    let id = try #require(answer.record)
    #expect(try page.send(Self.report).record == id)
    #expect(try site.store.breaches().count == 1)
    // The back button, and other words in the same form: asked, not dropped and not doubled.
    var fields = page.hidden(Self.report).filter { $0.0 != "what" }
    fields.append(("what", "And those of 9C."))
    let other = FormPage(teacher, try teacher.post(Self.report, fields))
    #expect(other.answer.status == 422 && other.answer.words.contains("your report is \(id)"))
    #expect(other.answer.text.contains("And those of 9C."))
    #expect(try site.store.breaches().count == 1)
    let check = FormPage(
      teacher, try other.send(Self.report + "/check", [("how", "bcc_not_used"), ("what", "And those of 9C.")]))
    #expect(try check.send(Self.report).record != id)
    #expect(try site.store.breaches().count == 2)
    // Nobody else's key opens or finds anything.
    let stranger = try site.signedIn(RegisterSite.otherTeacher)
    let token = try FormPage(stranger, Self.report).hidden(Self.report + "/check").filter { $0.0 == "form_token" }
    let key = page.hidden(Self.report).filter { $0.0 != "form_token" }
    #expect(try stranger.post(Self.report, token + key).record != id)
    // A page loaded anew after its form.
    for step in ["check", "change"] {
      #expect(try teacher.get("\(Self.report)/\(step)")["location"] == Self.report)
    }
  }

  @Test("is refused without the session's token or a key that a page made")
  func forged() throws {
    let site = try RegisterSite()
    defer { site.stop() }
    let teacher = try site.signedIn(RegisterSite.teacher)
    let token = try FormPage(teacher, Self.report).hidden(Self.report + "/check").filter { $0.0 == "form_token" }
    for target in [Self.report, Self.report + "/check", Self.report + "/change"] {
      #expect(try teacher.post(target, RegisterSite.typed).status == 403)
      for key in ["", "x", String(repeating: "g", count: 32)] {
        #expect(try teacher.post(target, token + [("form_key", key)] + RegisterSite.typed).status == 400)
      }
    }
    #expect(try site.store.breaches().isEmpty)
  }

  @Test("lasts through a session that ends while somebody types")
  func expired() throws {
    let site = try RegisterSite()
    defer { site.stop() }
    let client = try site.site.signIn(as: RegisterSite.teacher)
    let form = try FormPage(client, Self.report)
    client.cookies["postern"] = nil
    let late = try form.send(Self.report + "/check", RegisterSite.typed)
    #expect(late.status == 401 && late.words.contains("What you had typed is not lost"))
    func carried(_ text: String) -> [(String, String)] {
      text.matches(of: #/<input type="hidden" name="([^"]*)" value="([^"]*)">/#).map { (String($0.1), String($0.2)) }
    }
    let step = try client.post(
      "/sign-in", carried(late.text) + [("address", RegisterSite.teacher), ("password", ConsoleAccount.password)])
    let asked = try client.post(
      "/sign-in/code", carried(step.text) + [("code", site.site.recoveryCode(RegisterSite.teacher))])
    let page = FormPage(client, asked)
    let check = FormPage(client, try page.send(Self.report + "/check"))
    #expect(check.answer.words.contains("I put all parents of 9B into Cc."))
    #expect(try check.send(Self.report).record != nil)
    #expect(try site.store.breaches().count == 1)
  }

  @Test("about one of those who get the reports is as if it were not for them, and another decides")
  func hidden() throws {
    let site = try RegisterSite()
    defer { site.stop() }
    let teacher = try site.signedIn(RegisterSite.teacher)
    let officer = try site.signedIn(RegisterSite.officer)
    let id = try #require(
      try site.send(teacher, RegisterSite.typed + [("hide", RegisterSite.officer)]).answer.record)
    let never = try officer.get("/breaches/B-0000-0000")
    let hidden = try officer.get("/breaches/\(id)")
    #expect(hidden.status == 404 && hidden.body == never.body)
    let token = [("form_token", try site.site.formToken(officer))]
    for act in ["note", "assess", "decide/ico", "decide/people", "close", "correct/what", "export"] {
      #expect(try officer.get("/breaches/\(id)/\(act)").body == officer.get("/breaches/B-0000-0000/\(act)").body)
      let answer = try officer.post("/breaches/\(id)/\(act)", token + [("format", "pdf"), ("seen", "0")])
      #expect(answer.status == 404, "\(act)")
    }
    for page in ["/breaches", "/breaches?part=closed", "/audit"] {
      #expect(try !officer.get(page).text.contains("\(id)"), "\(page)")
    }
    let taken = try officer.send("/breaches/export", from: "/breaches", [("format", "csv")])
    #expect(taken.status == 200 && !taken.text.contains("\(id)"))
    // The headteacher stands in, was told, and works on it.
    let head = try site.signedIn(RegisterSite.head)
    #expect(try head.get("/breaches").text.contains("\(id)"))
    let note = try FormPage(head, "/breaches/\(id)/note")
    #expect(try note.send("/breaches/\(id)/note", [("text", "I have spoken to both.")]).status == 303)
    #expect(
      try site.mail.delivered("A member of staff has reported a breach").allSatisfy {
        $0.envelope.recipients.map(\.address) == [RegisterSite.head]
      })
  }
}
