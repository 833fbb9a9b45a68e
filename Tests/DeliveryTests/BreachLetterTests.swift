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
      for word in ["Secret", "marlow"] { #expect(!text.contains(word)) }
    }
    let account = try store.breach(id).account
    #expect(account[.controller] == "Oakfield Trust" && account[.school] == "Oakfield Academy")
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
