import Configuration
import Foundation
import Policy
import PosternKit
import Quarantine
import Spool
import Testing

@testable import Delivery

@Suite("Ending a hold through a real Postfix", .serialized)
struct ReleaseTests {
  private let folder: TemporaryFolder
  private let hop: NextHop
  private let postfix: PrivatePostfix
  private let settings: Settings
  private let store: QuarantineStore
  private let officer = "senco@oakfield.example"

  init() throws {
    folder = try TemporaryFolder("release")
    hop = try NextHop()
    postfix = try PrivatePostfix(PostfixSettings(milters: [], nextHop: hop))
    try postfix.start()
    settings = try school(folder, port: postfix.reinjectionPort, perHour: 1)
    store = try QuarantineStore.open(
      state: settings.state, keys: KeyRing.load(settings.keys, create: true, apartFrom: settings.state))
  }

  private var writer: NoticeWriter { NoticeWriter(settings, timeZone: "Europe/London") }
  private var outbox: Outbox { Outbox(settings, store: store, writer: writer) }

  private func release(_ ids: HeldID...) throws(DeliveryError) -> [Outbox.Result] {
    var results: [Outbox.Result] = []
    try Release(store: store, outbox: outbox).release(ids, by: officer) { results.append($1) }
    return results
  }

  private func drain() throws -> Int { try outbox.drain { Issue.record("\($0): \($1)") } }

  @Test("a release sends the same bytes with the whole envelope, once")
  func release_() throws {
    let body = message(
      "From: T Märlow <t.marlow@oakfield.example>\nTo: a@families.example\nMessage-ID: <m1@oakfield.example>\n"
        + "Subject: Dots\n folded\n\n.\n..two\n.three\nünï\nlast line\n")
    let envelope = Envelope(
      sender: .init(
        address: "t.märlow@oakfield.example",
        parameters: ["BODY=8BITMIME", "SMTPUTF8", "RET=HDRS", "ENVID=e1", "SIZE=1"]),
      recipients: [
        .init(
          address: "zoë@families.example",
          parameters: ["NOTIFY=FAILURE,DELAY", "ORCPT=utf-8;zo\\x{EB}@families.example"]),
        .init(address: "b@families.example", parameters: ["NOTIFY=NEVER"]),
      ])
    let message = held(envelope: envelope)
    let id = try store.hold(message, content: memoryFile(body)).id
    guard case .sent(let outcome) = try release(id).first else { return #expect(Bool(false)) }
    #expect(outcome.queueID != nil)
    #expect(outcome.refused == [])
    let got = try #require(try hop.wait().first)
    #expect(got.withoutTrace(of: postfix.settings.hostname) == Array(ReceivedLine.text(for: message).utf8) + body)
    #expect(got.envelope.sender.address == "t.märlow@oakfield.example")
    for parameter in ["BODY=8BITMIME", "SMTPUTF8", "RET=HDRS", "ENVID=e1"] {
      #expect(got.envelope.sender.parameters.contains(parameter), "\(parameter)")
    }
    #expect(Set(got.envelope.recipients.map(\.address)) == ["zoë@families.example", "b@families.example"])
    let zoe = try #require(got.envelope.recipients.first { $0.address.hasPrefix("zo") })
    #expect(zoe.parameters.contains { $0.hasPrefix("NOTIFY=") && $0.contains("FAILURE") && $0.contains("DELAY") })
    #expect(zoe.parameters.contains { $0.hasPrefix("ORCPT=") })
    #expect(try store.show(id).summary.state == .released)
    #expect(try store.show(id).outcome == outcome)
    let again = try #require(throws: DeliveryError.self) { try release(id) }
    guard case .store(let error) = again else { return #expect(Bool(false), "\(again)") }
    #expect(error.kind == .wrongState(.released))
    #expect(hop.count == 1)
  }

  @Test("a return gives the sender the whole original in a notice from nobody, and shreds it")
  func giveBack() throws {
    let original = message("From: t.marlow@oakfield.example\nSubject: Back\n\nAll of it, ünï.\n")
    let id = try store.hold(held(), content: memoryFile(original)).id
    let giveBack = Return(store: store, outbox: outbox, writer: writer)
    guard case .sent = try giveBack.giveBack(id, by: officer, reason: "its sender asked") else {
      return #expect(Bool(false))
    }
    let got = try #require(try hop.wait().first)
    #expect(got.envelope.sender.address == "")
    #expect(got.envelope.recipients.map(\.address) == ["t.marlow@oakfield.example"])
    #expect(got.header("Auto-Submitted") == ["auto-replied"])
    #expect(got.header("In-Reply-To") == ["<m1@oakfield.example>"])
    let text = String(decoding: got.data, as: UTF8.self)
    #expect(text.contains("Subject: Your email was not sent: here it is back (\(id))\r\n"))
    #expect(text.contains("Content-Type: message/rfc822\r\n"))
    #expect(text.contains("\r\n\r\n" + String(decoding: original, as: UTF8.self) + "\r\n--"))
    #expect(try store.show(id).message == nil)
    #expect(try store.show(id).summary.state == .returned)
  }

  @Test("a return to nobody is refused and keeps the message")
  func nobody() throws {
    let id = try store.hold(held(automatic: true), content: memoryFile(message("A: b\n\nc\n"))).id
    let giveBack = Return(store: store, outbox: outbox, writer: writer)
    let error = try #require(throws: DeliveryError.self) { try giveBack.giveBack(id, by: officer, reason: "test") }
    #expect(error == .nobodyToReturnTo(id))
    #expect(try store.show(id).summary.state == .held)
  }

  @Test("letters to sender and officers wait in the outbox with the hold, and go as far as the hour allows")
  func notices() throws {
    let dispatch = NoticeDispatch(settings, store: store, writer: writer)
    let message = held(releaser: .officer)
    _ = try store.hold(
      message, content: memoryFile([]), announcing: dispatch.announcement(of: message, asksProtection: false))
    let noticed = NoticedMessage(message)
    #expect(try dispatch.tell(noticed, purpose: "told 1") { _ in dispatch.writer.told(noticed) } == .leftOut)
    let automatic = NoticedMessage(held(automatic: true))
    #expect(try dispatch.tell(automatic, purpose: "told 2") { _ in dispatch.writer.told(noticed) } == .notAnswerable)
    #expect(hop.count == 0)
    #expect(try drain() == 2)
    let got = try hop.wait(for: 2)
    #expect(
      Set(got.flatMap { $0.envelope.recipients.map(\.address) }) == [
        "t.marlow@oakfield.example", "senco@oakfield.example",
      ])
    #expect(got.allSatisfy { $0.envelope.sender.address.isEmpty })
    #expect(!got.contains { String(decoding: $0.data, as: UTF8.self).contains("Secret") })
    #expect(try drain() == 0)
  }

  @Test("content that was damaged is never sent: the message is held again, and says so")
  func damaged() throws {
    let id = try store.hold(held(), content: memoryFile(message("A: b\n\nc\n"))).id
    let path = "\(settings.state)/content/\(id).sealed"
    var bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
    bytes[bytes.count - 1] ^= 1
    try Data(bytes).write(to: URL(filePath: path))
    guard case .failed = try release(id).first else { return #expect(Bool(false)) }
    #expect(try store.show(id).summary.state == .held)
    #expect(try store.show(id).outcome?.problem?.contains("was changed or cut off") == true)
    #expect(hop.count == 0)
  }
}
