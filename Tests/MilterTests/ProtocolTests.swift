import Glibc
import Milter
import PosternKit
import Spool
import Testing

@Suite("With MTAs of another kind, and with broken ones")
struct ProtocolTests {
  let filter: SharedFilter
  init() throws { filter = try SharedFilter.shared.get() }

  private func peer() throws -> ProtocolPeer { try ProtocolPeer(path: filter.folder.file("milter")) }

  /// Protocol version 6 with the actions and protocol steps that the MTA offers.
  private func negotiation(actions: UInt32, steps: UInt32) -> [UInt8] {
    [6, actions, steps].flatMap { ProtocolPeer.number($0) }
  }

  @Test("an MTA without the no-reply flags gets a reply at each step, and its header values their space")
  func negotiatedDown() throws {
    let from = sender()
    let kept = filter.keepAll(from: from)
    let peer = try peer()
    peer.send("O", negotiation(actions: 0x1FF, steps: 0))
    let agreed = try #require(peer.receive())
    #expect(agreed.letter == "O")
    #expect(Array(agreed.data[8..<12]) == [0, 0, 0, 0])
    peer.send("C", Array("mta.example".utf8) + [0, UInt8(ascii: "4"), 0x12, 0x34] + Array("192.0.2.9".utf8) + [0])
    #expect(peer.receive()?.letter == "c")
    #expect(peer.ask("H", ["mta.example"]) == "c")
    #expect(peer.ask("M", ["<\(from)>"]) == "c")
    #expect(peer.ask("R", ["<b@next.example>"]) == "c")
    #expect(peer.ask("T", []) == "c")
    #expect(peer.ask("L", ["Subject", "no space"]) == "c")
    #expect(peer.ask("L", ["X-Folded", "a\n\tb"]) == "c")
    #expect(peer.ask("N", []) == "c")
    peer.send("B", Array("body\r\n".utf8))
    #expect(peer.receive()?.letter == "c")
    #expect(peer.ask("E", []) == "a")
    let transaction = try #require(kept.only)
    #expect(transaction.bytes == message("Subject: no space\nX-Folded: a\n\tb\n\nbody\n"))
    #expect(transaction.client.address == "192.0.2.9")
    #expect(transaction.client.port == 0x1234)
    #expect(transaction.queueID == nil)
  }

  @Test("an edit that the MTA did not offer makes the message wait")
  func actionNotOffered() throws {
    let from = sender()
    filter.bench.judge(sender: from) { _, _ in .accept(edits: [.addHeader(name: "X-A", value: "b")]) }
    let peer = try peer()
    peer.send("O", negotiation(actions: 0x20, steps: 0))
    _ = peer.receive()
    #expect(peer.ask("M", ["<\(from)>"]) == "c")
    #expect(peer.ask("R", ["<b@next.example>"]) == "c")
    #expect(peer.ask("T", []) == "c")
    #expect(peer.ask("N", []) == "c")
    #expect(peer.ask("E", []) == "t")
  }

  @Test("an MTA that does not say DATA has its messages judged all the same", arguments: [true, false])
  func withoutData(isJudged: Bool) throws {
    let from = "nodata.\(isJudged)@oakfield.example"
    let kept = Kept()
    if isJudged {
      filter.bench.judge(sender: from) { transaction, _ in
        kept.keep(transaction)
        return .discard
      }
    }
    let peer = try peer()
    peer.send("O", negotiation(actions: 0x1FF, steps: 0))
    _ = peer.receive()
    for subject in ["first", "second"] {
      #expect(peer.ask("M", ["<\(from)>"]) == "c")
      #expect(peer.ask("R", ["<b@next.example>"]) == "c")
      #expect(peer.ask("L", ["Subject", subject]) == "c")
      #expect(peer.ask("N", []) == "c")
      #expect(peer.ask("E", []) == (isJudged ? "d" : "a"))
    }
    #expect(kept.all.map { $0.headers.map(\.text) } == (isJudged ? [["first"], ["second"]] : []))
  }

  // libmilter fails here.
  @Test(
    "what was told of one message does not speak for the next on its connection",
    .enabled(if: testedImplementation == .postern))
  func macrosEnd() throws {
    let from = sender()
    let kept = filter.keepAll(from: from)
    let peer = try peer()
    peer.send("O", negotiation(actions: 0x1FF, steps: 0))
    _ = peer.receive()
    func send(login: String?, queueID: String?) {
      if let login { peer.send("D", [UInt8(ascii: "M")] + Array("{auth_type}\0PLAIN\0{auth_authen}\0\(login)\0".utf8)) }
      #expect(peer.ask("M", ["<\(from)>"]) == "c")
      #expect(peer.ask("R", ["<b@next.example>"]) == "c")
      if let queueID { peer.send("D", [UInt8(ascii: "L")] + Array("i\0\(queueID)\0".utf8)) }
      #expect(peer.ask("L", ["Subject", "x"]) == "c")
    }
    send(login: "head", queueID: "A1")
    #expect(peer.ask("E", []) == "a")
    send(login: nil, queueID: nil)
    #expect(peer.ask("E", []) == "a")
    // Given up before its end.
    send(login: "head", queueID: "A2")
    peer.send("A")
    send(login: nil, queueID: "A3")
    #expect(peer.ask("E", []) == "a")
    #expect(kept.all.map(\.client.login) == ["head", nil, nil])
    #expect(kept.all.map(\.client.loginMechanism) == ["PLAIN", nil, nil])
    #expect(kept.all.map(\.queueID) == ["A1", nil, "A3"])
  }

