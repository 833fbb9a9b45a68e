import People
import Synchronization

/// What is worked out once for a generation of the records and a day: relationships begin and end with days.
final class DayCache<Value: Sendable>: Sendable {
  /// By an address's bytes: strings are equal where Unicode calls them so, and two such addresses may be two mailboxes.
  private let known = Mutex<(day: CalendarDate?, values: [[UInt8]: Value])>((nil, [:]))
  private let most: Int
  /// In bytes: the longest address that a host need take (RFC 5321 §4.5.3.1). What a header holds in an address's place
  /// may be as long as the header; such is worked out each time, so that no sender fills memory with it.
  private let longestKey = 64 + 1 + 255

  /// - Parameter most: how many values are kept; one more, and all are forgotten.
  init(most: Int) { self.most = most }

  /// - Parameters:
  ///   - address: as it came.
  ///   - day: nil for what no day changes.
  ///   - work: called without a lock, and more than once where several threads ask at once.
  func value(of address: String, on day: CalendarDate?, work: () -> Value) -> Value {
    guard address.utf8.count <= longestKey else { return work() }
    let key = Array(address.utf8)
    let kept = known.withLock { known in known.day == day ? known.values[key] : nil }
    if let kept { return kept }
    let made = work()
    known.withLock { known in
      if known.day != day || known.values.count >= most { known = (day, [:]) }
      known.values[key] = made
    }
    return made
  }
}
