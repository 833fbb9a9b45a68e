import Foundation
import PosternKit

/// Everybody presses "send" at the same moment.
struct Crowd: Scenario {
  let name = "crowd"
  let told = "all connections at once, each with an ordinary letter"
  private static let rounds = 4

  func run(_ ground: OverloadGround) throws -> Outcome {
    var outcome = Outcome()
    try overPostfix(ground, &outcome)
    try overSocket(ground, &outcome)
    return outcome
  }

  private func overPostfix(_ ground: OverloadGround, _ outcome: inout Outcome) throws {
    let port = ground.site.postfix.port
    let pending = ground.count(of: Self.pending)
    let sent = AtOnce.run(ground.size.connections) { number, meet -> (String?, Duration) in
      do {
        let client = try SMTPClient(port: port, milliseconds: 300_000)
        defer { client.quit() }
        _ = try client.hello()
        _ = try client.mail(from: Letter.sender)
        _ = try client.recipient(Letter.recipient)
        guard try client.command("DATA").code == 354 else { return ("no DATA", .zero) }
        try client.write(Letter.bytes("crowd-\(number)"))
        meet()
        let began = ContinuousClock.now
        try client.write(Array(".\r\n".utf8))
        let reply = try client.readReply()
        return (reply.isPositive ? nil : "\(reply)", ContinuousClock.now - began)
      } catch {
        return ("\(error)", .zero)
      }
    }
    let failures = sent.compactMap(\.0)
    outcome.lines.append(
      "over Postfix: \(sent.count - failures.count) of \(sent.count) taken, "
        + "\(ground.count(of: Self.pending) - pending) of them pending; \(Waits(sent.map(\.1)).text)")
    outcome.expect(failures.isEmpty, "\(failures.count) were not taken: \(failures[0])")
  }

  private func overSocket(_ ground: OverloadGround, _ outcome: inout Outcome) throws {
    let socket = ground.socket
    let pending = ground.count(of: Self.pending)
    let sent = AtOnce.run(ground.size.connections) { number, meet -> ([String], Duration) in
      guard let peer = try? ProtocolPeer.begun(socket) else { return (["it does not answer"], .zero) }
      meet()
      let began = ContinuousClock.now
      var failures: [String] = []
      for round in 0..<Self.rounds {
        let answer = peer.letter("crowd-socket-\(number)-\(round)")
        // What is pending is taken out of Postfix's hands.
        if answer != .accept, answer != .discard { failures.append("\(answer)") }
      }
      return (failures, ContinuousClock.now - began)
    }
    let failures = sent.flatMap(\.0)
    let waits = Waits(sent.map(\.1))
    let ratio = waits.milliseconds(1) / max(1, waits.milliseconds(0.5))
    outcome.lines.append(
      "at the socket, \(Self.rounds) letters each: \(sent.count * Self.rounds - failures.count) of "
        + "\(sent.count * Self.rounds) taken, \(ground.count(of: Self.pending) - pending) of them pending; "
        + "\(Waits(sent.map(\.1)).text); the last one took \(String(format: "%.2f", ratio)) times as long as the middle one"
    )
    outcome.expect(failures.isEmpty, "\(failures.count) at the socket were not taken: \(failures[0])")
    outcome.expect(ratio < 2, "some connections waited for others: \(waits.text)")
  }

  static let pending = "a message is pending"
}
