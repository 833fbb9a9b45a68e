import Foundation
import PosternKit
import Spool
import Synchronization

/// Clients that send one message after another, each over a connection of its own, until told to stop.
final class Load: Sendable {
  struct Sent: Sendable {
    var identifier: String
    /// Whether the rules hold it.
    var isHeld: Bool
    /// Of the reply, 0 where the connection broke before one.
    var code: Int
    var reply: String
  }

  private struct State {
    var sent: [Sent] = []
    var isStopped = false
    var running: Int
  }

  private let state: Mutex<State>
  private let port: UInt16

  init(_ school: School, clients: Int) throws {
    state = Mutex(State(running: clients))
    port = school.site.postfix.port
    for number in 0..<clients { Thread.detachNewThread { self.work(number) } }
  }

  /// How many messages have been accepted so far.
  var accepted: Int { state.withLock { $0.sent.count { $0.code == 250 } } }

  /// - Returns: all that was sent.
  func stop() throws -> [Sent] {
    state.withLock { $0.isStopped = true }
    try until { state.withLock { $0.running == 0 } }
    return state.withLock { $0.sent }
  }

  private func work(_ number: Int) {
    var round = 0
    while !state.withLock({ $0.isStopped }) {
      let isHeld = (round + number) % 10 == 0
      let mail = isHeld ? Mail.toBeHeld(from: "load\(number).\(round)@oakfield.example") : Mail()
      round += 1
      var sent = Sent(identifier: mail.identifier, isHeld: isHeld, code: 0, reply: "")
      do {
        let reply = try send(mail)
        sent.code = reply.code
        sent.reply = reply.description
      } catch {
        sent.reply = "\(error)"
      }
      state.withLock { $0.sent.append(sent) }
    }
    state.withLock { $0.running -= 1 }
  }

  private func send(_ mail: Mail) throws -> SMTPReply {
    let client = try SMTPClient(port: port, milliseconds: 180_000)
    defer { client.quit() }
    _ = try client.pose(login: mail.from, address: "203.0.113.5")
    return try client.send(
      mail.bytes,
      envelope: Envelope(
        sender: Envelope.Path(address: mail.envelopeSender),
        recipients: mail.envelopeRecipients.map { Envelope.Path(address: $0) }))
  }
}
