import Foundation
import Glibc
import Synchronization

/// A thread of which is known how often it has gone to sleep: whoever is woken for nothing goes to sleep once more.
public final class WaitingThread: Sendable {
  /// Of the thread, as proc(5) has it: "1234/task/1235".
  private let place = Mutex<String?>(nil)
  private let done = DispatchSemaphore(value: 0)

  /// Does `work` on a thread of its own.
  public init(_ work: @escaping @Sendable () -> Void) {
    Thread.start { [self] in
      let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self")
      place.withLock { $0 = own }
      work()
      done.signal()
    }
  }

  /// Returns when it waits for something.
  public func untilItSleeps() {
    while !field("State").hasPrefix("S") { usleep(1_000) }
  }

  /// How often it has gone to sleep (proc(5), voluntary_ctxt_switches).
  public var sleeps: Int { Int(field("voluntary_ctxt_switches")) ?? 0 }

  /// Waits for its end.
  public func join() { done.wait() }

  private func field(_ name: String) -> String {
    guard let place = place.withLock({ $0 }) else { return "" }
    let text = (try? String(contentsOfFile: "/proc/\(place)/status", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix(name + ":") } ?? ""
    return line.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces)
  }
}
