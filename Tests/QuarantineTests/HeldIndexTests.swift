import Configuration
import Foundation
import GRDB
import Policy
import PosternKit
import Spool
import Testing

@testable import Quarantine

@Suite("The index of held mail")
struct HeldIndexTests {
  private let sample: Sample
  private let store: QuarantineStore
  private let index: HeldIndex
  private let book: AccessBook

  init() throws {
    sample = try Sample()
    store = try sample.open()
    index = try HeldIndex(store)
    let file = try sample.folder.write(
      "postern.yaml",
      text: """
        organisation:
          name: Wold Trust
          domains: [wold.example]
          schools:
            - name: Oakfield
              domains: [oakfield.example]
              officers: {sen: [senco@oakfield.example, head@oakfield.example], health: [nurse@oakfield.example]}
            - {name: Ashdown, domains: [ashdown.example], officers: {sen: [senco@ashdown.example]}}
        officers: {general: [dco@wold.example], child_protection: [dsl@wold.example]}
        """)
    book = AccessBook(
      try Settings.load(file),
      matrix: RoleMatrix(audiences: [:], staffList: .only([]), cabinets: [:]))
  }

  @discardableResult
  private func hold(
    _ number: Int, _ cabinets: Cabinet..., from: String = "t.wobblegate@oakfield.example", subject: String = "Subject",
    conduct: [String]? = nil, recipients: [String] = ["z.quillfeather@families.example"],
    rules: [String] = ["sen.to-pupils"], categories: [String] = ["sen (serious)"]
  ) throws -> HeldID {
    var message = sampleMessage(
      recipients: recipients, rules: rules, cabinets: cabinets, releaser: .officer, conduct: conduct, number: number)
    message.identity = from
    message.envelope.sender.address = from
    message.facts.subject = subject
    message.facts.categories = categories
    return try store.hold(message, content: sampleContent("number \(number)\r\n")).id
  }

  private func page(_ reader: String, _ change: (inout HeldQuery) -> Void = { _ in }) throws -> HeldPage {
    var query = HeldQuery()
    change(&query)
    return try index.page(query, for: book.reader(reader), by: book)
  }

  private func full(_ page: HeldPage) -> [HeldID] {
    page.lines.compactMap { line in if case .full(let entry, _) = line { entry.summary.id } else { nil } }
  }

  private func masked(_ page: HeldPage) -> [HeldID] {
    page.lines.compactMap { line in if case .masked(let entry) = line { entry.id } else { nil } }
  }

