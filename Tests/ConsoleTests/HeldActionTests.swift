import Configuration
import Foundation
import Policy
import PosternKit
import Quarantine
import Spool
import Testing

@testable import Console

@Suite("What officers do with held mail in the console", .serialized)
struct HeldActionTests {
  @Test("is shown first, done as shown, and done once")
  func actions() throws {
    let mail = try HeldMail()
    defer { mail.stop() }
    let officer = try mail.console.signedIn(HeldMail.officer)
    func go(_ id: String, _ act: String, _ fields: [(String, String)] = [], query: String = "") throws
      -> (page: FormPage, answer: WebClient.Answer)
    {
      let page = try FormPage(officer, "/held/\(id)/\(act)\(query)")
      #expect(page.answer.status == 200, "\(act)")
      return (page, try page.send("/held/\(id)/\(act)", fields))
    }

    let whole = try mail.hold("Zither whole", .general)
    let release = try go("\(whole)", "release", [("act", "release")])
    #expect(release.page.answer.text.contains(HeldMail.parent) && release.page.answer.text.contains(HeldMail.nurse))
    #expect(release.answer["location"] == "/held/\(whole)/undo")
    // The same form once more.
    let again = try release.page.send("/held/\(whole)/release", [("act", "release")])
    #expect(again.status == 409 && again.words.contains("\(HeldMail.officer) decided on"))

    let some = try mail.hold("Zither some", .general)
    let part = try go("\(some)", "release", [("act", "release")], query: "?chosen=yes&to=1&show=hidden")
    #expect(part.page.answer.words.contains("\(HeldMail.parent) does not get it"))
    #expect(part.answer.status == 303)

    let each = try mail.hold("Zither each", .general)
    #expect(try go("\(each)", "release", [("act", "false-alarm")], query: "?show=one_each").answer.status == 303)
    #expect(try mail.store.isFalseAlarm(each))

    let cut = try mail.hold("Zither cut", .general, attachment: true)
    let without = try go("\(cut)", "release", [("act", "release")], query: "?cut=2")
    #expect(without.page.answer.words.contains("Without the attachment pupils.csv"))
    #expect(without.answer.status == 303)

    let back = try mail.hold("Zither back", .general)
    #expect(try go("\(back)", "return").answer.status == 400)
    #expect(
      try go("\(back)", "return", [("reason", "wrong list"), ("note", "Please ask the office.")]).answer.status == 303)

