import Configuration
import Foundation
import GRDB
import PosternKit
import Spool
import Testing

@testable import Quarantine

@Suite("The link in a sender's notice")
struct SenderLinkTests {
  private let sender = "t.wobblegate@oakfield.example"
  private let day: Int64 = 86_400

  private struct Held {
    var store: QuarantineStore
    var id: HeldID
    var links: [LinkDraft]
  }

  /// Holds a message with one letter and one link for each of some people.
  private func hold(_ sample: Sample, for people: [String]) throws -> Held {
    let store = try sample.open()
    let links = people.map { LinkDraft(for: $0, to: .mend, life: 20 * day) }
    let id = try store.hold(sampleMessage(), content: sampleContent(), announcing: announcement(links)).id
    return Held(store: store, id: id, links: links)
  }

  private func announcement(_ links: [LinkDraft], purpose: String = "held") -> HoldAnnouncement {
    HoldAnnouncement(sender: sender, perHour: 20) { _, _ in links.map { letter($0, purpose) } }
  }

  private func letter(_ link: LinkDraft, _ purpose: String = "held") -> OutgoingDraft {
    OutgoingDraft(
      envelope: Envelope(sender: .init(address: ""), recipients: [.init(address: link.person)]),
      mail: Array("To: \(link.person)\r\n\r\nhttps://mail-check.oakfield.example/email/\(link.token.text)\r\n".utf8),
      purpose: "\(purpose) \(link.person)", links: [link])
  }

  @Test("leads its one person to the one message, in any process, and is 256 random bits")
  func works() throws {
    let sample = try Sample()
    let held = try hold(sample, for: [sender.uppercased()])
    let token = held.links[0].token.text
    #expect(Token.bytes(token)?.count == 32)
    let link = try #require(try sample.open(as: .console).link(token, to: .mend))
    #expect(link.held == held.id && link.person == sender && link.isCurrent)
    #expect(link.expiresAt == sample.clock.time + 20 * day)
  }

  @Test("serves no other purpose")
  func purpose() throws {
    let held = try hold(Sample(), for: [sender])
    #expect(try held.store.link(held.links[0].token.text, to: .check) == nil)
  }

  @Test("is on the disk in no form that opens it, and neither is whose it is")
  func hashed() throws {
    let sample = try Sample()
    let held = try hold(sample, for: ["owner.quokka@oakfield.example"])
    #expect(try sample.files(with: held.links[0].token.text) == [])
    #expect(try sample.files(with: "owner.quokka") == [])
  }

  @Test("is found by none of 10,000 guesses, nor altered or cut, and they change nothing")
  func guesses() throws {
    let sample = try Sample()
    let held = try hold(sample, for: [sender])
    let token = held.links[0].token.text
    let before = try sample.database().read { db in try Row.fetchAll(db, sql: "SELECT * FROM senderLink") }
    for _ in 0..<9_900 { #expect(try held.store.link(Token.random().text, to: .mend) == nil) }
    for place in 0..<43 {
      var altered = Array(token)
      altered[place] = altered[place] == "A" ? "B" : "A"
      #expect(try held.store.link(String(altered), to: .mend) == nil)
      #expect(try held.store.link(String(token.prefix(place)), to: .mend) == nil)
    }
    let odd = [
      token + "=", token + "A", " " + token, token + "\n", token.uppercased(), "", "%", "../" + token, "' OR 1=1 --",
    ]
    for text in odd { #expect(try held.store.link(text, to: .mend) == nil) }
    let after = try sample.database().read { db in try Row.fetchAll(db, sql: "SELECT * FROM senderLink") }
    #expect(before == after && before.count == 1)
    #expect(try held.store.show(held.id).summary.state == .held)
    #expect(try held.store.link(token, to: .mend) != nil)
  }

  @Test("ends at its hour, and leaves nothing then")
  func expires() throws {
    let sample = try Sample()
    let held = try hold(sample, for: [sender])
    sample.clock.advance(20 * day - 1)
    #expect(try held.store.link(held.links[0].token.text, to: .mend) != nil)
    sample.clock.advance(1)
    #expect(try held.store.link(held.links[0].token.text, to: .mend) == nil)
    #expect(try held.store.linkHolders(of: held.id, to: .mend) == [])
    _ = try held.store.purge(outbox: 30 * day, personal: 730 * day)
    #expect(try sample.database().read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM senderLink") } == 0)
  }

  @Test("a letter that is put in once more keeps the link that stands in it, and makes no other")
  func retried() throws {
    let sample = try Sample()
    let held = try hold(sample, for: [sender])
    let second = LinkDraft(for: sender, to: .mend, life: day)
    try held.store.queue([letter(second)], about: held.id)
    #expect(try held.store.link(second.token.text, to: .mend) == nil)
    #expect(try held.store.link(held.links[0].token.text, to: .mend) != nil)
    // Another letter has its own, and the first one serves on.
    try held.store.queue([letter(second, "expiring")], about: held.id)
    #expect(try held.store.link(second.token.text, to: .mend)?.person == sender)
    #expect(try held.store.linkHolders(of: held.id, to: .mend) == [sender])
  }

  @Test("none is left of a letter that could not be stored: both or neither")
  func atomic() throws {
    struct Broken: Error {}
    let sample = try Sample()
    let store = try sample.open()
    let link = LinkDraft(for: sender, to: .mend, life: day)
    let held = HoldAnnouncement(sender: sender, perHour: 20) { _, _ in
      // The second breaks the transaction after the first was written.
      [letter(link), OutgoingDraft(envelope: letter(link).envelope, mail: [], purpose: "other", links: [link])]
    }
    #expect(throws: QuarantineError.self) {
      try store.hold(sampleMessage(), content: sampleContent(), announcing: held)
    }
    #expect(try store.link(link.token.text, to: .mend) == nil)
    #expect(try store.list().isEmpty)
  }

  @Test("after the message has come to its end it tells that alone, and not any more whose it is")
  func ended() throws {
    let sample = try Sample()
    let held = try hold(sample, for: [sender])
    try held.store.delete(
      held.id, senderHas: .confirmed(by: sender, at: 1), by: "officer@oakfield.example", reason: "wrong")
    let link = try #require(try held.store.link(held.links[0].token.text, to: .mend))
    #expect(link.held == held.id && link.person == nil)
    #expect(try held.store.linkHolders(of: held.id, to: .mend) == [])
  }

  @Test("is out of date when the message has another form than the one that it was made for")
  func outOfDate() throws {
    let sample = try Sample()
    let held = try hold(sample, for: [sender])
    let token = held.links[0].token.text
    // Going out and coming back as it was is no change.
    try sample.database().write { db in try db.execute(sql: "UPDATE held SET state = 'releasing'") }
    #expect(try held.store.link(token, to: .mend)?.isCurrent == true)
    try sample.database().write { db in try db.execute(sql: "UPDATE held SET releaser = 'officer', state = 'held'") }
    #expect(try held.store.link(token, to: .mend)?.isCurrent == false)
  }

  @Test("each owner of a shared mailbox has their own")
  func owners() throws {
    let owners = ["a@oakfield.example", "b@oakfield.example"]
    let held = try hold(Sample(), for: owners)
    #expect(try held.links.map { try held.store.link($0.token.text, to: .mend)?.person } == owners)
    #expect(try held.store.linkHolders(of: held.id, to: .mend) == owners)
  }
}
