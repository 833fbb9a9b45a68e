import Configuration
import Foundation
import PosternKit
import Quarantine
import Spool
import Synchronization
import Testing

@testable import Delivery

@Suite("Letters about breaches")
struct BreachLetterTests {
  private let folder: TemporaryFolder
  private let hop: NextHop
  private let clock = Clock()
  private let store: QuarantineStore
  private let settings: Settings

  private final class Clock: Sendable {
    private let value = Mutex<Int64>(1_795_701_900)
    var time: Int64 { value.withLock { $0 } }
    func advance(_ hours: Int64) { value.withLock { $0 += hours * 3_600 } }
  }

  init() throws {
    folder = try TemporaryFolder("breach-letters")
    hop = try NextHop()
    var settings = try school(folder, port: hop.port)
    settings.officers.byRole = [.dataProtectionOfficer: ["DPO@trust.example"]]
    settings.officers.standIns = ["dco@oakfield.example": ["head@oakfield.example"]]
    settings.organisation.controller = "Oakfield Trust"
    self.settings = settings
    let clock = clock
    store = try QuarantineStore.open(
      state: settings.state, keys: KeyRing.load(settings.keys, create: true), now: { clock.time })
  }

  private var letters: BreachLetters {
    BreachLetters(settings, store: store, writer: NoticeWriter(settings, timeZone: "Europe/London"))
  }

  /// Sends what is in the outbox.
  private func deliver() throws -> [ReceivedMessage] {
    let before = hop.messages.count
    let outbox = Outbox(settings, store: store, writer: NoticeWriter(settings))
    for row in try store.dueOutgoing() { _ = try outbox.send(row) }
    return Array(hop.messages[before...])
  }

  private func report(hiddenFrom: [String] = []) -> BreachRecord {
    BreachRecord(
      cause: .staffReport, sender: "t.marlow@oakfield.example", subject: "Secretsubject",
      messageID: "<\(UUID().uuidString)@oakfield.example>", hiddenFrom: hiddenFrom,
      reportedBy: "t.marlow@oakfield.example", initial: [.people: "pupil: Secret Person"])
  }

  private func to(_ letters: [ReceivedMessage]) -> [String] {
    letters.flatMap { $0.envelope.recipients.map(\.address) }.sorted()
  }

  @Test("a report is told to the compliance officer and the data protection officer, and names nobody")
  func opened() throws {
    let id = try #require(try letters.open(report()))
    let got = try deliver()
    #expect(to(got) == ["dco@oakfield.example", "dpo@trust.example"])
    for letter in got {
      let text = String(decoding: letter.body, as: UTF8.self)
      #expect(letter.header("Subject") == ["A breach record is open (\(id))"])
      #expect(text.contains("A member of staff has reported a breach") && text.contains("postern breach show \(id)"))
      #expect(text.contains("\(settings.console.url)/breaches/\(id)"))
      for word in ["Secret", "marlow"] { #expect(!text.contains(word)) }
    }
    let account = try store.breach(id).account
    #expect(account[.controller] == "Oakfield Trust" && account[.school] == "Oakfield Academy")
  }

  @Test("which were written about a record, and what became of them, is known by their purpose")
  func written() throws {
    let id = try #require(try letters.open(report(hiddenFrom: ["dpo@trust.example"])))
    #expect(try letters.written(about: store.breach(id)).map(\.state) == [.waiting])
    _ = try deliver()
    clock.advance(24)
    _ = try letters.warnOfDeadlines()
    // A clock that starts elsewhere warns anew, and what it warned of before stays.
    try store.correct([.known: "\(clock.time - 50 * 3_600)"], of: id, because: "earlier", by: "dco@oakfield.example")
    _ = try letters.warnOfDeadlines()
    let written = try letters.written(about: store.breach(id))
    #expect(written.map(\.reason) == [.opened, .clock(hours: 24), .clock(hours: 48)])
    #expect(written.map(\.state) == [.sent, .waiting, .waiting])
    #expect(written.allSatisfy { $0.to == "dco@oakfield.example" })
    let other = try #require(try letters.open(report()))
    #expect(try letters.written(about: store.breach(other)).count == 2)
  }

  @Test("who opens a record knows of it already")
  func ownRecord() throws {
    _ = try letters.open(BreachRecord(cause: .officerEntry), by: "DCO@oakfield.example")
    #expect(try to(deliver()) == ["dpo@trust.example"])
  }

  @Test("where it may be known to none of those who look after the register, those in their place are told")
  func standIns() throws {
    _ = try letters.open(report(hiddenFrom: ["dco@oakfield.example", "dpo@trust.example"]))
    #expect(try to(deliver()) == ["head@oakfield.example"])
    clock.advance(24)
    #expect(try letters.warnOfDeadlines() == 1)
    #expect(try to(deliver()) == ["head@oakfield.example"])
  }

  @Test("the 72 hours are warned of after 24, 48 and 66 and when they are over, once each, until the ICO is told")
  func deadlines() throws {
    let id = try #require(try letters.open(report()))
    _ = try deliver()
    var subjects: [String] = []
    for _ in 1...80 {
      clock.advance(1)
      _ = try letters.warnOfDeadlines()
      let got = try deliver()
      #expect(got.isEmpty || to(got) == ["dco@oakfield.example", "dpo@trust.example"])
      subjects += got.prefix(1).flatMap { $0.header("Subject") }
      for letter in got {
        let text = String(decoding: letter.body, as: UTF8.self)
        #expect(text.contains("Oakfield Trust") && text.contains("29 November 2026 at 14:05"))
        #expect(!text.contains("Secret"))
      }
    }
    #expect(
      subjects == [
        "48 hours left to tell the ICO of a breach (\(id))", "24 hours left to tell the ICO of a breach (\(id))",
        "6 hours left to tell the ICO of a breach (\(id))", "The 72 hours to tell the ICO of a breach are over (\(id))",
      ])
    let second = try #require(try letters.open(report()))
    _ = try deliver()
    try store.decide(.ico, .tell, on: second, because: "A risk.", by: "dco@oakfield.example", told: clock.time)
    clock.advance(80)
    #expect(try letters.warnOfDeadlines() == 0)
  }
}
