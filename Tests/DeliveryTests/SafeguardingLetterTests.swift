import Configuration
import Foundation
import Policy
import PosternKit
import Quarantine
import Spool
import Synchronization
import Testing

@testable import Delivery

@Suite("The safeguarding lead is told of mail that went")
struct SafeguardingLetterTests {
  private final class Clock: Sendable {
    private let value = Mutex<Int64>(1_795_510_800)
    var time: Int64 { value.withLock { $0 } }
    func advance(_ seconds: Int64) { value.withLock { $0 += seconds } }
  }

  private let clock = Clock()
  private let store: QuarantineStore
  private let dispatch: NoticeDispatch
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder("lead")
    // No notice to a sender is allowed here: the lead is told all the same.
    let settings = try school(folder, perHour: 0)
    let clock = clock
    store = try QuarantineStore.open(
      state: settings.state, keys: KeyRing.load(settings.keys, create: true), now: { clock.time })
    dispatch = NoticeDispatch(settings, store: store, writer: NoticeWriter(settings, timeZone: "Europe/London"))
  }

  private func message(_ number: Int = 1, from identity: String = "t.marlow@oakfield.example", conduct: [String]? = nil)
    -> HeldMessage
  {
    var rule = senRule
    rule.id = "safeguarding.to-partners"
    rule.requirements = ["tell_dsl", "verified_tls"]
    var message = held(
      rules: [rule, senRule], cabinets: [.childProtection],
      envelope: Envelope(
        sender: .init(address: identity), recipients: [.init(address: "mash@northmere.example")]),
      conduct: conduct)
    message.identity = identity
    message.queueID = "4XyZ12"
    message.messageID = "<m\(number)@oakfield.example>"
    return message
  }

  /// Recipient and text of what waits now, the oldest first.
  private func letters() throws -> [(to: String, text: String)] {
    try store.dueOutgoing().map { try store.outgoing($0).record }.map { record in
      (record.recipients[0].path.address, String(decoding: record.mail ?? [], as: UTF8.self))
    }
  }

  @Test("lead and deputy, with the time, the rule and the id in the mail log, and nobody's name")
  func told() throws {
    try dispatch.tellSafeguarding(message())
    try dispatch.tellSafeguarding(message())
    let letters = try letters()
    #expect(letters.map(\.to) == ["deputy@oakfield.example", "dsl@oakfield.example"], "once for one message")
    for letter in letters {
      for word in ["Rules:     safeguarding.to-partners\r\n", "4XyZ12", "24 November 2026"] {
        #expect(letter.text.contains(word), "\(word)")
      }
      for word in ["Secret", "marlow", "mash@", "sen.to-other"] { #expect(!letter.text.contains(word), "\(word)") }
    }
  }

  @Test("not who has sent it, nor whom it is about")
  func notTold() throws {
    try dispatch.tellSafeguarding(message(from: "dsl@oakfield.example"))
    try dispatch.tellSafeguarding(message(2, conduct: ["dsl@oakfield.example"]))
    #expect(try letters().map(\.to) == ["deputy@oakfield.example", "deputy@oakfield.example"])
  }

  @Test("a flood of them is no flood of letters, and yet no message goes without a word")
  func flood() throws {
    for number in 1...100 {
      try dispatch.tellSafeguarding(message(number, from: "dsl@oakfield.example"))
    }
    #expect(try letters().count == 10)
    clock.advance(900)
    let more = try letters()
    #expect(more.count == 11)
    #expect(more.last?.text.contains("Subject: More emails have gone to safeguarding partners") == true)
    clock.advance(3_600)
    try dispatch.tellSafeguarding(message(101, from: "dsl@oakfield.example"))
    #expect(try letters().last?.text.contains("90 more emails went of which no letter told") == true)
  }
}
