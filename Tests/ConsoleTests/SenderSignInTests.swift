import Configuration
import Foundation
import Policy
import PosternKit
import Protection
import Quarantine
import Testing

@testable import Console

@Suite("The page behind the link, for who has signed in", .serialized)
struct SenderSignInTests {
  @Test("their own sender sees subject, people and places, and reads it with marks; that stands on the trail")
  func particulars() throws {
    let site = try SenderSite()
    defer { site.stop() }
    let id = try site.hold("Zither lessons", attachment: true)
    let link = try site.link(to: id)
    let client = try site.signedIn(HeldMail.sender)
    let page = try client.get(link)
    for words in ["Zither lessons", "Alma Brambleby", "the text, line 1"] {
      #expect(page.words.contains(words), "\(words)")
    }
    let read = try client.get(link + "/read")
    #expect(read.status == 200 && read.words.contains("Plain words for you."))
    let line = try #require(try site.store.auditLines(of: id).first { $0.action == .contentSeen })
    #expect(line.actor == HeldMail.sender && line.reason?.contains("127.0.0.1") == true)
  }

  @Test("another person who has signed in sees no more than the link shows, and does no more")
  func others() throws {
    let site = try SenderSite()
    defer { site.stop() }
    let id = try site.hold("Zither lessons")
    let link = try site.link(to: id)
    for other in [HeldMail.officer, HeldMail.head] {
      let client = try site.signedIn(other)
      let page = try client.get(link)
      #expect(page.words.contains("signed in as somebody else") && !page.text.contains("Zither"))
      for path in ["/read", "/text/0", "/frame/0", "/password", "/ask-colleague", "/mend?checked=yes"] {
        #expect(try client.get(link + path).status == 403, "\(path)")
      }
      let fields = try FormPage(client, link).hidden(link + "/mend")
      #expect(try client.post(link + "/mend", fields + [("checked", "yes"), ("reason", "x")]).status != 303)
    }
    #expect(try site.mail.state(id) == .held)
    #expect(try site.store.auditLines(of: id).allSatisfy { $0.action != .contentSeen })
  }

  @Test("where a colleague has to check, it says how far that is, and lets them ask one who may; names need a sign-in")
  func check() throws {
    let site = try SenderSite(settings: "four_eyes: {checkers: [\(HeldMail.head), \(HeldMail.senco)]}\n")
    defer { site.stop() }
    let id = try site.hold("Zither lessons", waits: Waits(check: true))
    let link = try site.link(to: id)
    let open = try #require(try site.store.openChecks().first)
    try site.store.advance(open, to: .checkers, letters: [])
    let masked = try site.client.get(link)
    #expect(masked.words.contains("A colleague has to confirm the addresses. Nobody has answered since"))
    #expect(
      masked.words.contains("those who stand in for them are asked, too")
        || masked.words.contains("the officers are asked, too"))
    #expect(!masked.text.contains(HeldMail.head) && masked.words.contains("Ask somebody to check the addresses"))

    let client = try site.signedIn(HeldMail.sender)
    let page = try client.get(link)
    #expect(page.words.contains(HeldMail.head) && page.words.contains(HeldMail.senco))
    let ask = try FormPage(client, link + "/ask-colleague")
    #expect(ask.answer.words.contains("not what is in it") && !ask.answer.words.contains("What they are to check"))
    #expect(try ask.send(link + "/ask-colleague").status == 422)
    #expect(try ask.send(link + "/ask-colleague", [("colleague", HeldMail.parent)]).status == 422)
    let answer = try ask.send(link + "/ask-colleague", [("colleague", HeldMail.senco)])
    #expect(answer.status == 303 && answer["location"] == link + "?done=checker")
    #expect(try client.get(link).words.contains("Asked by the sender"))
    #expect(try site.store.checkAsks(of: id).map(\.colleague) == [HeldMail.senco])

