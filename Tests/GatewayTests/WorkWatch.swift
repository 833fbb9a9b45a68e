import Foundation
import PosternKit
import Synchronization
import Testing

/// Looks out for workers that have begun to work, on a thread of its own, and does something to each of them, once.
final class WorkWatch: Sendable {
  private struct State {
    var seen: Set<pid_t> = []
    var isOver = false
  }

  private let state = Mutex(State())
  private let ended = DispatchSemaphore(value: 0)

  /// - Parameter most: how many workers are acted on at the most.
  init(_ processes: ProcessTable, most: Int = .max, _ act: @escaping @Sendable (pid_t) -> Void) {
    // One that has worked before has its time already.
    let before = Dictionary(uniqueKeysWithValues: processes.workers.map { ($0.pid, $0.ticks) })
    Thread.detachNewThread { [self] in
      while !state.withLock({ $0.isOver }) {
        for worker in processes.workers where worker.ticks - (before[worker.pid] ?? 0) >= 10 {
          if state.withLock({ $0.seen.count < most && $0.seen.insert(worker.pid).inserted }) { act(worker.pid) }
        }
        usleep(5_000)
      }
      ended.signal()
    }
  }

  /// Ends the watch.
  /// - Returns: the workers that were acted on.
  func end() -> Set<pid_t> {
    state.withLock { $0.isOver = true }
    ended.wait()
    return state.withLock { $0.seen }
  }
}

/// A text that takes a worker long enough to be caught at it: each number in it may belong to some identifier.
func longText(lines: Int) -> String {
  String(repeating: "Mr Lorem, 12.30-14.45 in A1: B2 and C3, 01/02/03, 9+4, No. 5 (6) of 7/8.\n", count: lines)
}

/// Waits until something is so. Two minutes are no expectation, only an end for a test that has failed.
func until(_ isSo: () throws -> Bool) throws {
  for _ in 0..<6_000 {
    if try isSo() { return }
    usleep(20_000)
  }
  throw Stuck()
}

struct Stuck: Error {}
