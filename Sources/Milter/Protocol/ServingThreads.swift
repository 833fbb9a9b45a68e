import Foundation
import Synchronization

/// Counts the threads that serve an MTA's connections: somebody always waits for the next one, and a thread whose connection
/// has ended waits for another. Mail programs bring one message each, so that a new thread for each connection costs as much
/// as a tenth of what its message does.
final class ServingThreads: Sendable {
  private struct State {
    /// Threads that wait for a connection, or are just being made for it.
    var waiting = 0
    var isOver = false
  }

  /// So many wait at the most; what a crowd has left beyond that ends.
  private static let most = 16

  private let state = Mutex(State())
  private let changed = DispatchSemaphore(value: 0)

  /// A thread is to be made, which will wait.
  func expect() { state.withLock { $0.waiting += 1 } }

  /// A thread that waited, or was expected, will not wait any more.
  /// - Returns: whether another one waits still.
  @discardableResult
  func leave() -> Bool {
    state.withLock { state in
      state.waiting -= 1
      return state.waiting > 0
    }
  }

  /// A thread has served its connection.
  /// - Returns: whether it is to wait for another one.
  func comeBack() -> Bool {
    state.withLock { state in
      guard !state.isOver, state.waiting < Self.most else { return false }
      state.waiting += 1
      return true
    }
  }

  /// Has `waitUntilNobodyWaits` look again, once somebody has left for good, or it may be time.
  func lookAgain() { changed.signal() }

  /// Waits until `isTime`, and nobody waits for a connection any more; then nobody will again.
  func waitUntilNobodyWaits(_ isTime: () -> Bool) {
    while true {
      let isOver = isTime()
      let isDone = state.withLock { state in
        state.isOver = isOver && state.waiting == 0
        return state.isOver
      }
      if isDone { return }
      changed.wait()
    }
  }
}
