import Configuration
import Foundation
import Policy
import PosternKit
import Quarantine
import Spool
import Testing

@Suite("Numbers, audit trail, health and emergency switch", .serialized)
struct FilterPagesTests {
  private static let compliance = "y.castell@oakfield.example"
  private static let head = "j.amberley@oakfield.example"
  private static let lead = "c.draycott@oakfield.example"
  private static let teacher = "s.ormerod@oakfield.example"
  private static let pages = ["/insight", "/insight/investigate", "/audit", "/audit/verify", "/health", "/switch"]

  /// Puts a message into the store, as the filter does.
  private func hold(
    _ number: Int, rule: String, cabinet: Cabinet, conduct: [String]? = nil, in store: QuarantineStore
  ) throws -> HeldID {
    let message = HeldMessage(
      envelope: Envelope(
        sender: .init(address: Self.teacher), recipients: [.init(address: "a.parent\(number)@families.example")]),
      identity: Self.teacher, receivedAt: store.time, messageID: "<page-\(number)@oakfield.example>",
      rules: [
        .init(
          id: rule, title: "A rule", mode: .enforce, requirements: ["hold"], clause: "Care is required.",
          remedy: "Look", publicReason: "in the message")
      ], cabinets: [cabinet], releaser: .officer, ruleSetVersion: "00ff", concernsConduct: conduct != nil,
      conductSubjects: conduct ?? [])
    let content = MemoryFile()
    try content.append(Array("Subject: \(number)\r\n\r\nText\r\n".utf8))
    try content.seal()
    return try store.hold(message, content: content).id
  }

