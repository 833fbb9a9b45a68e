import Glibc
import Milter
import PosternKit
import Spool
import Testing

@Suite("What is answered is what happens")
struct AnswerTests {
  let filter: SharedFilter
  init() throws { filter = try SharedFilter.shared.get() }

  static let text =
    "From: ada@oakfield.example\nTo: b@next.example, c@next.example\nSubject: before\nX-Two: 1\nX-Two: 2\nDate: Tue, 24 Nov 2026 09:00:00 +0000\nMessage-Id: <1@oakfield.example>\n\nbody\n"

  private func send(from: String, to: [String] = ["b@next.example"]) throws -> SMTPReply {
    try SMTPClient.send(message: message(Self.text), from: from, to: to, port: filter.port)
  }

  private func arrived(_ from: String) throws -> ReceivedMessage {
    try filter.nextHop.wait(where: { $0.envelope.sender.address == from })[0]
  }

  @Test("header fields are changed, deleted, added and put in place; recipients taken out and put in")
  func edits() throws {
    let from = sender()
    filter.bench.judge(sender: from) { _, _ in
      .accept(edits: [
        .changeHeader(name: "To", occurrence: 1, value: "undisclosed-recipients:;"),
        .changeHeader(name: "Subject", occurrence: 1, value: "after zoë\r\n folded"),
        .changeHeader(name: "X-Two", occurrence: 2, value: nil),
        .addHeader(name: "X-Last", value: "end"),
        .insertHeader(index: 1, name: "X-Second", value: "start 100%"),
        .insertHeader(index: 0, name: "X-First", value: "start 100%"),
        .deleteRecipient("c@next.example"),
        .addRecipient(.init(address: "d@next.example", parameters: ["NOTIFY=NEVER"])),
        .addRecipient(.init(address: "e@next.example")),
      ])
    }
    #expect(try send(from: from, to: ["b@next.example", "c@next.example"]).code == 250)
    let message = try arrived(from)
    #expect(message.envelope.recipients.map(\.address) == ["b@next.example", "d@next.example", "e@next.example"])
    #expect(message.envelope.recipients[1].parameters.contains("NOTIFY=NEVER"))
    #expect(message.header("To") == ["undisclosed-recipients:;"])
    #expect(message.header("Subject") == ["after zoë folded"])
    #expect(message.header("X-Two") == ["1"])
    let rest = message.withoutTrace(of: "mail.oakfield.example")
    #expect(
      rest.starts(with: Array("X-First: start 100%\r\nFrom: ada@oakfield.example\r\nX-Second: start 100%\r\nTo: ".utf8))
    )
    #expect(String(decoding: message.header.suffix(13), as: UTF8.self) == "X-Last: end\r\n")
    #expect(Array(message.body) == Array("body\r\n".utf8))
  }

  @Test("a recipient with a non-ASCII address can be taken out")
  func internationalRecipient() throws {
    let from = sender()
    filter.bench.judge(sender: from) { _, _ in .accept(edits: [.deleteRecipient("zoë@schüle.example")]) }
    let reply = try SMTPClient.send(
      message: message(Self.text), from: from, to: ["zoë@schüle.example", "b@next.example"], parameters: ["SMTPUTF8"],
      port: filter.port)
    #expect(reply.code == 250)
    #expect(try arrived(from).envelope.recipients.map(\.address) == ["b@next.example"])
  }

  @Test("a refusal of many lines reaches the client with its codes")
  func reject() throws {
    let from = sender()
    let lines = (1...32).map { "line \($0): 100% %s %n refused" }
    let text = try ReplyText(code: 550, enhancedCode: "5.7.1", lines: lines)
    filter.bench.judge(sender: from) { _, _ in .reject(text) }
    let reply = try send(from: from)
    #expect(reply.code == 550)
    #expect(reply.lines == lines.map { "5.7.1 \($0)" })
  }

  @Test("a refusal for now reaches the client, and nothing is delivered")
  func tempfail() throws {
    let from = sender()
    let text = try ReplyText(code: 451, enhancedCode: "4.7.1", lines: ["Try again later"])
    filter.bench.judge(sender: from) { _, _ in .tempfail(text) }
    #expect(try send(from: from) == SMTPReply(451, "4.7.1 Try again later"))
    #expect(!filter.nextHop.messages.contains { $0.envelope.sender.address == from })
  }

  @Test("a discarded message is accepted from the client and goes no further")
  func discard() throws {
    let from = sender()
    filter.bench.judge(sender: from) { transaction, _ in
      transaction.headers.contains { $0.text == "before" } ? .discard : .accept
    }
    #expect(try send(from: from).code == 250)
    let other = from + ".after"
    filter.bench.judge(sender: other) { _, _ in .accept }
    #expect(try send(from: other).code == 250)
    _ = try arrived(other)
    #expect(!filter.nextHop.messages.contains { $0.envelope.sender.address == from })
    #expect(try filter.withPostfix { try $0.queue() }.allSatisfy { $0.sender != from })
  }

  @Test("a message that is not judged passes untouched")
  func notJudged() throws {
    let from = sender()
    #expect(try send(from: from).code == 250)
    #expect(try arrived(from).withoutTrace(of: "mail.oakfield.example") == message(Self.text))
    #expect(filter.bench.asked(about: from).map(\.1.recipients.count) == [1])
  }

  @Test(
    "an edit that cannot be carried out makes the client wait, and nothing leaves half edited",
    arguments: [
      Edit.addHeader(name: "X-Bad", value: "a\nX-Injected: b"), .addHeader(name: "X-Bad", value: "a\rb"),
      .addHeader(name: "X Bad:", value: "a"), .addHeader(name: "X-Bad", value: "a\u{0}b"),
      .changeHeader(name: "Subject", occurrence: 0, value: "x"), .insertHeader(index: -1, name: "X", value: "x"),
      .deleteRecipient("a@b.example>\r\nx"), .addRecipient(.init(address: "a@b.example", parameters: ["A B"])),
    ])
  func badEdit(edit: Edit) throws {
    let from = "bad\(abs(edit.hashValue))@oakfield.example"
    filter.bench.judge(sender: from) { _, _ in .accept(edits: [.addHeader(name: "X-Good", value: "x"), edit]) }
    #expect(try send(from: from).isTemporary)
    #expect(!filter.nextHop.messages.contains { $0.envelope.sender.address == from })
  }

  @Test("a long wait with signs of progress is no failure")
  func progress() throws {
    let from = sender()
    filter.bench.judge(sender: from) { _, progress in
      for _ in 0..<10 {
        progress()
        usleep(20_000)
      }
      return .accept
    }
    #expect(try send(from: from).code == 250)
    #expect(try arrived(from).header("Subject") == ["before"])
  }
}
