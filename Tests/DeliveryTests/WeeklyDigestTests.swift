import Configuration
import Foundation
import Policy
import PosternKit
import Spool
import Synchronization
import Testing

@testable import Delivery
@testable import Quarantine

/// The configuration alone says who opens what.
private let noCabinets = RoleMatrix(audiences: [:], staffList: .only([]), cabinets: [:])

@Suite("The weekly letter")
struct WeeklyDigestTests {
  private let folder: TemporaryFolder
  private let settings: Settings
  private let store: QuarantineStore
  private let digest: WeeklyDigest
  private let clock: Clock
  private let officer = "dco@oakfield.example"

  private final class Clock: Sendable {
    private let value = Mutex<Int64>(0)
    var time: Int64 {
      get { value.withLock { $0 } }
      set { value.withLock { $0 = newValue } }
    }
  }

  init() throws {
    folder = try TemporaryFolder("weekly")
    settings = try school(folder)
    let anybody = AccessBook(settings, matrix: noCabinets)
    let clock = Clock()
    self.clock = clock
    store = try QuarantineStore.open(
      state: settings.state, keys: KeyRing.load(settings.keys, create: true), now: { clock.time })
    digest = WeeklyDigest(
      settings, store: store, facts: try FactsReader(state: settings.state), writer: NoticeWriter(settings),
      book: { anybody })
    try set(day: 25)
  }

