import Foundation
import PosternKit
import Synchronization

/// Mail programs that send for some time, each over connections of its own: as fast as they can, or at a rate.
final class Senders: Sendable {
  private let port: UInt16
  private let mail: MixedMail
  private let began = ContinuousClock.now
  /// Messages a second of all together; nil for as fast as they can.
  private let rate: Double?
  private let first: Int
  private let tickets = Atomic<Int>(0)
  private let taken = Atomic<Int>(0)
  private let isOver = Atomic<Bool>(false)
  private let failures = Mutex<(count: Int, first: String?)>((0, nil))
  private let ended = DispatchSemaphore(value: 0)
  private let connections: Int
  /// Messages over one connection, as mail programs do it.
  private static let perConnection = 20

  /// Begins at once.
  /// - Parameter first: the number of the first message: no two of a run are the same.
  init(port: UInt16, mail: MixedMail, connections: Int, rate: Double?, first: Int) {
    self.port = port
    self.mail = mail
    self.rate = rate
    self.first = first
    self.connections = connections
    for _ in 0..<connections {
      Thread.detachNewThread { [self] in
        serve()
        ended.signal()
      }
    }
  }

  var count: Int { taken.load(ordering: .relaxed) }
  /// The number for the next message.
  var next: Int { first + tickets.load(ordering: .relaxed) }
  var failed: (count: Int, first: String?) { failures.withLock { $0 } }

  /// Lets each finish what it has in hand.
  func stop() {
    isOver.store(true, ordering: .relaxed)
    for _ in 0..<connections { ended.wait() }
  }

  private func serve() {
    while !isOver.load(ordering: .relaxed) {
      do {
        let client = try SMTPClient(port: port, milliseconds: 120_000)
        defer { client.quit() }
        _ = try client.hello()
        for _ in 0..<Self.perConnection {
          guard let number = takeTicket() else { return }
          try send(number, over: client)
        }
      } catch {
        note("\(error)")
        usleep(200_000)
      }
    }
  }

  /// Waits until the next message is due; nil when it is over.
  private func takeTicket() -> Int? {
    let ticket = tickets.add(1, ordering: .relaxed).oldValue
    if let rate {
      let due = began + .milliseconds(Int(Double(ticket) * 1_000 / rate))
      while ContinuousClock.now < due {
        if isOver.load(ordering: .relaxed) { return nil }
        usleep(5_000)
      }
    }
    return isOver.load(ordering: .relaxed) ? nil : first + ticket
  }

  private func send(_ number: Int, over client: SMTPClient) throws {
    let letter = mail.letter(number)
    if let login = letter.login { _ = try client.pose(login: login, address: "203.0.113.5") }
    let commands = ["MAIL FROM:<\(letter.sender)>"] + letter.recipients.map { "RCPT TO:<\($0)>" } + ["DATA"]
    for command in commands {
      let reply = try client.command(command)
      guard reply.isPositive else {
        note("\(command.prefix(4)): \(reply)")
        _ = try client.command("RSET")
        return
      }
    }
    try client.write(mail.bytes(number))
    try client.write(Array(".\r\n".utf8))
    let reply = try client.readReply()
    // Refused for good is a rule's word.
    if reply.isPositive || reply.isPermanent {
      taken.add(1, ordering: .relaxed)
    } else {
      note("\(reply)")
    }
  }

  private func note(_ words: String) {
    failures.withLock { failures in
      failures.count += 1
      failures.first = failures.first ?? words
    }
  }
}