  @Test("are nobody's who is not signed in, and of a member of staff without a role only their own lines of the trail")
  func access() throws {
    let site = try ConsoleSite()
    defer { site.stop() }
    for page in Self.pages {
      let answer = try site.request("GET", page)
      #expect(answer.status == 302 || answer.status == 303, "\(page): \(answer.status)")
      #expect(answer["location"]?.hasPrefix("/sign-in") == true)
    }
    _ = try site.site.run(["people", "show", "Castell", "--by", Self.compliance])
    let teacher = try site.signedIn(Self.teacher)
    for page in Self.pages where page != "/audit" { #expect(try teacher.get(page).status == 403, "\(page)") }
    let own = try teacher.get("/audit")
    #expect(own.status == 200)
    #expect(own.text.contains(Self.teacher))
    #expect(!own.text.contains("castell"))
    // Asking for somebody else's lines brings none.
    #expect(
      try teacher.get("/audit?actor=" + WebClient.percent(Self.compliance)).words.contains("No line is like that"))
    let taken = try teacher.send("/audit/export", from: "/audit", [("format", "csv"), ("actor", Self.compliance)])
    #expect(taken.status == 200 && !taken.text.contains("castell"))
    for target in ["/switch/ask", "/switch/confirm", "/switch/end", "/insight/investigate", "/audit/verify"] {
      #expect(try teacher.send(target, from: "/audit", []).status == 403, "\(target)")
    }
    let officer = try site.signedIn(Self.compliance)
    for page in Self.pages { #expect(try officer.get(page).status == 200, "\(page)") }
    #expect(try officer.get("/audit?actor=" + WebClient.percent(Self.teacher)).text.contains(Self.teacher))
  }

  @Test("the switch takes two people, a form of this session, and stands on every page while it is on")
  func switching() throws {
    let site = try ConsoleSite()
    defer { site.stop() }
    let head = try site.signedIn(Self.head)
    let officer = try site.signedIn(Self.compliance)
    let teacher = try site.signedIn(Self.teacher)
    // A form that no page of this session made.
    #expect(try head.post("/switch/ask", [("minutes", "30"), ("reason", "x")]).status == 403)
    let wrong = try head.send("/switch/ask", from: "/switch", [("minutes", "500"), ("reason", "all mail is held")])
    #expect(wrong.status == 400)
    // Nothing that was typed is lost.
    #expect(wrong.text.contains("value=\"500\"") && wrong.text.contains(">all mail is held</textarea>"))
    let asked = try head.send("/switch/ask", from: "/switch", [("minutes", "30"), ("reason", "all mail is held")])
    #expect(asked.status == 303 && asked["location"] == "/switch")
    #expect(!(try head.get("/switch").text.contains("/switch/confirm")))
    #expect(try head.send("/switch/confirm", from: "/switch", []).status == 400)
    #expect(try officer.get("/health").words.contains("\(Self.head) asks for the emergency switch"))
    #expect(try officer.send("/switch/confirm", from: "/switch", []).status == 303)
    for client in [head, officer, teacher] {
      #expect(try client.get("/audit").words.contains("The emergency switch is on: every email goes as it was written"))
    }
    #expect(try officer.get("/health").words.contains("mail goes as it comes"))
    #expect(try officer.send("/switch/ask", from: "/audit", [("minutes", "5"), ("reason", "again")]).status == 400)
    #expect(try head.send("/switch/end", from: "/switch", []).status == 303)
    // A second click ends nothing twice.
    #expect(try head.send("/switch/end", from: "/audit", []).status == 400)
    #expect(!(try teacher.get("/audit").words.contains("The emergency switch is on")))
    let past = try officer.get("/switch").words
    #expect(past.contains("\(Self.head), \(Self.compliance)") && past.contains("ended by hand"))
  }

  @Test("numbers have charts with a name and a table, rough where the cabinet is another's, and nothing that is hidden")
  func numbers() throws {
    let site = try ConsoleSite()
    defer { site.stop() }
    let store = try site.store()
    for number in 1...6 { _ = try hold(number, rule: "family.other", cabinet: .general, in: store) }
    for number in 7...9 { _ = try hold(number, rule: "safeguarding.to-families", cabinet: .childProtection, in: store) }
    _ = try hold(
      10, rule: "allegation.any", cabinet: .childProtection, conduct: [Self.compliance, Self.lead], in: store)
    let officer = try site.signedIn(Self.compliance).get("/insight")
    #expect(officer.text.contains("<svg class=\"chart\" role=\"img\" aria-labelledby=\"rules-title rules-desc\""))
    #expect(officer.words.contains("family.other 6"))
    #expect(officer.words.contains("safeguarding.to-families fewer than 5"))
    #expect(!officer.text.contains("allegation.any"))
    #expect(!officer.text.contains("style="))
    let lead = try site.signedIn(Self.lead).get("/insight")
    #expect(lead.words.contains("safeguarding.to-families 3"))
    #expect(!lead.text.contains("allegation.any"))
    let head = try site.signedIn(Self.head).get("/insight?weeks=4")
    #expect(head.words.contains("allegation.any 1"))
    for text in [officer.text, lead.text, head.text] { #expect(!text.contains("s.ormerod")) }
  }

  @Test("one sender's mail is opened by name and reason, on the trail, by whom it is for")
  func investigation() throws {
    let site = try ConsoleSite()
    defer { site.stop() }
    let store = try site.store()
    let id = try hold(1, rule: "family.other", cabinet: .general, in: store)
    let other = try hold(2, rule: "safeguarding.to-families", cabinet: .childProtection, in: store)
    let officer = try site.signedIn(Self.compliance)
    let asked = [("sender", Self.teacher), ("name", "INV 2026/4")]
    let without = try officer.send("/insight/investigate", from: "/insight/investigate", asked)
    #expect(without.status == 400 && without.text.contains("value=\"INV 2026/4\""))
    let found = try officer.send(
      "/insight/investigate", from: "/insight/investigate", asked + [("reason", "asked for by the LADO")])
    #expect(found.status == 200)
    #expect(found.words.contains("\(id)") && found.words.contains("family.other"))
    #expect(found.words.contains("\(other)") && !found.words.contains("safeguarding.to-families"))
    #expect(try store.auditLines().contains { $0.action == .investigationOpened && $0.actor == Self.compliance })
    // Whoever manages staff opens none.
    #expect(try site.signedIn(Self.head).get("/insight/investigate").status == 403)
    // And the sender does not read of it.
    #expect(!(try site.signedIn(Self.teacher).get("/audit").text.contains("INV 2026")))
  }

  @Test("the trail is filtered, taken out as a file that no spreadsheet runs, and checked")
  func trail() throws {
    let site = try ConsoleSite()
    defer { site.stop() }
    let store = try site.store()
    let id = try hold(1, rule: "family.other", cabinet: .general, in: store)
    _ = try store.content(id, reason: "=HYPERLINK(\"http://x.example\")", by: Self.compliance)
    _ = try store.content(id, reason: "<script>alert(1)</script>", by: Self.compliance)
    let officer = try site.signedIn(Self.compliance)
    let list = try officer.get("/audit?action=content+seen&message=\(id)")
    #expect(list.words.contains("Content seen"))
    #expect(list.text.contains("&lt;script&gt;") && !list.text.contains("<script>alert"))
    #expect(try officer.get("/audit?since=1/1/2020&until=2/1/2020").words.contains("No line is like that"))
    for odd in ["since=yesterday", "message=%3Cb%3E"] {
      let answer = try officer.get("/audit?" + odd)
      #expect(answer.status == 400 && !answer.text.contains("<b>"))
    }
    let fields = [("action", "content seen"), ("message", "\(id)")]
    let csv = try officer.send("/audit/export", from: "/audit", [("format", "csv")] + fields)
    #expect(csv["content-disposition"] == "attachment; filename=\"audit-trail.csv\"")
    #expect(csv.text.contains("\"'=HYPERLINK(\"\"http://x.example\"\")\""))
    #expect(csv.text.components(separatedBy: "\r\n").count == 4)
    let json = try officer.send("/audit/export", from: "/audit", [("format", "json")] + fields)
    #expect((try JSONSerialization.jsonObject(with: Data(json.body)) as? [Any])?.count == 2)
    #expect(try store.auditLines().count { $0.action == .auditExported } == 2)

    let anchors = try store.auditHeads().map(\.anchor).joined(separator: "\n> ")
    let whole = try officer.send("/audit/verify", from: "/audit/verify", [("anchors", "A letter:\n> \(anchors)")])
    #expect(whole.words.contains("The audit trail is whole."))
    #expect(try officer.send("/audit/verify", from: "/audit/verify", [("anchors", "no such")]).status == 400)
    let script =
      "import sqlite3,sys; d=sqlite3.connect(sys.argv[1]); d.execute(\"UPDATE audit SET time = time - 60 WHERE action = 'held'\"); d.commit()"
    _ = try ChildProcess.run("/usr/bin/python3", ["-c", script, site.site.folder.file("state/quarantine.db")])
    let broken = try officer.send("/audit/verify", from: "/audit/verify", [("anchors", "")])
    #expect(broken.words.contains("The audit trail is not whole.") && broken.words.contains("was changed"))
  }

  @Test("health says what is wrong and what to do, first what is worst")
  func health() throws {
    let site = try ConsoleSite()
    defer { site.stop() }
    let officer = try site.signedIn(Self.compliance)
    let state = site.site.folder.file("state/filter.json")
    for _ in 0..<600 where !FileManager.default.fileExists(atPath: state) { usleep(50_000) }
    let well = try officer.get("/health").words
    for word in ["The filter", "Workers, which read mail", "Disk space", "Keys", "The school’s records", "TLS"] {
      #expect(well.contains(word), "\(word)")
    }
    #expect(!well.contains("Mend this now"))
    site.site.stopFilter()
    try FileManager.default.removeItem(atPath: state)
    site.site.stopConsole()
    _ = try site.site.startConsole()
    let ill = try officer.get("/health").words
    #expect(ill.contains("The filter Mend this now no filter has run here yet What to do: start it"))
  }

  @Test("all of them are read by everybody, on a phone and a desk, by day and night")
  func readable() throws {
    let site = try ConsoleSite()
    defer { site.stop() }
    let store = try site.store()
    for number in 1...3 { _ = try hold(number, rule: "family.other", cabinet: .general, in: store) }
    let browser = try Browser()
    defer { browser.stop() }
    try site.enter(browser, as: Self.compliance)
    for page in Self.pages {
      try browser.open(site.url + page)
      try browser.look("filter" + page.replacing("/", with: "-"))
      try browser.expectQuiet(page)
    }
  }
}
