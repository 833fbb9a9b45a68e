import Foundation
import Glibc
import PosternKit
import Testing

extension School {
  var processes: ProcessTable { ProcessTable(supervisor: site.filterProcess) }

  /// Sends a message while all workers stand still, so that its reading takes longer than any budget.
  func sendSlowly(_ mail: Mail, as client: Client? = nil) throws -> SMTPReply {
    // One more than two when something is read in the background.
    try until { processes.workers.count { $0.nice <= 0 } >= 2 }
    let stopped = processes.workers.filter { $0.nice <= 0 }
    for worker in stopped { kill(worker.pid, SIGSTOP) }
    // The others go on as soon as one has taken too long: no other message is meant.
    let isOver = DispatchSemaphore(value: 0)
    let ended = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      while isOver.wait(timeout: .now() + .milliseconds(5)) == .timedOut,
        stopped.allSatisfy({ kill($0.pid, 0) == 0 })
      {}
      for worker in stopped { kill(worker.pid, SIGCONT) }
      ended.signal()
    }
    defer {
      isOver.signal()
      ended.wait()
    }
    return try send(mail, as: client)
  }

  /// Keeps what is pending from being read: no worker comes up for it.
  func withoutBackground<T>(_ work: () throws -> T) throws -> T {
    try until { processes.workers.count { $0.nice <= 0 } >= 2 }
    let zygote = try #require(processes.zygote)
    kill(zygote, SIGSTOP)
    defer { kill(zygote, SIGCONT) }
    return try work()
  }

  /// Has a message pending: to be called `withoutBackground`, or with what else keeps it so until somebody has looked.
  /// - Returns: its reference.
  func pend(_ mail: Mail, as client: Client? = nil) throws -> String {
    #expect(try sendSlowly(mail, as: client).code == 250)
    let held = try #require(try newlyHeld().first)
    #expect(held.state == "pending")
    return held.reference
  }

  /// What `postern held list --pending` tells, a reference for each line.
  func pending() throws -> [String] {
    try site.run(["held", "list", "--pending"]).output.split(separator: "\n").dropFirst()
      .map { String($0.prefix(9)) }
  }

  /// Waits until nothing is pending, and all that follows of it has arrived.
  func settlePending() throws {
    try until { try rows("SELECT count(*) FROM held WHERE state = 'pending'") == [["0"]] }
    try settle()
  }
}