    let gone = try mail.hold("Zither gone", .general)
    #expect(try go("\(gone)", "delete", [("reason", "sent twice")]).answer.status == 400)
    #expect(
      try go("\(gone)", "delete", [("reason", "sent twice"), ("confirmed", "T Wobblegate")]).answer.status == 303)
    #expect(try mail.state(gone) == .deleted)
    #expect(try officer.get("/held/\(gone)").words.contains("\(HeldMail.officer) deleted it"))

    let false1 = try mail.hold("Zither false", .general)
    #expect(try go("\(false1)", "false-alarm").answer.status == 303)
    #expect(try mail.store.isFalseAlarm(false1) && mail.state(false1) == .held)
    #expect(try go("\(false1)", "breach").answer.status == 303)
    #expect(try mail.store.breaches().count == 1)

    let whole1 = try mail.delivered("Subject: Zither whole")
    #expect(whole1.flatMap { $0.envelope.recipients.map(\.address) }.sorted() == [HeldMail.nurse, HeldMail.parent])
    let some1 = try mail.delivered("Subject: Zither some")
    #expect(some1.flatMap { $0.envelope.recipients.map(\.address) } == [HeldMail.nurse])
    #expect(some1.allSatisfy { !String(decoding: $0.header, as: UTF8.self).contains(HeldMail.parent) })
    let each1 = try mail.delivered("Subject: Zither each", count: 2)
    #expect(each1.count == 2 && each1.allSatisfy { $0.envelope.recipients.count == 1 })
    let cut1 = try mail.delivered("Subject: Zither cut")
    #expect(cut1.count >= 1 && cut1.allSatisfy { !String(decoding: $0.data, as: UTF8.self).contains("dyslexia") })
    #expect(try !mail.delivered("Please ask the office.").isEmpty)
    #expect(try officer.get("/held/\(whole)").words.contains("\(HeldMail.officer) released it"))
    #expect(try FormPage(officer, "/held/\(whole)/release").answer.status == 409)
  }

  @Test("what a rule lets go under a password alone goes in clear where an officer says so and why")
  func inClear() throws {
    let mail = try HeldMail()
    defer { mail.stop() }
    let officer = try mail.console.signedIn(HeldMail.officer)
    let id = try mail.hold("Zither locked", .general, demandsProtection: true)
    let page = try officer.get("/held/\(id)/release")
    #expect(page.words.contains("Under its password.") && !page.words.contains("It goes in clear"))
    #expect(try officer.get("/held/\(id)/release?cut=2").status >= 400)
    let clear = try FormPage(officer, "/held/\(id)/release?password=in_clear")
    #expect(clear.answer.words.contains("It goes in clear, without a password, though a rule asks for one."))
    let missing = try clear.send("/held/\(id)/release", [("act", "release")])
    #expect(missing.status == 400 && missing.words.contains("Say why it may go without a password"))
    #expect(try mail.state(id) == .held)
    let sent = try clear.send("/held/\(id)/release", [("act", "release"), ("reason", "They have no computer.")])
    #expect(sent.status == 303)
    #expect(
      try mail.store.auditLines(of: id).contains {
        $0.action == .releaseBegun && $0.reason == "in clear: They have no computer."
      })
  }

  @Test("goes under a password where an officer says so, which holders of its cabinet are told on a page of its own")
  func protected() throws {
    let mail = try HeldMail()
    defer { mail.stop() }
    let officer = try mail.console.signedIn(HeldMail.officer)
    func release(_ id: HeldID, _ what: String) throws -> WebClient.Answer {
      let page = try FormPage(officer, "/held/\(id)/release?password=\(what)")
      #expect(page.answer.words.contains("Under its password."))
      return try page.send("/held/\(id)/release", [("act", "release")])
    }
    let bare = try mail.hold("Zither bare", .general)
    let refused = try release(bare, "attachments")
    #expect(refused.status == 400)
    #expect(refused.words.contains("It cannot go under a password: there is nothing in it to protect"))
    #expect(try mail.state(bare) == .held)
    // Taken back, its sender hears nothing of a password.
    #expect(try release(bare, "all").status == 303)
    let letter = QuarantineStore.sentProtected(bare)
    #expect(try mail.store.letter(for: letter)?.state == .waiting)
    #expect(try FormPage(officer, "/held/\(bare)/undo").send("/held/\(bare)/undo").status == 303)
    #expect(try mail.state(bare) == .held && mail.store.letter(for: letter) == nil)

    let id = try mail.hold("Zither file", .general, attachment: true)
    let path = "/held/\(id)/password"
    #expect(try officer.get(path).words.contains("There is no password"))
    #expect(try !officer.get("/held/\(id)").text.contains(path))
    let ask = try FormPage(officer, "/held/\(id)/ask")
    #expect(try ask.send("/held/\(id)/ask", [("colleague", HeldMail.senco), ("words", "Right?")]).status == 303)
    #expect(try release(id, "attachments")["location"] == "/held/\(id)/undo")
    #expect(try officer.get("/held/\(id)").text.contains(path))
    let told = try officer.get(path)
    let words = try #require(told.text.firstMatch(of: #/<p class="read">([a-z]+(?:-[a-z]+){5})</p>/#)).1
    #expect(told.words.contains("Never write them into an email."))
    let shown = try mail.store.auditLines(of: id).filter { $0.action == .passwordShown }
    #expect(shown.map(\.actor) == [HeldMail.officer])
    // Who was asked about it reads it, and not its password.
    let colleague = try mail.console.signedIn(HeldMail.senco)
    let asked = try colleague.get("/held/\(id)")
    #expect(asked.status == 200 && !asked.text.contains(path))
    #expect(try colleague.get(path).status == 403)
    let sent = try #require(try mail.delivered("Subject: Zither file").first)
    let text = String(decoding: sent.data, as: UTF8.self)
    #expect(text.contains("application/zip") && text.contains("Plain words for you.") && !text.contains("dyslexia"))
    let note = try #require(try mail.delivered("was sent under a password").first)
    #expect(!String(decoding: note.data, as: UTF8.self).contains(words))
  }

  @Test("two officers at once cannot both act, and the slower one is told who was faster")
  func race() throws {
    let mail = try HeldMail()
    defer { mail.stop() }
    let id = try mail.hold("Zither", .childProtection)
    let one = try FormPage(mail.console.signedIn(HeldMail.dsl), "/held/\(id)/release")
    let two = try FormPage(mail.console.signedIn(HeldMail.deputy), "/held/\(id)/return")
    #expect(try one.send("/held/\(id)/release", [("act", "release")]).status == 303)
    let late = try two.send("/held/\(id)/return", [("reason", "no")])
    #expect(late.status == 409 && late.words.contains("\(HeldMail.dsl) decided on"))
    // Taken back it waits again, and the page that was shown before binds no more than before.
    let undo = try FormPage(one.client, "/held/\(id)/undo")
    #expect(undo.answer.words.contains("Take it back"))
    #expect(try undo.send("/held/\(id)/undo").status == 303)
    #expect(try mail.state(id) == .held)
    let again = try undo.send("/held/\(id)/undo")
    #expect(again.status == 409, "\(again.words)")
    #expect(try mail.store.auditLines(of: id).contains { $0.action == .takenBack })
  }

  @Test("a colleague who is asked sees the message, answers once, and decides nothing")
  func asked() throws {
    let mail = try HeldMail()
    defer { mail.stop() }
    let id = try mail.hold("Zither", .general)
    let officer = try mail.console.signedIn(HeldMail.officer)
    let ask = try FormPage(officer, "/held/\(id)/ask")
    for _ in 0..<2 {
      #expect(
        try ask.send("/held/\(id)/ask", [("colleague", HeldMail.senco), ("words", "Is this right?")]).status == 303)
    }
    let questions = try mail.store.questions(about: id)
    #expect(questions.count == 1)
    let colleague = try mail.console.signedIn(HeldMail.senco)
    #expect(try colleague.get("/held/\(id)").words.contains("Is this right?"))
    let path = "/held/\(id)/answer/\(questions.first.map { "\($0.id)" } ?? "")"
    let answer = try FormPage(colleague, path)
    #expect(try answer.send(path, [("verdict", "may_go"), ("words", "Yes.")]).status == 303)
    #expect(try answer.send(path, [("verdict", "cannot_tell")]).status == 409)
    #expect(try officer.get("/held/\(id)").words.contains("It may go: Yes."))
    #expect(try colleague.get("/held/\(id)/release").status == 403)
  }

  @Test("several go together after they were shown, or none where one is not theirs")
  func bulk() throws {
    let mail = try HeldMail()
    defer { mail.stop() }
    let ids = [try mail.hold("Zither one", .general), try mail.hold("Zither two", .general)]
    let other = try mail.hold("Xylophone", .childProtection)
    let officer = try mail.console.signedIn(HeldMail.officer)
    let query = ids.map { "id=\($0)" }.joined(separator: "&")
    #expect(try officer.get("/held/bulk?act=release").status == 400)
    #expect(try officer.get("/held/bulk?act=release&\(query)&id=\(other)").status == 403)
    let page = try FormPage(officer, "/held/bulk?act=release&\(query)")
    #expect(page.answer.words.contains("4 recipients get something"))
    let done = try page.send("/held/bulk")
    #expect(done["location"] == "/held/undo?\(query)")
    #expect(try page.send("/held/bulk").status == 409)
    let undo = try FormPage(officer, done["location"] ?? "")
    #expect(try undo.send("/held/undo").status == 303)
    #expect(try ids.allSatisfy { try mail.state($0) == .held })
  }

  @Test("a child at risk: it goes to the professionals at once, and the people who protect children are told")
  func risk() throws {
    let mail = try HeldMail()
    defer { mail.stop() }
    let id = try mail.hold("Zither", .childProtection)
    let dsl = try mail.console.signedIn(HeldMail.dsl)
    let page = try FormPage(dsl, "/held/\(id)/at-risk")
    #expect(page.answer.words.contains("If a child is in immediate danger, phone 999."))
    #expect(try page.send("/held/\(id)/at-risk").status == 303)
    let sent = try mail.delivered("Subject: Zither")
    #expect(sent.flatMap { $0.envelope.recipients.map(\.address) } == [HeldMail.nurse])
    let told = try mail.delivered("A child is at risk now")
    #expect(told.flatMap { $0.envelope.recipients.map(\.address) } == [HeldMail.deputy])
  }

  @Test("a subject of any length and any script is text")
  func hostile() throws {
    let mail = try HeldMail()
    defer { mail.stop() }
    let id = try mail.hold("\u{202E}fdp.exe<script>alert(1)</script>" + String(repeating: "x", count: 5_000), .general)
    let officer = try mail.console.signedIn(HeldMail.officer)
    for page in ["/held", "/held/\(id)", "/held/\(id)/release", "/held/\(id)/return"] {
      let answer = try officer.get(page)
      #expect(answer.status == 200 && !answer.text.contains("<script>alert") && !answer.text.contains("\u{202E}"))
    }
    #expect(try officer.get("/held").body.count < 30_000)
    #expect(try officer.get("/held/\(id)").words.contains("The whole subject"))
  }
}
