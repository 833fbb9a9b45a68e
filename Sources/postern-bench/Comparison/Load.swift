import Foundation
import PosternKit
import Synchronization

/// Sends mail over several connections at once and times each end of data.
enum Load {
  static func run(
    _ contender: Contender, _ kind: MailKind, messages: Int, connections: Int
  ) throws -> Measurement {
    let times = Mutex<[Double]>([])
    let failures = Mutex<[String]>([])
    let refusals = Atomic<Int>(0)
    let next = Atomic<Int>(0)
    let (port, mail) = (contender.port, kind.mail)
    let usedBefore = contender.processorTime()
    let began = ContinuousClock.now
    let threads = (0..<connections).map { _ in
      let done = DispatchSemaphore(value: 0)
      Thread.detachNewThread {
        defer { done.signal() }
        do {
          var own: [Double] = []
          var ownRefusals = 0
          var kept: SMTPClient?
          while true {
            let number = next.add(1, ordering: .relaxed).oldValue
            guard number < messages else { break }
            let client = try kept ?? open(port)
            let end = try send(mail.pieces(number), to: mail.recipients, over: client)
            if end.isTaken { own.append(end.milliseconds) } else { ownRefusals += 1 }
            if kind.course == .least { kept = client } else { client.quit() }
          }
          kept?.quit()
          times.withLock { $0 += own }
          refusals.add(ownRefusals, ordering: .relaxed)
        } catch {
          failures.withLock { $0.append("\(error)") }
        }
      }
      return done
    }
    for done in threads { done.wait() }
    if kind.course == .whole { try contender.waitUntilGone() }
    let seconds = Double((ContinuousClock.now - began) / .milliseconds(1)) / 1_000
    try contender.waitUntilGone()
    if let failure = failures.withLock({ $0.first }) { throw BenchError(description: failure) }
    let sorted = times.withLock { $0.sorted() }
    let used = contender.processorTime().flatMap { after in usedBefore.map { after - $0 } }
    return Measurement(
      rate: Double(sorted.count) / seconds, endOfData: sorted,
      processor: used.map { $0 / Double(max(sorted.count, 1)) },
      refused: refusals.load(ordering: .relaxed))
  }

  private static func open(_ port: UInt16) throws -> SMTPClient {
    let client = try SMTPClient(port: port, milliseconds: 600_000)
    try client.hello()
    return client
  }

  /// - Returns: the milliseconds from the final dot to the reply, and whether that was "taken": a 4xx is counted, any other
  ///   refusal is a fault of the measurement.
  private static func send(
    _ message: [[UInt8]], to recipients: [String], over client: SMTPClient
  ) throws -> (milliseconds: Double, isTaken: Bool) {
    let replies = try client.pipeline(
      ["MAIL FROM:<teacher@oakfield.example>"] + recipients.map { "RCPT TO:<\($0)>" } + ["DATA"])
    guard replies.allSatisfy(\.isPositive) else { throw BenchError(description: "\(replies)") }
    for piece in message { try client.write(piece) }
    let began = ContinuousClock.now
    try client.write(Array(".\r\n".utf8))
    let reply = try client.readReply()
    guard reply.isPositive || reply.code / 100 == 4 else { throw BenchError(description: "\(reply)") }
    return ((ContinuousClock.now - began) / .milliseconds(1), reply.isPositive)
  }
}

struct BenchError: Error, CustomStringConvertible {
  var description: String
}