    // Who refuses is named to the signed-in sender, with their words; the officers' page tells the same.
    let checker = try site.mail.console.signedIn(HeldMail.senco)
    let check = try FormPage(checker, "/checks/\(id)")
    let officer = try site.mail.console.signedIn(HeldMail.officer)
    let waiting = try officer.get("/held/\(id)")
    #expect(waiting.words.contains("The check of its addresses") && waiting.words.contains(HeldMail.head))
    #expect(waiting.words.contains("Asked by the sender"))
    #expect(try check.send("/checks/\(id)", [("answer", "refuse"), ("reason", "The nurse has left")]).status == 303)
    for page in [try client.get(link), try officer.get("/held/\(id)")] {
      #expect(page.words.contains("\(HeldMail.senco) did not confirm the addresses"))
      #expect(page.words.contains("They say: The nurse has left"))
    }
    let after = try site.client.get(link)
    #expect(after.words.contains("A colleague did not confirm") && !after.text.contains("The nurse has left"))
    #expect(try ask.send(link + "/ask-colleague", [("colleague", HeldMail.head)]).status == 422)
  }

  @Test("without a sign-in what needs one leads to it, and back")
  func leads() throws {
    let site = try SenderSite()
    defer { site.stop() }
    let link = try site.link(to: site.hold("Zither"))
    for path in ["/password", "/ask-colleague", "/mend?checked=yes", "/mend?attachments=yes", "/read"] {
      let answer = try site.client.get(link + path)
      #expect(answer.status == 303)
      #expect(answer["location"]?.hasPrefix("/sign-in?then=") == true)
      #expect(answer["location"]?.removingPercentEncoding?.contains(link + path) == true)
    }
    // With password and code, on this listener, and then back to where they wanted to go.
    let (console, path) = (site.mail.console, link + "/read")
    _ = try console.signIn(as: HeldMail.sender)
    let client = WebClient(port: site.client.port)
    #expect(try !client.get("/sign-in?then=\(path)").text.contains("/invitation"))
    let step = try client.post(
      "/sign-in", [("then", path), ("address", HeldMail.sender), ("password", ConsoleAccount.password)])
    let end = try client.post(
      "/sign-in/code",
      [("then", path), ("ticket", step.field("ticket")), ("code", console.recoveryCode(HeldMail.sender))])
    #expect(end.status == 303 && end["location"] == path)
    #expect(try client.get(path).words.contains("Plain words for you."))
  }

  @Test("\"I have checked\" needs a reason, and stands with it on the trail")
  func checked() throws {
    let site = try SenderSite()
    defer { site.stop() }
    let id = try site.hold("Zither")
    let link = try site.link(to: id)
    let client = try site.signedIn(HeldMail.sender)
    let page = try FormPage(client, link + "/mend?checked=yes")
    let empty = try page.send(link + "/mend", [("reason", "  ")])
    #expect(empty.status == 422 && empty.words.contains("Say in a few words how you have checked them"))
    #expect(try site.mail.state(id) == .held)
    #expect(try page.send(link + "/mend", [("reason", "I telephoned the clinic")]).status == 303)
    let line = try #require(try site.store.auditLines(of: id).first { $0.action == .releaseBegun })
    #expect(line.reason?.contains("I telephoned the clinic") == true && line.reason?.contains("signed in") == true)
    #expect(line.actor == HeldMail.sender)
  }

  @Test("a false alarm is noted, and the email goes")
  func falseAlarm() throws {
    let site = try SenderSite()
    defer { site.stop() }
    let id = try site.hold("Zither")
    let link = try site.link(to: id)
    let page = try FormPage(try site.signedIn(HeldMail.sender), link + "/mend?checked=yes&alarm=yes")
    #expect(try page.send(link + "/mend", [("reason", "It is about a play")]).status == 303)
    #expect(try site.mail.state(id) == .releasing)
    #expect(try site.store.auditLines(of: id).contains { $0.action == .falseAlarm })
  }

  @Test("an attachment is taken out as the preview says")
  func attachment() throws {
    let site = try SenderSite()
    defer { site.stop() }
    let id = try site.hold("Zither", attachment: true)
    let link = try site.link(to: id)
    let client = try site.signedIn(HeldMail.sender)
    let choices = try client.get(link + "/mend?attachments=yes")
    #expect(choices.words.contains("pupils.csv"))
    let part = try #require(choices.text.between("name=\"cut\" value=\"", "\""))
    let page = try FormPage(client, link + "/mend?cut=\(part)")
    #expect(page.answer.words.contains("Without the attachment pupils.csv."))
    #expect(try page.send(link + "/mend").status == 303)
    let row = try #require(try site.store.outgoing(about: id).first { $0.kind == .release })
    #expect(row.record.cuts?.map(\.part) == [part])
  }

  @Test("the password is shown by the button alone, after the person has shown lately that it is them")
  func password() throws {
    let site = try SenderSite()
    defer { site.stop() }
    let id = try site.hold("Zither")
    _ = try site.store.keepPassword(Password("lantern-orbit-velvet"), for: id)
    let link = try site.link(to: id)
    #expect(try !site.client.get(link).text.contains("lantern"))
    let client = try site.signedIn(HeldMail.sender)
    #expect(try client.get(link).text.contains(link + "/password"))
    let page = try FormPage(client, link + "/password")
    #expect(!page.answer.text.contains("lantern"))
    #expect(try site.store.auditLines(of: id).allSatisfy { $0.action != .passwordShown })
    #expect(try page.send(link + "/password").text.contains("lantern-orbit-velvet"))
    #expect(try site.store.auditLines(of: id).count { $0.action == .passwordShown } == 1)
  }

  @Test("a colleague is asked from those who may know of it")
  func colleague() throws {
    let site = try SenderSite()
    defer { site.stop() }
    let id = try site.hold("Zither")
    let link = try site.link(to: id)
    let page = try FormPage(try site.signedIn(HeldMail.sender), link + "/ask-colleague")
    let wrong = try page.send(link + "/ask-colleague", [("colleague", HeldMail.parent), ("words", "Right?")])
    #expect(wrong.status == 422)
    let answer = try page.send(link + "/ask-colleague", [("colleague", HeldMail.officer), ("words", "Right?")])
    #expect(answer.status == 303)
    #expect(try site.store.questions(about: id).map(\.colleague) == [HeldMail.officer])
  }
}
