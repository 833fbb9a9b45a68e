import Foundation
import GRDB
import PosternKit
import Protection
import Testing

@testable import Quarantine

@Suite("A password that goes by text message")
struct TextMessageTests {
  private let sender = "t.wobblegate@oakfield.example"
  private let number = "+447700900123"
  private let words = "lantern-orbit-velvet"

  private func held(_ store: QuarantineStore, _ which: Int = 1) throws -> HeldID {
    let id = try store.hold(sampleMessage(number: which), content: sampleContent()).id
    _ = try store.keepPassword(try Password(words), for: id)
    return id
  }

  private func queue(
    _ store: QuarantineStore, _ id: HeldID, to number: String? = nil, by actor: String? = nil, perDay: Int = 20
  ) throws {
    try store.queueText(
      to: number ?? self.number, of: id, by: actor ?? sender, isSender: true, perDay: perDay,
      whence: "signed in, from 10.0.0.9")
  }

  private func kind(_ work: () throws -> Void) -> QuarantineError.Kind? {
    do {
      try work()
      return nil
    } catch {
      return (error as? QuarantineError)?.kind
    }
  }

  @Test("neither number nor password stands in clear in any file, before it went and after")
  func sealed() throws {
    let sample = try Sample()
    let store = try sample.open(as: .console)
    let id = try held(store)
    try queue(store, id)
    for word in [number, "7700900123", words] { #expect(try sample.files(with: word) == []) }
    let tried = try #require(try store.beginText())
    #expect(tried.number == number && tried.password.words == words && tried.sender == sender)
    try store.settleText(tried, .taken)
    for word in [number, "7700900123", words] { #expect(try sample.files(with: word) == []) }
    // What nobody needs any more is not kept: the last digits are left.
    let key = try store.messageKey(id)
    let row = try #require(try store.database.read { try Row.fetchOne($0, sql: "SELECT * FROM textMessage") })
    let record = try #require(try QuarantineStore.open(row, key))
    #expect(record.number == nil && record.ending == "123")
  }

  @Test("who asked, from where, and for which number stands on the trail, with its last digits alone")
  func trail() throws {
    let sample = try Sample()
    let store = try sample.open()
    let id = try held(store)
    try queue(store, id)
    let line = try #require(try store.auditLines(of: id).last)
    #expect(line.action == .passwordTexted && line.actor == sender)
    #expect(line.reason == "to a number that ends in 123; signed in, from 10.0.0.9")
  }

  @Test("the same form sent twice sends one; another wish after it is another text")
  func twice() throws {
    let sample = try Sample()
    let store = try sample.open(as: .console)
    let id = try held(store)
    try queue(store, id)
    try queue(store, id)
    #expect(try store.texts(about: id, visibleTo: nil).count == 1)
    try store.settleText(try #require(try store.beginText()), .taken)
    try queue(store, id)
    #expect(try store.texts(about: id, visibleTo: nil).count == 1)
    sample.clock.advance(QuarantineStore.textRepeat)
    try queue(store, id)
    #expect(try store.texts(about: id, visibleTo: nil).map(\.state) == [.queued, .sent])
  }

  @Test("at most three go about one message, and so many a day by one person; what failed counts for that alone")
  func bounds() throws {
    let sample = try Sample()
    let store = try sample.open(as: .console)
    let one = try held(store)
    for digit in 1...3 { try queue(store, one, to: "+44770090000\(digit)", perDay: 4) }
    #expect(kind { try queue(store, one, to: "+447700900009", perDay: 4) } == .enoughTexts)
    // Whoever asks.
    #expect(kind { try queue(store, one, to: "+447700900009", by: "y.castell@oakfield.example") } == .enoughTexts)
    try store.settleText(try #require(try store.beginText()), .refused(.refused))
    try queue(store, one, to: "+447700900009", perDay: 4)
    let two = try held(store, 2)
    #expect(kind { try queue(store, two, perDay: 4) } == .enoughTexts)
    sample.clock.advance(86_400)
    try queue(store, two, perDay: 4)
    #expect(try store.auditLines(of: two).count { $0.action == .passwordTexted } == 1)
  }

  @Test("what is forgotten with its message still counts for its day, and then goes")
  func forgotten() throws {
    let sample = try Sample()
    let store = try sample.open(as: .console)
    let id = try held(store)
    try queue(store, id)
    // As every end that takes the record away.
    try store.database.write { try $0.execute(sql: "UPDATE held SET record = NULL, outcome = NULL") }
    #expect(try store.beginText() == nil)
    #expect(try store.texts(about: id, visibleTo: nil).isEmpty)
    let sealed = try store.database.read { try Int.fetchOne($0, sql: "SELECT count(sealed) FROM textMessage") }
    #expect(sealed == 0)
    #expect(kind { try queue(store, id) } == .noPassword)
    let two = try held(store, 2)
    #expect(kind { try queue(store, two, perDay: 1) } == .enoughTexts)
    sample.clock.advance(86_400)
    try queue(store, two, perDay: 1)
    #expect(try store.database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM textMessage") } == 1)
  }

  @Test("there is none without a password")
  func noPassword() throws {
    let store = try Sample().open()
    let id = try store.hold(sampleMessage(), content: sampleContent()).id
    #expect(kind { try queue(store, id) } == .noPassword)
    #expect(try store.auditLines(of: id).allSatisfy { $0.action != .passwordTexted })
  }

  @Test("who may not know of a message has nothing of it sent")
  func hidden() throws {
    let store = try Sample().open()
    let message = sampleMessage(conduct: ["head@oakfield.example"])
    let reader = try #require(message.hiddenFrom.first)
    let id = try store.hold(message, content: sampleContent()).id
    _ = try store.keepPassword(try Password(words), for: id)
    #expect(kind { try store.queueText(to: number, of: id, by: reader, perDay: 20) } == .notFound)
    #expect(kind { _ = try store.texts(about: id, visibleTo: reader) } == .notFound)
  }

  @Test("one process sends it: nobody else begins it meanwhile")
  func lease() throws {
    let sample = try Sample()
    let store = try sample.open(as: .console)
    let id = try held(store)
    try queue(store, id)
    try store.database.write {
      // The first process lives for as long as the machine does.
      try $0.execute(
        sql: "UPDATE textMessage SET state = 'sending', lease = ?", arguments: [ProcessLease(process: 1).description])
    }
    #expect(try store.beginText() == nil)
    #expect(try store.texts(about: id, visibleTo: nil).map(\.state) == [.sending])
  }

  @Test("what a process had in hand that is no more may have gone: it is told so, and not sent again")
  func interrupted() throws {
    let sample = try Sample()
    let store = try sample.open(as: .console)
    let id = try held(store)
    try queue(store, id)
    try store.database.write {
      try $0.execute(sql: "UPDATE textMessage SET state = 'sending', lease = 'another-boot 4711 1'")
    }
    #expect(try store.beginText() == nil)
    let text = try #require(try store.texts(about: id, visibleTo: nil).first)
    #expect(text.state == .uncertain && text.fault == .interrupted)
    #expect(try store.auditLines(of: id).last?.reason == "uncertain: interrupted")
  }

  @Test("one message's number cannot be passed off as another's")
  func bound() throws {
    let sample = try Sample()
    let store = try sample.open(as: .console)
    let (one, two) = (try held(store), try held(store, 2))
    try queue(store, one)
    try queue(store, two, to: "+447700900456")
    try store.database.write {
      try $0.execute(
        sql: "UPDATE textMessage SET sealed = (SELECT sealed FROM textMessage WHERE held = ?) WHERE held = ?",
        arguments: [two.description, one.description])
    }
    #expect(throws: QuarantineError.self) { try store.beginText() }
    // That one has failed, and keeps the other from nothing.
    #expect(try store.beginText()?.number == "+447700900456")
  }
}
