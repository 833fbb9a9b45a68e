import Foundation
import PosternKit
import Synchronization

/// Mail programs that send one message after the other, and each until they are told yes or no for good.
final class Clients: Sendable {
  private let port: UInt16
  private let accounts: Accounts
  private let isOver = Atomic<Bool>(false)
  private let ended = DispatchSemaphore(value: 0)
  private let connections: Int

  /// Begins at once, each on a thread of its own.
  init(port: UInt16, accounts: Accounts, connections: Int) {
    self.port = port
    self.accounts = accounts
    self.connections = connections
    for _ in 0..<connections {
      Thread.detachNewThread { [self] in
        while let message = accounts.take() { deliver(message) }
        ended.signal()
      }
    }
  }

  /// Waits until all are done; those that are not when `isTime` says so give up.
  func wait(until isTime: () -> Bool) {
    var left = connections
    while left > 0 {
      if ended.wait(timeout: .now() + .milliseconds(200)) == .success { left -= 1 }
      if isTime() { isOver.store(true, ordering: .relaxed) }
    }
  }

  private func deliver(_ message: NumberedMessage) {
    let bytes = message.bytes
    while !isOver.load(ordering: .relaxed) {
      let told = attempt(message, bytes)
      accounts.note(told, of: message)
      if told.isFinal { return }
      usleep(useconds_t.random(in: 50_000...300_000))
    }
  }

  private func attempt(_ message: NumberedMessage, _ bytes: [UInt8]) -> Told {
    var hasEnded = false
    do {
      let client = try SMTPClient(port: port, milliseconds: 120_000)
      defer { client.drop() }
      guard client.greeting.isPositive else { return .later(client.greeting.text) }
      let posed = try client.pose(login: message.sender, address: "203.0.113.5")
      guard posed.isPositive else { return answer(posed) }
      let commands = ["MAIL FROM:<\(message.sender)>"] + message.recipients.map { "RCPT TO:<\($0)>" } + ["DATA"]
      // One by one: whoever is not taken now is not left out, the whole message is tried again.
      for command in commands {
        let reply = try client.command(command)
        guard reply.isPositive else { return answer(reply) }
      }
      try client.write(bytes)
      hasEnded = true
      try client.write(Array(".\r\n".utf8))
      return answer(try client.readReply())
    } catch {
      return hasEnded ? .nothing : .unsent
    }
  }

  private func answer(_ reply: SMTPReply) -> Told {
    if reply.isPermanent { return .refused(reply.text) }
    return reply.isPositive ? .accepted : .later("\(reply)")
  }
}
