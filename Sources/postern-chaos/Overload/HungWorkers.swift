import Foundation
import Glibc
import PosternKit

/// Every worker stands still, and so does each that takes its place.
struct HungWorkers: Scenario {
  let name = "hung"
  let told = "no worker reads anything for a while; a tenth of the connections send a letter each"

  func run(_ ground: OverloadGround) throws -> Outcome {
    var outcome = Outcome()
    let count = ground.size.connections / 10
    let port = ground.site.postfix.port
    let pending = ground.count(of: Crowd.pending)
    let stopped = StoppedWorkers(ground.site.filterProcess)
    let sent = AtOnce.run(count) { number, meet -> (String?, Duration) in
      do {
        let client = try SMTPClient(port: port, milliseconds: 300_000)
        defer { client.quit() }
        _ = try client.hello()
        _ = try client.mail(from: Letter.sender)
        _ = try client.recipient(Letter.recipient)
        meet()
        let began = ContinuousClock.now
        let reply = try client.data(Letter.bytes("hung-\(number)"))
        return (reply.isPositive ? nil : "\(reply)", ContinuousClock.now - began)
      } catch {
        return ("\(error)", .zero)
      }
    }
    stopped.letGo()
    let failures = sent.compactMap(\.0)
    let waits = Waits(sent.map(\.1))
    let postponed = ground.count(of: Crowd.pending) - pending
    outcome.lines.append("\(sent.count - failures.count) of \(sent.count) taken, \(postponed) pending; \(waits.text)")
    outcome.expect(failures.isEmpty, "\(failures.count) were not taken: \(failures[0])")
    outcome.expect(postponed > 0, "nothing was pending though no worker read anything")
    // Half of the budget for a worker, at least half of it for its work, and once more where a worker ended meanwhile.
    let longest = Double(3 * OverloadGround.budget)
    outcome.expect(waits.milliseconds(1) < longest, "somebody waited longer than \(longest) ms: \(waits.text)")
    let began = ContinuousClock.now
    var left = postponed
    while left > 0, ContinuousClock.now - began < .seconds(120) {
      usleep(200_000)
      left = try ground.pending()
    }
    let seconds = String(format: "%.1f", (ContinuousClock.now - began) / .seconds(1))
    outcome.lines.append("\(left) still pending \(seconds) s after workers read again")
    outcome.expect(left == 0, "\(left) messages stay pending")
    return outcome
  }
}

extension OverloadGround {
  /// How many messages are still to be read in the background.
  func pending() throws -> Int { try OutboxTable(site: site, state: site.folder.file("state")).pending() }
}

/// Keeps each worker still that mail may be given to, until it is told to let go.
final class StoppedWorkers: Sendable {
  private let isOver = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)

  /// Begins at once.
  /// - Parameter most: how many workers at a time.
  init(_ supervisor: pid_t, most: Int = .max) {
    let hasBegun = DispatchSemaphore(value: 0)
    Thread.detachNewThread { [self] in
      var stopped: Set<pid_t> = []
      // This run may itself have a low priority, and all that it has started with it; from the usual one Postern raises its own.
      let usual = Int(nice(0))
      repeat {
        // Those of low priority read what is pending.
        let workers = ProcessTable(supervisor: supervisor).workers.filter { $0.nice <= usual }.map(\.pid)
        stopped.formIntersection(workers)
        for worker in workers where stopped.count < most || stopped.contains(worker) {
          kill(worker, SIGSTOP)
          stopped.insert(worker)
        }
        hasBegun.signal()
      } while isOver.wait(timeout: .now() + .milliseconds(20)) == .timedOut
      for worker in stopped { kill(worker, SIGCONT) }
      ended.signal()
    }
    hasBegun.wait()
  }

  func letGo() {
    isOver.signal()
    ended.wait()
  }
}