  // libmilter fails here.
  @Test(
    "packets that come byte by byte, and all at once, are read alike", .enabled(if: testedImplementation == .postern))
  func pieces() throws {
    let from = sender()
    let kept = filter.keepAll(from: from)
    func packet(_ letter: Character, _ data: [UInt8]) -> [UInt8] {
      ProtocolPeer.number(UInt32(data.count + 1)) + [letter.asciiValue ?? 0] + data
    }
    let body = [UInt8](repeating: UInt8(ascii: "x"), count: 65_535)
    let begin = packet("O", negotiation(actions: 0x1FF, steps: 0x1F_FFFF))
    let text =
      packet("M", Array("<\(from)>\0SIZE=9\0".utf8)) + packet("R", Array("<b@next.example>\0".utf8))
      + packet("L", Array("Subject\0 x\0".utf8)) + packet("B", Array("one\r\n".utf8))
    let slow = try peer()
    for byte in begin + text + packet("E", []) {
      slow.raw([byte])
      usleep(200)
    }
    #expect(slow.receive()?.letter == "O")
    #expect(slow.receive()?.letter == "a")
    let quick = try peer()
    // Two messages in one piece; the end of the second holds the last of its body.
    quick.raw(
      begin + text + packet("B", body) + packet("B", body) + packet("E", []) + text + packet("E", Array("two\r\n".utf8))
    )
    #expect(quick.receive()?.letter == "O")
    #expect(quick.receive()?.letter == "a")
    #expect(quick.receive()?.letter == "a")
    #expect(kept.all.map { $0.bytes.count - $0.bodyOffset } == [5, 5 + 2 * body.count, 10])
    #expect(kept.all.allSatisfy { $0.envelope.sender.parameters == ["SIZE=9"] })
  }

  // libmilter fails here.
  @Test(
    "a connection that goes on for another client tells nothing of the one before",
    .enabled(if: testedImplementation == .postern))
  func anotherClient() throws {
    let from = sender()
    let kept = filter.keepAll(from: from)
    let peer = try peer()
    #expect(peer.begin(address: "192.0.2.9"))
    peer.open(from: from, to: ["b@next.example"], header: [("Subject", "x")])
    #expect(peer.end() == .accept)
    peer.send("K")
    peer.send(
      "C", Array("v6.example".utf8) + [0, UInt8(ascii: "6"), 0x12, 0x34] + Array("IPv6:2001:DB8::1".utf8) + [0])
    peer.send("M", ["<\(from)>"])
    peer.send("R", ["<b@next.example>"])
    peer.send("L", ["Subject", " y"])
    #expect(peer.end() == .accept)
    #expect(kept.all.map(\.client.address) == ["192.0.2.9", "2001:db8::1"])
    #expect(kept.all.map(\.client.hostname) == ["localhost", "v6.example"])
    #expect(kept.all.map(\.client.login) == [from, nil])
  }

  @Test("broken packets end their own connection only")
  func broken() throws {
    let from = sender()
    let kept = filter.keepAll(from: from)
    let packets: [[UInt8]] = [
      [], [0], [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF, 0x4F], [0, 0, 0, 1, 0x4F], [0, 0, 0, 2, 0x7F, 0],
      [0, 0, 0, 13, 0x4F] + negotiation(actions: 0, steps: 0) + [0, 0, 0, 2, 0x4D, 0x3C],
      [0, 0, 0, 13, 0x4F] + negotiation(actions: 0, steps: 0) + [0, 0, 0, 3, 0x4C, 0x41, 0x42],
      // A field without its value; an address that is none; an address cut off; a second negotiation.
      [0, 0, 0, 13, 0x4F] + negotiation(actions: 0, steps: 0) + [0, 0, 0, 4, 0x4C, 0x41, 0x42, 0],
      [0, 0, 0, 13, 0x4F] + negotiation(actions: 0, steps: 0) + [0, 0, 0, 8, 0x43, 0x61, 0, 0x34, 1, 2, 0x78, 0],
      [0, 0, 0, 13, 0x4F] + negotiation(actions: 0, steps: 0) + [0, 0, 0, 5, 0x43, 0x61, 0, 0x34, 1],
      [0, 0, 0, 13, 0x4F] + negotiation(actions: 0, steps: 0) + [0, 0, 0, 13, 0x4F] + negotiation(actions: 0, steps: 0),
      // A version that nobody speaks any more, and a command before the negotiation.
      [0, 0, 0, 13, 0x4F] + [1, 0, 0].flatMap { ProtocolPeer.number($0) }, [0, 0, 0, 3, 0x4D, 0x3C, 0],
    ]
    for packet in packets {
      let peer = try peer()
      peer.raw(packet)
      // Whatever it has to say, it says no more than its part of the negotiation, "go on" and, by libmilter, "later".
      peer.endWriting()
      while let answer = peer.receive() { #expect("Oct".contains(answer.letter)) }
    }
    #expect(
      try SMTPClient.send(
        message: message("Subject: x\n\nx\n"), from: from, to: ["b@next.example"], port: filter.port
      ).code == 250)
    #expect(kept.all.count == 1)
  }
}