  /// In November 2026, where the 23rd and the 30th are Mondays; on this machine's clock.
  private func time(day: Int, hour: Int = 12) throws -> Int64 {
    let parts = DateComponents(year: 2026, month: 11, day: day, hour: hour)
    return Int64(try #require(Calendar(identifier: .gregorian).date(from: parts)).timeIntervalSince1970)
  }

  private func set(day: Int, hour: Int = 12) throws { clock.time = try time(day: day, hour: hour) }

  private func hold(_ number: Int, rule: String, cabinet: Cabinet = .general, conduct: [String]? = nil) throws -> HeldID
  {
    var named = senRule
    named.id = rule
    var message = held(rules: [named], cabinets: [cabinet], conduct: conduct)
    message.messageID = "<m\(number)@oakfield.example>"
    return try store.hold(message, content: memoryFile([UInt8(number), 0x41])).id
  }

  private func letters() throws -> [(to: String, text: String)] {
    try store.dueOutgoing().map { try store.outgoing($0).record }.map { record in
      (record.recipients[0].path.address, String(decoding: record.mail ?? [], as: UTF8.self))
    }.filter { $0.text.contains("Subject: The email check in the week of") }
  }

  @Test("is due from the morning of the week's first school day, and no later than Friday")
  func due() throws {
    #expect(digest.isDue(at: try time(day: 30, hour: 5)) == false)
    #expect(digest.isDue(at: try time(day: 30, hour: 6)))
    #expect(digest.isDue(at: try time(day: 32, hour: 1)))
    #expect(digest.isDue(at: try time(day: 34)))
    #expect(digest.isDue(at: try time(day: 35)) == false)
    var closed = settings
    closed.schoolCalendar = try Settings.load(
      folder.write(
        "closed.yaml",
        text:
          "organisation: {name: A, domains: [a.example]}\nschool_days: {closed: [2026-11-30, 2026-12-07..2026-12-11]}\n"
      )
    ).schoolCalendar
    let anybody = AccessBook(closed, matrix: noCabinets)
    let other = WeeklyDigest(
      closed, store: store, facts: try FactsReader(state: settings.state), writer: NoticeWriter(closed),
      book: { anybody })
    #expect(other.isDue(at: try time(day: 30)) == false)
    #expect(other.isDue(at: try time(day: 31)))
    for day in 37...43 { #expect(other.isDue(at: try time(day: day)) == false) }
  }

  @Test("tells of the week before, once, what its reader may know of, and nobody's name")
  func written() throws {
    for number in 1...6 { _ = try hold(number, rule: "family.other") }
    let back = try hold(7, rule: "family.other")
    try store.delete(back, senderHas: .confirmed(by: "its sender", at: 1), by: officer, reason: "wrong address")
    for number in 8...10 { _ = try hold(number, rule: "sen.to-pupils", cabinet: .sen) }
    // Whom it is about may not know that there is one.
    _ = try hold(11, rule: "allegation.any", cabinet: .childProtection, conduct: [officer])
    #expect(try digest.writeWhenDue() == 0, "there was nothing in the week before")
    try set(day: 30, hour: 7)
    _ = try hold(12, rule: "of.this-week")
    #expect(try digest.writeWhenDue() == 1)
    try set(day: 31)
    #expect(try digest.writeWhenDue() == 0, "it is written")
    let letters = try letters()
    #expect(letters.map(\.to) == [officer])
    let text = try #require(letters.first).text
    #expect(text.contains("Subject: The email check in the week of 23 November 2026"))
    #expect(text.contains("  Held:                             about 10\r\n"))
    #expect(text.contains("  Near misses avoided:              1\r\n"))
    #expect(text.contains("  family.other: 7"))
    #expect(text.contains("  sen.to-pupils: fewer than 5"))
    for word in ["Secret", "parent@", "marlow", "allegation", "of.this-week"] {
      #expect(!text.contains(word), "\(word)")
    }
    for line in text.components(separatedBy: "\r\n") { #expect(line.count <= 78, "\(line)") }
  }
}

@Suite("An investigation into one sender's mail")
struct InvestigationTests {
  private let folder: TemporaryFolder
  private var settings: Settings
  private let store: QuarantineStore
  private let officer = "dco@oakfield.example"
  private let sender = "t.marlow@oakfield.example"
  private let dpo = "dpo@trust.example"

  init() throws {
    folder = try TemporaryFolder("investigation")
    settings = try school(folder)
    settings.officers.byRole = [.dataProtectionOfficer: [dpo], .chairOfGovernors: ["chair@oakfield.example"]]
    store = try QuarantineStore.open(state: settings.state, keys: KeyRing.load(settings.keys, create: true))
  }

  private func open(
    _ settings: Settings, sender: String? = nil, name: String = "INV 2026/4", reason: String = "asked for by the LADO",
    by actor: String? = nil
  ) throws -> [HeldCourse] {
    try InvestigationDesk(
      AccessBook(settings, matrix: noCabinets), store: store, writer: NoticeWriter(settings)
    ).open(.init(sender: sender ?? self.sender, name: name, reason: reason), by: actor ?? officer)
  }

  private func letters() throws -> [(to: String, text: String)] {
    try store.dueOutgoing().map { try store.outgoing($0).record }.map { record in
      (record.recipients[0].path.address, String(decoding: record.mail ?? [], as: UTF8.self))
    }
  }

  @Test("hands out what was held of that sender alone, after trail and letter; what is hidden stays hidden")
  func opened() throws {
    let id = try store.hold(held(), content: memoryFile([0x41])).id
    var other = held()
    other.identity = "w.birch@oakfield.example"
    other.messageID = "<m2@oakfield.example>"
    _ = try store.hold(other, content: memoryFile([0x42]))
    var hidden = held(cabinets: [.childProtection], conduct: [officer])
    hidden.messageID = "<m3@oakfield.example>"
    _ = try store.hold(hidden, content: memoryFile([0x43]))
    #expect(try open(settings).map(\.summary.id) == [id])
    let line = try #require(try store.auditLines().last)
    #expect(line.action == .investigationOpened)
    #expect(line.actor == officer)
    #expect(line.reason == "\(sender): INV 2026/4: asked for by the LADO")
    let letters = try letters()
    #expect(letters.map(\.to) == [dpo])
    #expect(letters[0].text.contains("INV 2026/4") && letters[0].text.contains(officer))
    #expect(!letters[0].text.contains("marlow") && !letters[0].text.contains("LADO"))
  }

  @Test("needs a name and a reason")
  func reasons() throws {
    #expect(throws: QuarantineError.self) { try open(settings, name: " ") }
    #expect(throws: QuarantineError.self) { try open(settings, reason: "") }
    #expect(try store.auditLines().isEmpty)
    #expect(try letters().isEmpty)
  }

  @Test("is not for other officers, nor for whoever manages staff, nor for the sender")
  func refused() throws {
    #expect(throws: QuarantineError.self) { try open(settings, by: "dsl@oakfield.example") }
    #expect(throws: QuarantineError.self) { try open(settings, sender: "DCO@oakfield.example") }
    for role in [Role.headteacher, .hrLead, .trustChiefExecutive] {
      var managing = settings
      managing.officers.byRole[role] = ["DCO@oakfield.example"]
      #expect(throws: QuarantineError.self) { try open(managing) }
    }
    #expect(try store.auditLines().isEmpty)
  }

  @Test(
    "into the data protection officer's own mail is told to the chair of governors, and with nobody to be told there is none"
  )
  func told() throws {
    _ = try open(settings, sender: dpo)
    #expect(try letters().map(\.to) == ["chair@oakfield.example"])
    var nobody = settings
    nobody.officers.byRole = [:]
    #expect(throws: QuarantineError.self) { try open(nobody) }
  }

  @Test("is on nobody's list of the trail who is looked into")
  func unseen() throws {
    _ = try open(settings, sender: "y.castell@oakfield.example")
    #expect(try store.auditLines(visibleTo: "y.castell@oakfield.example").isEmpty)
    #expect(try store.audit(AuditFilter(), limit: 10, visibleTo: ["y.castell@oakfield.example"]).lines.isEmpty)
    #expect(try store.audit(AuditFilter(), limit: 10, visibleTo: [officer]).lines.count == 1)
  }
}
