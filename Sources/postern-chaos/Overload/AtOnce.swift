import Foundation
import Synchronization

/// Does something many times at once, each on a thread of its own.
enum AtOnce {
  /// - Parameter work: is given its number, and what waits until all have come so far.
  /// - Returns: what each gave, by number.
  static func run<T: Sendable>(_ count: Int, _ work: @escaping @Sendable (Int, () -> Void) -> T) -> [T] {
    let results = Mutex<[T?]>(Array(repeating: nil, count: count))
    let meeting = Meeting(count)
    let ended = DispatchSemaphore(value: 0)
    for number in 0..<count {
      Thread.detachNewThread {
        let visit = Visit(meeting)
        let result = work(number) { visit.wait() }
        // Whoever has not come so far keeps nobody waiting.
        visit.wait()
        results.withLock { $0[number] = result }
        ended.signal()
      }
    }
    for _ in 0..<count { ended.wait() }
    return results.withLock { $0.compactMap(\.self) }
  }

  private final class Meeting: @unchecked Sendable {
    // Sendable because `missing` is touched only while `condition` is locked.
    private let condition = NSCondition()
    private var missing: Int

    init(_ count: Int) { missing = count }

    func wait() {
      condition.lock()
      defer { condition.unlock() }
      missing -= 1
      if missing == 0 { condition.broadcast() }
      while missing > 0 { condition.wait() }
    }
  }

  private final class Visit {
    private let meeting: Meeting
    private var hasMet = false

    init(_ meeting: Meeting) { self.meeting = meeting }

    func wait() {
      guard !hasMet else { return }
      hasMet = true
      meeting.wait()
    }
  }
}
