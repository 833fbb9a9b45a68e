import Foundation
import Glibc
import PosternKit
import Synchronization

/// Sums up the memory of a process and all that it has started, again and again.
final class MemoryWatch: Sendable {
  private let peak = Atomic<Int>(0)
  private let isOver = Atomic<Bool>(false)
  private let ended = DispatchSemaphore(value: 0)

  /// Begins at once.
  init(_ root: pid_t) {
    Thread.detachNewThread { [self] in
      while !isOver.load(ordering: .relaxed) {
        let family = ProcessFamily(of: [root])
        let now = family.proportionalSet + family.memoryFiles
        peak.store(max(now, peak.load(ordering: .relaxed)), ordering: .relaxed)
        usleep(150_000)
      }
      ended.signal()
    }
  }

  /// - Returns: the most that it has seen, in bytes.
  func stop() -> Int {
    isOver.store(true, ordering: .relaxed)
    ended.wait()
    return peak.load(ordering: .relaxed)
  }
}
