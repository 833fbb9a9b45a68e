import Foundation
import PosternKit

/// Mail programs on a bad line.
struct SlowSenders: Scenario {
  let name = "slow"
  let told = "a fifth of the connections send a line at a time, over ten seconds"
  private static let lines = 50
  private static let pause: useconds_t = 200_000

  func run(_ ground: OverloadGround) throws -> Outcome {
    var outcome = Outcome()
    let port = ground.site.postfix.port
    let socket = ground.socket
    let each = ground.size.connections / 10
    let failures = AtOnce.run(2 * each) { number, _ -> String? in
      number < each ? Self.overPostfix(number, port) : Self.overSocket(number, socket)
    }.compactMap(\.self).filter { !$0.isEmpty }
    outcome.lines.append("\(2 * each - failures.count) of \(2 * each) slow messages taken, half of them at the socket")
    outcome.expect(failures.isEmpty, "\(failures.count) slow messages were not taken: \(failures[0])")
    return outcome
  }

  private static func overPostfix(_ number: Int, _ port: UInt16) -> String? {
    do {
      let client = try SMTPClient(port: port, milliseconds: 300_000)
      defer { client.quit() }
      _ = try client.hello()
      _ = try client.mail(from: Letter.sender)
      _ = try client.recipient(Letter.recipient)
      _ = try client.command("DATA")
      try client.write(Letter.bytes("slow-\(number)"))
      for _ in 0..<lines {
        try client.writeLine(Letter.text)
        usleep(pause)
      }
      let reply = try client.command(".")
      return reply.isPositive ? nil : "\(reply)"
    } catch {
      return "\(error)"
    }
  }

  private static func overSocket(_ number: Int, _ socket: String) -> String? {
    guard let peer = try? ProtocolPeer.begun(socket) else { return "it does not answer" }
    peer.open("slow-\(number)")
    for _ in 0..<lines {
      peer.body(Array((Letter.text + "\r\n").utf8))
      usleep(pause)
    }
    let answer = peer.end()
    return answer == .accept || answer == .discard ? nil : "\(answer)"
  }
}
