import Configuration
import Foundation
import Policy
import PosternKit
import Quarantine
import Spool
import Testing

@testable import Console

@Suite("The page behind the link of a notice", .serialized)
struct SenderPageTests {
  private static let acts = [
    "", "/mend", "/mend?show=hidden", "/mend?protect=yes", "/mend?checked=yes", "/mend?chosen=yes&to=0", "/withdraw",
    "/at-risk", "/ask-officer", "/ask-colleague", "/password", "/password/text", "/read", "/text/0", "/frame/0",
    "/take-back", "/renew",
  ]

  @Test("without a sign-in it says why, in whose clause, and to whom; and no subject, person or place")
  func masked() throws {
    let site = try SenderSite()
    defer { site.stop() }
    let link = try site.link(to: try site.hold("Zither lessons"))
    let page = try site.client.get(link)
    #expect(page.status == 200)
    for words in [
      "Your email has not been sent yet", "Special needs to a parent", "Staff must check each address.",
      HeldMail.parent, HeldMail.nurse, "1 person", "1 place", "Special educational needs (ordinary)",
    ] { #expect(page.words.contains(words), "\(words)") }
    for secret in ["Zither", "Alma", "Brambleby", "line 1"] { #expect(!page.text.contains(secret), "\(secret)") }
    #expect(page["referrer-policy"] == "no-referrer" && page["cache-control"] == "no-store")
    #expect(page["x-robots-tag"] == "noindex, nofollow" && page["x-frame-options"] == "DENY")
    #expect(page["content-security-policy"]?.contains("frame-ancestors 'none'") == true)
    #expect(!page.text.contains("<script"))
  }

  @Test("opening changes nothing, whichever page of it and however often, as a mail scanner does")
  func opening() throws {
    let site = try SenderSite()
    defer { site.stop() }
    let id = try site.hold("Zither", .childProtection)
    let link = try site.link(to: id)
    let before = try site.standing(id)
    for path in Self.acts {
      for method in ["GET", "HEAD"] {
        let status = try site.client.request(method, link + path).status
        #expect(status < 500, "\(method) \(path): \(status)")
      }
    }
    #expect(try site.standing(id) == before)
  }

  @Test("two clicks from the notice: the page has the button, and it sends exactly what was shown")
  func twoClicks() throws {
    let site = try SenderSite()
    defer { site.stop() }
    let id = try site.hold("Zither")
    let link = try site.link(to: id)
    let page = try FormPage(site.client, link)
    #expect(page.answer.words.contains("Send it with the addresses hidden"))
    #expect(page.answer.words.contains("They see nobody’s address, as with BCC"))
    let answer = try page.send(link + "/mend")
    #expect(answer.status == 303 && answer["location"] == link)
    #expect(try site.mail.state(id) == .releasing)
    let rows = try site.store.outgoing(about: id).filter { $0.kind == .release }
    #expect(rows.count == 1 && rows[0].record.shown == .nobody)
    #expect(rows[0].record.recipients.map(\.path.address).sorted() == [HeldMail.nurse, HeldMail.parent].sorted())
    let line = try #require(try site.store.auditLines(of: id).first { $0.action == .releaseBegun })
    #expect(line.actor == HeldMail.sender && line.reason?.contains("from 127.0.0.1") == true)

    // The same form once more, and a page that was open all along: nothing is done twice, and it says what has become.
    let again = try page.send(link + "/mend")
    #expect(again.status == 409 && again.words.contains("Your email is going out"))
    #expect(try site.store.outgoing(about: id).count { $0.kind == .release } == 1)
    // While there is time it can be taken back.
    let back = try FormPage(site.client, link).send(link + "/take-back")
    #expect(back.status == 303)
    #expect(try site.mail.state(id) == .held)
  }

  @Test("a recipient can be taken off, and the preview names who gets it and who does not")
  func drop() throws {
    let site = try SenderSite()
    defer { site.stop() }
    let id = try site.hold("Zither")
    let link = try site.link(to: id)
    let page = try FormPage(site.client, link + "/mend?chosen=yes&to=1&show=as_decided")
    #expect(page.answer.words.contains("\(HeldMail.parent) does not get it."))
    #expect(try page.send(link + "/mend").status == 303)
    let row = try #require(try site.store.outgoing(about: id).first { $0.kind == .release })
    #expect(row.record.recipients.map(\.path.address) == [HeldMail.nurse])
  }

  @Test(
    "what came in several parts is mended at once: all recipients stand on the page, and what none is left of comes back"
  )
  func parts() throws {
    let site = try SenderSite()
    defer { site.stop() }
    let identifier = "<\(UUID())@oakfield.example>"
    let ids = try [HeldMail.parent, HeldMail.nurse].map {
      try site.mail.hold("Zither", .general, to: [($0, .guardian)], releaser: .sender, identifier: identifier)
    }
    let link = try site.link(to: ids[0])
    let page = try FormPage(site.client, link)
    #expect(page.answer.words.contains("to 2 recipients waits"))
    #expect(page.answer.words.contains("It came here as 2 emails: what you do is done with all of them."))
    #expect(try site.client.get(link + "/withdraw").words.contains("So do the others of these 2 emails."))
    let drop = try FormPage(site.client, link + "/mend?chosen=yes&to=1&show=as_decided")
    #expect(drop.answer.words.contains("\(HeldMail.parent) does not get it."))
    #expect(drop.answer.words.contains("\(ids[0]) has no recipient left, and comes back to you."))
    #expect(try drop.send(link + "/mend").status == 303)
    #expect(try ids.map { try site.mail.state($0) } == [.returning, .releasing])
    #expect(try FormPage(site.client, link).send(link + "/take-back").status == 303)
    #expect(try ids.map { try site.mail.state($0) } == [.held, .held])
    #expect(try FormPage(site.client, link).send(link + "/mend").status == 303)
    #expect(try ids.map { try site.mail.state($0) } == [.releasing, .releasing])
  }

  @Test("withdrawn, it comes back, and a second wish finds that out")
  func withdraw() throws {
    let site = try SenderSite()
    defer { site.stop() }
    let id = try site.hold("Zither")
    let link = try site.link(to: id)
    let (first, other) = (try FormPage(site.client, link + "/withdraw"), try FormPage(site.client, link))
    #expect(first.answer.words.contains("It comes back to \(HeldMail.sender), whole."))
    #expect(try first.send(link + "/withdraw").status == 303)
    #expect(try site.mail.state(id) == .returning)
    let late = try other.send(link + "/mend")
    #expect(late.status == 409 && late.words.contains("Your email is coming back"))
    #expect(try site.store.outgoing(about: id).allSatisfy { $0.kind != .release })
  }

  @Test("two at once: one wins, and the other is told so")
  func race() async throws {
    let site = try SenderSite()
    defer { site.stop() }
    let id = try site.hold("Zither")
    let port = site.client.port
    let forms = try ["a", "b"].map { _ -> (String, [(String, String)]) in
      let link = try site.link(to: id)
      return (link, try FormPage(site.client, link).hidden(link + "/mend"))
    }
    let statuses = await withTaskGroup(of: Int.self) { group in
      for (link, fields) in forms {
        let body = WebClient.encoded(fields)
        group.addTask {
          (try? WebClient(port: port).request("POST", link + "/mend", body: Array(body.utf8)).status) ?? 0
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(statuses.sorted() == [303, 409])
    #expect(try site.store.outgoing(about: id).count { $0.kind == .release } == 1)
  }

  @Test("of the owners of a mailbox the first to act closes it for the rest, who are told who acted")
  func owners() throws {
    let site = try SenderSite()
    defer { site.stop() }
    let id = try site.hold("Zither", from: "office@oakfield.example")
    let owners = try Self.owners(site)
    let links = try owners.map { try site.link(to: id, for: $0) }
    let (first, second) = (try FormPage(site.client, links[0]), try FormPage(site.client, links[1]))
    #expect(try first.send(links[0] + "/mend").status == 303)
    let late = try second.send(links[1] + "/mend")
    #expect(late.status == 409 && late.words.contains("\(owners[0]) decided on"))
  }

  /// Of the sample school's office.
  private static func owners(_ site: SenderSite) throws -> [String] {
    let rows = try String(contentsOfFile: ConsoleSite.path("examples/oakfield/senders.csv"), encoding: .utf8)
    let row = try #require(rows.split(whereSeparator: \.isNewline).first { $0.hasPrefix("office@oakfield.example") })
    let owners =
      row.split(separator: ",").last?.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) } ?? []
    try #require(owners.count > 1)
    return owners
  }

  @Test("after an officer has acted the page says so, and does nothing")
  func officerActed() throws {
    let site = try SenderSite()
    defer { site.stop() }
    let id = try site.hold("Zither")
    let link = try site.link(to: id)
    let page = try FormPage(site.client, link)
    try site.store.delete(
      id, senderHas: .confirmed(by: HeldMail.sender, at: 1), by: HeldMail.officer, reason: "wrong class")
    let shown = try site.client.get(link)
    #expect(shown.status == 200 && shown.words.contains("It was deleted, and nobody has received it."))
    #expect(shown.words.contains("\(HeldMail.officer) decided on") && !shown.text.contains("wrong class"))
    #expect(!shown.text.contains(HeldMail.parent))
    #expect(try page.send(link + "/mend").status == 409)
  }

  @Test("a child at risk: the page begins with the telephone, and one button sends it to the professionals alone")
  func risk() throws {
    let site = try SenderSite()
    defer { site.stop() }
    let id = try site.hold("Zither", .childProtection, releaser: .officer)
    let link = try site.link(to: id)
    let main = try #require(try site.client.get(link).text.split(separator: "<main").last)
    let begin = main.replacing(#/<[^>]*>/#, with: " ").split(whereSeparator: \.isWhitespace).dropFirst(3)
      .joined(separator: " ")
    #expect(begin.hasPrefix("If a child is in immediate danger, phone 999."), "\(begin.prefix(80))")
    let page = try FormPage(site.client, link + "/at-risk")
    #expect(page.answer.words.contains("If a child is in immediate danger, phone 999."))
    #expect(try page.send(link + "/at-risk").status == 303)
    let rows = try site.store.outgoing(about: id).filter { $0.kind == .release }
    #expect(rows.flatMap { $0.record.recipients.map(\.path.address) } == [HeldMail.nurse])
  }

  @Test("officers can be asked without a sign-in, and what was written stays off the letter")
  func officers() throws {
    let site = try SenderSite()
    defer { site.stop() }
    let id = try site.hold("Zither", releaser: .officer)
    let link = try site.link(to: id)
    let answer = try FormPage(site.client, link + "/ask-officer").send(
      link + "/ask-officer", [("words", "Quokka is meant")])
    #expect(answer.status == 303 && answer["location"] == link + "?done=asked")
    let letters = try site.store.outgoing(about: id).filter {
      $0.record.recipients.contains { $0.path.address == HeldMail.officer }
    }
    #expect(letters.count == 1)
    #expect(!String(decoding: letters[0].record.mail ?? [], as: UTF8.self).contains("Quokka"))
    #expect(try site.mail.state(id) == .held)
  }

  @Test("what somebody wrote is shown as text, whatever it is")
  func hostile() throws {
    let site = try SenderSite()
    defer { site.stop() }
    let evil = "\"<script>alert(1)</script>\"@families.example"
    let id = try site.mail.hold(
      "<img src=x onerror=alert(2)>", .general, to: [(evil, .guardian), (HeldMail.nurse, .professional)],
      pupil: "<b>Alma</b>", releaser: .sender)
    let link = try site.link(to: id)
    for client in try [site.client, site.signedIn(HeldMail.sender)] {
      for path in ["", "/mend", "/mend?chosen=yes&to=0", "/withdraw"] {
        let text = try client.get(link + path).text
        for mark in ["<script", "<img", "<b>"] { #expect(!text.contains(mark), "\(path) \(mark)") }
      }
    }
    #expect(try site.client.get(link).text.contains("&lt;script&gt;"))
  }
}
