import Foundation
import Glibc
import Synchronization

/// Counts how often a reader of a Unix socket goes to sleep while the other side takes what it was sent: whoever is woken for
/// nothing goes to sleep once more.
public enum NeedlessWaking {
  /// - Parameter read: waits for the first byte on a socket, and returns once nobody is left to send one.
  /// - Returns: how often the reader went back to sleep while a hundred answers were taken.
  public static func sleeps(of read: @escaping @Sendable (Int32) -> Void) throws(KitError) -> Int {
    var pair: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0 else {
      throw .system(doing: "make a pair of sockets", code: errno)
    }
    let (ours, theirs) = (pair[0], pair[1])
    let reader = WaitingThread { read(ours) }
    defer {
      close(theirs)
      reader.join()
      close(ours)
    }
    reader.untilItSleeps()
    let before = reader.sleeps
    guard before > 0 else { throw .system(doing: "read how often a thread has slept", code: ENOENT) }
    for _ in 0..<100 {
      var byte: UInt8 = 0
      guard send(ours, "c", 1, 0) == 1, recv(theirs, &byte, 1, 0) == 1 else {
        throw .system(doing: "pass an answer", code: errno)
      }
      // Whatever has been woken goes back to sleep meanwhile.
      usleep(1_000)
    }
    return reader.sleeps - before
  }
}

/// A thread of which is known how often it has gone to sleep.
private final class WaitingThread: Sendable {
  /// Of the thread, as proc(5) has it: "1234/task/1235".
  private let place = Mutex<String?>(nil)
  private let done = DispatchSemaphore(value: 0)

  /// Does `work` on a thread of its own.
  init(_ work: @escaping @Sendable () -> Void) {
    Thread.start { [self] in
      let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self")
      place.withLock { $0 = own }
      work()
      done.signal()
    }
  }

  /// Returns when it waits for something.
  func untilItSleeps() {
    while !field("State").hasPrefix("S") { usleep(1_000) }
  }

  /// How often it has gone to sleep (proc(5), voluntary_ctxt_switches).
  var sleeps: Int { Int(field("voluntary_ctxt_switches")) ?? 0 }

  /// Waits for its end.
  func join() { done.wait() }

  private func field(_ name: String) -> String {
    guard let place = place.withLock({ $0 }) else { return "" }
    let text = (try? String(contentsOfFile: "/proc/\(place)/status", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix(name + ":") } ?? ""
    return line.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces)
  }
}
