import Milter
import PosternKit
import Spool
import Testing

@Suite("The message is what was sent, byte for byte")
struct BytesTests {
  let filter: SharedFilter
  init() throws { filter = try SharedFilter.shared.get() }

  /// All fields that Postfix would else add.
  static let usual =
    "From: ada@oakfield.example\nTo: b@next.example\nDate: Tue, 24 Nov 2026 09:00:00 +0000\nMessage-Id: <1@oakfield.example>\n"

  private func arrived(_ from: String) throws -> [UInt8] {
    try filter.nextHop.wait(where: { $0.envelope.sender.address == from })[0].withoutTrace(of: "mail.oakfield.example")
  }

  @Test("header order, duplicates, folding, leading space and 8-bit bytes stay")
  func header() throws {
    let from = sender()
    let kept = filter.keepAll(from: from)
    var raw = message(
      "\(Self.usual)X-Twice: one\nSubject:no space\nX-Twice:   three spaces\nX-Tab:\ttab\nX-Folded: a\n b\n\tc\nX-Empty:\nx-TWICE: three\nX-Latin: "
    )
    raw += [0xE9, 0xFF, 0x80]
    raw += message("\nX-UTF8: zoë\n\nThe body.\n..\n.dot\n\nend\n")
    let reply = try SMTPClient.send(
      message: raw, from: from, to: ["b@next.example"], parameters: ["BODY=8BITMIME"], port: filter.port)
    #expect(reply.code == 250)
    let transaction = try #require(kept.only)
    #expect(transaction.bytes == raw)
    #expect(try arrived(from) == raw)
    let names = transaction.headers.map { String(decoding: $0.name, as: UTF8.self) }
    #expect(
      names == [
        "From", "To", "Date", "Message-Id", "X-Twice", "Subject", "X-Twice", "X-Tab", "X-Folded", "X-Empty", "x-TWICE",
        "X-Latin", "X-UTF8",
      ])
    #expect(transaction.headers.filter { $0.isNamed("x-twice") }.map(\.text) == ["one", "three spaces", "three"])
    #expect(transaction.headers[8].value == Array(" a\r\n b\r\n\tc".utf8))
    #expect(transaction.headers[11].value == [0x20, 0xE9, 0xFF, 0x80])
    #expect(Array(transaction.bytes[transaction.bodyOffset...]).starts(with: Array("The body.".utf8)))
    #expect(!transaction.headersWereCut)
  }

  @Test("a body of 25 MB arrives whole")
  func largeBody() throws {
    let from = sender()
    let kept = filter.keepAll(from: from)
    var raw = message("\(Self.usual)Subject: large\n\n")
    let line = Array("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+/0123456789\r\n".utf8)
    raw.reserveCapacity(25_100_000)
    while raw.count < 25_000_000 { raw += line }
    #expect(
      try SMTPClient.send(message: raw, from: from, to: ["b@next.example"], port: filter.port).code == 250)
    #expect(try #require(kept.only).bytes == raw)
    #expect(try arrived(from) == raw)
  }

  @Test("BDAT chunks are joined, dots and all")
  func chunks() throws {
    let from = sender()
    let kept = filter.keepAll(from: from)
    let raw = message("\(Self.usual)Subject: chunks\n\n.\n..two\nlast\n")
    let client = try SMTPClient(port: filter.port)
    try client.hello()
    #expect(client.extensions["CHUNKING"] != nil)
    #expect(try client.mail(from: from).code == 250)
    #expect(try client.recipient("b@next.example").code == 250)
    #expect(try client.binaryData([Array(raw[..<9]), Array(raw[9..<150]), Array(raw[150...])]).code == 250)
    client.quit()
    #expect(try #require(kept.only).bytes == raw)
    #expect(try arrived(from) == raw)
  }

  @Test("a message without a body, and one without a header, have a boundary")
  func empty() throws {
    let from = sender()
    let kept = filter.keepAll(from: from)
    for raw in [message("\(Self.usual)Subject: only\n"), message("\njust text\n"), []] {
      #expect(try SMTPClient.send(message: raw, from: from, to: ["b@next.example"], port: filter.port).code == 250)
    }
    try #require(kept.all.count == 3)
    #expect(kept.all[0].bodyOffset == kept.all[0].bytes.count)
    #expect(kept.all[0].bytes == message("\(Self.usual)Subject: only\n\n"))
    #expect(Array(kept.all[1].bytes[kept.all[1].bodyOffset...]) == message("just text\n"))
    for transaction in kept.all {
      let header = transaction.bytes[..<transaction.bodyOffset]
      #expect(Array(header.suffix(2)) == [0x0D, 0x0A])
    }
  }

  @Test("a NUL ends a header field for recipients just as for us, and passes in a body")
  func nul() throws {
    let from = sender()
    let kept = filter.keepAll(from: from)
    let raw = message("\(Self.usual)X-Nul: a\u{0}b\nSubject: after\n\nbo\u{0}dy\n")
    #expect(try SMTPClient.send(message: raw, from: from, to: ["b@next.example"], port: filter.port).code == 250)
    let transaction = try #require(kept.only)
    #expect(transaction.headers.last?.text == "after")
    #expect(try arrived(from) == transaction.bytes)
  }

  @Test(
    "a header that Postfix cuts is said to be cut, and delivered no longer than it was seen",
    arguments: ["X-Long: a", "X-Folded: a\n", "To: a@next.example"])
  func cut(start: String) throws {
    let from = "cut.\(start.utf8.count)@oakfield.example"
    let kept = filter.keepAll(from: from)
    var text = start
    var number = 0
    while text.utf8.count < 80_000 {
      number += 1
      text +=
        start.hasPrefix("To")
        ? ",\n r\(number)@next.example" : start.hasSuffix("\n") ? "\n word\(number)" : " word\(number)"
    }
    let raw = message("Subject: cut\nFrom: a@oakfield.example\n\(text.replacing("\n\n", with: "\n"))\n\nx\n")
    #expect(try SMTPClient.send(message: raw, from: from, to: ["b@next.example"], port: filter.port).code == 250)
    let transaction = try #require(kept.only)
    #expect(transaction.headersWereCut)
    #expect(transaction.bytes.count < raw.count)
    #expect(try arrived(from) == transaction.bytes)
  }

  @Test(
    "a long header that Postfix leaves whole is not said to be cut", arguments: ["X-Long: a", "To: a@next.example"])
  func uncut(start: String) throws {
    let from = "uncut.\(start.utf8.count)@oakfield.example"
    let kept = filter.keepAll(from: from)
    var text = start
    for number in 1...1_000 { text += start.hasPrefix("To") ? ",\n r\(number)@next.example" : "\n word\(number)" }
    let raw = message("Subject: uncut\nFrom: a@oakfield.example\n\(text)\n\nx\n")
    #expect(try SMTPClient.send(message: raw, from: from, to: ["b@next.example"], port: filter.port).code == 250)
    #expect(try !#require(kept.only).headersWereCut)
  }
}
