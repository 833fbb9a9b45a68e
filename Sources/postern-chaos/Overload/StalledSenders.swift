import Foundation
import PosternKit

/// Mail programs that stop in the middle of a message and keep their connection.
struct StalledSenders: Scenario {
  let name = "stalled"
  let told = "a fifth of the connections stop half way through a large message; then another large one comes"
  private static let atOnce = 10

  func run(_ ground: OverloadGround) throws -> Outcome {
    var outcome = Outcome()
    let each = ground.size.connections / 10
    let large = Letter.large(ground.size.largeBytes)
    // In Postfix they wait without a word to the filter.
    let clients = try (0..<each).map { number in
      let client = try SMTPClient(port: ground.site.postfix.port, milliseconds: 300_000)
      _ = try client.hello()
      _ = try client.mail(from: Letter.sender, parameters: ["SIZE=\(large.body.count)"])
      _ = try client.recipient(Letter.recipient)
      _ = try client.command("DATA")
      try client.write(Array(large.bytes("stalled-\(number)").prefix(200_000)))
      return client
    }
    // At the socket they would take three times the memory that there is.
    let part = min(large.body.count, 3 * ground.size.memory / each)
    let socket = ground.socket
    let before = ground.count(of: Self.lost)
    let peers = StalledPeers()
    let filling = AtOnce.run(each) { number, _ -> Bool in
      guard let peer = try? ProtocolPeer.begun(socket) else { return false }
      peer.open("stalled-socket-\(number)", large)
      let isIn = peer.body(large.body, first: part)
      peers.keep(peer)
      return isIn
    }
    outcome.expect(filling.allSatisfy(\.self), "\(filling.count { !$0 }) could not send their part within five minutes")
    let began = ContinuousClock.now
    let reply = try SMTPClient.send(
      message: large.bytes("after-stalled"), from: Letter.sender, to: [Letter.recipient],
      port: ground.site.postfix.port,
      milliseconds: 300_000)
    let wait = (ContinuousClock.now - began) / .seconds(1)
    outcome.lines.append("the large one that came then: \(reply.code) after \(String(format: "%.1f", wait)) s")
    outcome.expect(reply.isPositive, "the large message that came then was not taken: \(reply)")

    let answers = peers.endAll()
    let kept = answers.count { $0 == .accept || $0 == .discard }
    outcome.lines.append(
      "of \(each) that stalled at the socket \(answers.count { $0 == .tempfail }) had lost their place and got a 4xx "
        + "(\(ground.count(of: Self.lost) - before) by the log), \(kept) were taken when they went on")
    outcome.expect(
      answers.allSatisfy { $0 == .tempfail || $0 == .accept || $0 == .discard },
      "some that stalled got no word: \(answers)")
    var taken = 0
    for client in clients {
      // A line end, and the end of the message.
      try client.write(Array("\r\n--overload--\r\n.\r\n".utf8))
      if try client.readReply().isPositive { taken += 1 }
      client.quit()
    }
    outcome.lines.append("of \(each) that stalled in Postfix \(taken) were taken when they went on")
    outcome.expect(taken == each, "\(each - taken) that stalled in Postfix were not taken")
    return outcome
  }

  private static let lost = "it stood still for over"
}

/// Those that have stopped half way, and go on together.
private final class StalledPeers: @unchecked Sendable {
  // Sendable because `peers` is touched only behind `lock`, and each peer by one thread after the other.
  private let lock = NSLock()
  private var peers: [ProtocolPeer] = []

  func keep(_ peer: ProtocolPeer) { lock.withLock { peers.append(peer) } }

  func endAll() -> [ProtocolPeer.Answer] { lock.withLock { peers.map { $0.end() } } }
}
