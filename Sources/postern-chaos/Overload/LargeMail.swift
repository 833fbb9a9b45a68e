import Foundation
import PosternKit

/// Everybody sends the scans of the term on the same evening.
struct LargeMail: Scenario {
  let name = "large"
  let told = "large messages at once, ten times the memory for mail"

  func run(_ ground: OverloadGround) throws -> Outcome {
    var outcome = Outcome()
    let large = Letter.large(ground.size.largeBytes)
    let count = ground.size.large
    let port = ground.site.postfix.port
    try tell("over Postfix", ground, &outcome) {
      AtOnce.run(count) { number, meet -> (String?, Duration) in
        do {
          let client = try SMTPClient(port: port, milliseconds: 600_000)
          defer { client.quit() }
          _ = try client.hello()
          _ = try client.mail(from: Letter.sender, parameters: ["SIZE=\(large.body.count)"])
          _ = try client.recipient(Letter.recipient)
          guard try client.command("DATA").code == 354 else { return ("no DATA", .zero) }
          let whole = large.bytes("large-\(number)")
          meet()
          let began = ContinuousClock.now
          try client.write(whole)
          try client.write(Array(".\r\n".utf8))
          let reply = try client.readReply()
          return (reply.isPositive ? nil : "\(reply)", ContinuousClock.now - began)
        } catch {
          return ("\(error)", .zero)
        }
      }
    }
    let socket = ground.socket
    try tell("at the socket", ground, &outcome) {
      AtOnce.run(count) { number, meet -> (String?, Duration) in
        guard let peer = try? ProtocolPeer.begun(socket) else { return ("it does not answer", .zero) }
        meet()
        let began = ContinuousClock.now
        peer.open("large-socket-\(number)", large)
        guard peer.body(large.body, first: large.body.count) else { return ("its body was not taken in time", .zero) }
        let answer = peer.end()
        return (answer == .accept || answer == .discard ? nil : "\(answer)", ContinuousClock.now - began)
      }
    }
    return outcome
  }

  private func tell(
    _ way: String, _ ground: OverloadGround, _ outcome: inout Outcome, _ send: () throws -> [(String?, Duration)]
  ) throws {
    let pending = ground.count(of: Crowd.pending)
    let sent = try send()
    let failures = sent.compactMap(\.0)
    outcome.lines.append(
      "\(way): \(sent.count - failures.count) of \(sent.count) messages of \(ground.size.largeBytes / 1_000_000) MB taken, "
        + "\(ground.count(of: Crowd.pending) - pending) of them pending; \(Waits(sent.map(\.1)).text)")
    outcome.expect(failures.isEmpty, "\(way): \(failures.count) were not taken: \(failures[0])")
  }
}
