import Foundation
import PosternKit
import Synchronization

/// One mail program that sends a letter over Postfix every fifth of a second: what it feels of all that goes on beside it.
final class OrdinaryMail: Sendable {
  private let course = Mutex(Course())
  private let isOver = Atomic<Bool>(false)
  private let ended = DispatchSemaphore(value: 0)
  private static let interval = Duration.milliseconds(200)

  /// Begins at once.
  init(port: UInt16) {
    Thread.detachNewThread { [self] in
      var number = 0
      let run = UInt32.random(in: 0..<1_000_000)
      while !isOver.load(ordering: .relaxed) {
        let began = ContinuousClock.now
        let name = "ordinary-\(run)-\(number)"
        number += 1
        do {
          let client = try SMTPClient(port: port, milliseconds: 300_000)
          defer { client.quit() }
          _ = try client.hello()
          _ = try client.mail(from: Letter.sender)
          _ = try client.recipient(Letter.recipient)
          let ready = ContinuousClock.now
          let reply = try client.data(Letter.bytes(name))
          course.withLock { $0.note(reply.isPositive ? nil : "\(reply)", ContinuousClock.now - ready) }
        } catch {
          course.withLock { $0.note("\(error)", .zero) }
        }
        let rest = Self.interval - (ContinuousClock.now - began)
        if rest > .zero { usleep(useconds_t(rest / .microseconds(1))) }
      }
      ended.signal()
    }
  }

  func stop() -> Course {
    isOver.store(true, ordering: .relaxed)
    ended.wait()
    return course.withLock { $0 }
  }

  /// How long what was sent had to wait, from DATA to the reply to its end.
  struct Course: Sendable {
    var waits: [Duration] = []
    var failures: [String] = []

    mutating func note(_ failure: String?, _ wait: Duration) {
      if let failure { failures.append(failure) } else { waits.append(wait) }
    }

    var text: String { "\(waits.count) taken, \(failures.count) not; waits: \(Waits(waits).text)" }
  }
}

/// How long some have waited.
struct Waits {
  private let sorted: [Duration]

  init(_ all: [Duration]) { sorted = all.sorted() }

  /// - Parameter share: 0.5 for the median; in milliseconds.
  func milliseconds(_ share: Double) -> Double {
    guard !sorted.isEmpty else { return 0 }
    return sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))] / .milliseconds(1)
  }

  var text: String {
    let shares = [("p50", 0.5), ("p99", 0.99), ("longest", 1.0)]
    return shares.map { "\($0) \(String(format: "%.1f", milliseconds($1))) ms" }.joined(separator: ", ")
  }
}
