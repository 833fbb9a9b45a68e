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

  @Test("broken packets end their own connection only")
  func broken() throws {
    let from = sender()
    let kept = filter.keepAll(from: from)
    let packets: [[UInt8]] = [
      [], [0], [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF, 0x4F], [0, 0, 0, 1, 0x4F], [0, 0, 0, 2, 0x7F, 0],
      [0, 0, 0, 13, 0x4F] + negotiation(actions: 0, steps: 0) + [0, 0, 0, 2, 0x4D, 0x3C],
      [0, 0, 0, 13, 0x4F] + negotiation(actions: 0, steps: 0) + [0, 0, 0, 3, 0x4C, 0x41, 0x42],
    ]
    for packet in packets {
      let peer = try peer()
      peer.raw(packet)
    }
    #expect(
      try SMTPClient.send(
        message: message("Subject: x\n\nx\n"), from: from, to: ["b@next.example"], port: filter.port
      ).code == 250)
    #expect(kept.all.count == 1)
  }
}