  @Test("shows a holder all of it, another officer that it is there, and nobody else anything")
  func sights() throws {
    let id = try hold(1, .sen)
    #expect(full(try page("senco@oakfield.example")) == [id])
    let nurse = try page("nurse@oakfield.example")
    #expect(full(nurse) == [] && masked(nurse) == [id] && nurse.total == 1)
    guard case .masked(let entry) = nurse.lines.first else { return #expect(Bool(false)) }
    #expect(entry.cabinets == [.sen] && !entry.isOpened && entry.deadline ?? 0 > entry.heldAt)
    for other in ["senco@ashdown.example", "t.wobblegate@oakfield.example", "nobody@oakfield.example"] {
      #expect(try page(other).total == 0, "\(other)")
      #expect(try index.listing(of: id, for: book.reader(other), by: book) == nil)
    }
  }

  @Test("a school's officers see nothing of another's, and the trust's see both")
  func schools() throws {
    let oakfield = try hold(1, .sen)
    let ashdown = try hold(2, .sen, from: "t.ash@ashdown.example")
    let trust = try hold(3, .general, from: "clerk@wold.example")
    #expect(full(try page("senco@oakfield.example")) == [oakfield])
    #expect(masked(try page("senco@oakfield.example")) == [])
    #expect(full(try page("senco@ashdown.example")) == [ashdown])
    let dco = try page("dco@wold.example")
    #expect(full(dco) == [trust] && Set(masked(dco)) == [oakfield, ashdown])
    #expect(Set(masked(try page("dco@wold.example") { $0.school = "Ashdown" })) == [ashdown])
    // The school is known still when all else is shredded.
    try store.markDeleted(oakfield, by: "filter", reason: "test")
    #expect(full(try page("senco@oakfield.example") { $0.states = [.deleted] }) == [oakfield])
    #expect(full(try page("senco@ashdown.example") { $0.states = [.deleted] }) == [])
  }

  @Test("whom it is about, and who gets it, find nothing by any question")
  func hidden() throws {
    let id = try hold(
      1, .sen, subject: "Xylophona", conduct: ["head@oakfield.example"], recipients: ["senco@oakfield.example"])
    for barred in ["head@oakfield.example", "senco@oakfield.example"] {
      for change: (inout HeldQuery) -> Void in [
        { _ in }, { $0.text = "xylophona" }, { $0.text = id.description }, { $0.states = [] },
        { $0.cabinets = [.sen] }, { $0.sender = "wobble" }, { $0.states = Set(HeldState.allCases) },
      ] { #expect(try page(barred, change).total == 0) }
      #expect(try index.listing(of: id, for: book.reader(barred), by: book) == nil)
      #expect(try index.counts(for: book.reader(barred), by: book).first { $0.cabinet == .sen }?.waiting == 0)
    }
    let nurse = try page("nurse@oakfield.example")
    #expect(masked(nurse) == [id])
    // Shredded it is still hidden from them.
    try store.markDeleted(id, by: "filter", reason: "test")
    #expect(try page("head@oakfield.example") { $0.states = [.deleted] }.total == 0)
    #expect(try page("senco@oakfield.example") { $0.states = [.deleted] }.total == 0)
  }

  @Test("a question for what is hidden of other cabinets' mail is answered from one's own alone")
  func filters() throws {
    let own = try hold(1, .sen, subject: "Café menu", rules: ["sen.a"])
    let other = try hold(2, .health, subject: "Café menu", rules: ["sen.a"])
    for change: (inout HeldQuery) -> Void in [
      { $0.text = "CAFE" }, { $0.sender = "WOBBLEGATE" }, { $0.rules = ["sen.a"] }, { $0.categories = ["sen"] },
      { $0.audiences = ["guardian"] }, { $0.onlyMine = true }, { $0.states = [.held] },
    ] {
      let found = try page("senco@oakfield.example", change)
      #expect(full(found) == [own] && masked(found) == [] && found.total == 1)
    }
    #expect(masked(try page("senco@oakfield.example") { $0.cabinets = [.health] }) == [other])
    for change: (inout HeldQuery) -> Void in [
      { $0.text = "café nothing" }, { $0.sender = "quillfeather" }, { $0.rules = ["sen.b"] },
      { $0.categories = ["health"] }, { $0.audiences = ["pupil"] }, { $0.heldSince = .max }, { $0.heldBefore = 0 },
    ] { #expect(try page("senco@oakfield.example", change).total == 0) }
    #expect(full(try page("senco@oakfield.example") { $0.text = "quillfeather brambleby" }) == [own])
    #expect(full(try page("senco@oakfield.example") { $0.text = own.description.lowercased() }) == [own])
  }

  @Test("pages hold what they should in each order")
  func pages() throws {
    var ids: [HeldID] = []
    for number in 1...7 {
      ids.append(try hold(number, .sen, subject: ["c", "A", "b", "f", "E", "g", "d"][number - 1]))
      sample.clock.advance(60)
    }
    #expect(full(try page("senco@oakfield.example") { $0.limit = 3 }) == [ids[6], ids[5], ids[4]])
    #expect(full(try page("senco@oakfield.example") { ($0.limit, $0.offset) = (3, 6) }) == [ids[0]])
    #expect(full(try page("senco@oakfield.example") { $0.offset = 50 }) == [])
    #expect(full(try page("senco@oakfield.example") { $0.order = .oldest }) == ids)
    #expect(
      full(try page("senco@oakfield.example") { $0.order = .subject })
        == [ids[1], ids[2], ids[0], ids[6], ids[4], ids[3], ids[5]])
    #expect(try page("senco@oakfield.example") { $0.limit = 3 }.total == 7)
  }

  @Test("counts of other cabinets are told from five on")
  func counts() throws {
    for number in 1...4 { try hold(number, .sen) }
    try hold(5, .health)
    func count(_ reader: String, _ cabinet: Cabinet) throws -> CabinetCount? {
      try index.counts(for: book.reader(reader), by: book).first { $0.cabinet == cabinet }
    }
    #expect(try count("senco@oakfield.example", .sen) == CabinetCount(cabinet: .sen, waiting: 4, isMine: true))
    #expect(try count("nurse@oakfield.example", .sen) == CabinetCount(cabinet: .sen, waiting: nil, isMine: false))
    try hold(6, .sen)
    #expect(try count("nurse@oakfield.example", .sen)?.waiting == 5)
    #expect(try index.counts(for: book.reader("nobody@oakfield.example"), by: book) == [])
  }

  @Test("what another process has changed shows at the next question")
  func changes() throws {
    let id = try hold(1, .sen)
    #expect(full(try page("senco@oakfield.example")) == [id])
    let other = try sample.open(as: .commandLine)
    try other.queueRelease([id], by: "head@oakfield.example")
    let releasing = try page("senco@oakfield.example")
    guard case .full(let entry, _) = releasing.lines.first else { return #expect(Bool(false)) }
    #expect(entry.summary.state == .releasing)
    _ = try other.content(try hold(2, .sen), reason: "look", by: "senco@oakfield.example", asHolder: true)
    let nurse = try page("nurse@oakfield.example")
    #expect(nurse.lines.contains { line in if case .masked(let entry) = line { entry.isOpened } else { false } })
    // A row that is gone is gone.
    try sample.database().write { db in
      try db.execute(sql: "DELETE FROM outgoing; DELETE FROM held WHERE state = 'releasing'")
    }
    #expect(try page("senco@oakfield.example").total == 1)
  }

  @Test("a colleague who is asked finds that message, and no other")
  func asked() throws {
    let id = try hold(1, .sen)
    try hold(2, .sen)
    try store.ask("teacher@oakfield.example", about: id, words: "Is that so?", by: "senco@oakfield.example") { _ in
      OutgoingDraft(
        envelope: .init(sender: .init(address: ""), recipients: [.init(address: "teacher@oakfield.example")]), mail: [],
        purpose: "question")
    }
    let found = try page("teacher@oakfield.example")
    #expect(full(found) == [id] && found.total == 1)
    guard case .full(_, let times) = found.lines.first else { return #expect(Bool(false)) }
    #expect(times.isAsked)
  }

  @Test("holds nothing of what is held on the disk in clear")
  func sealed() throws {
    let id = try hold(1, .sen)
    try store.ask("teacher@oakfield.example", about: id, words: "Plumquestion", by: "senco@oakfield.example") { _ in
      OutgoingDraft(
        envelope: .init(sender: .init(address: ""), recipients: [.init(address: "teacher@oakfield.example")]), mail: [],
        purpose: "question")
    }
    try store.approve(
      id, .init(recipients: ["z.quillfeather@families.example"]), plan: [1], seen: store.show(id).stamp,
      by: "senco@oakfield.example", reason: "Plumreason")
    _ = try page("senco@oakfield.example")
    for word in planted + ["Plumquestion", "Plumreason", "teacher@oakfield"] {
      #expect(try sample.files(with: word) == [], "\(word)")
    }
  }
}
