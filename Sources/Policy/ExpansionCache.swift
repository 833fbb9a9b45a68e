import People
import Synchronization

/// Who is on each list, worked out once for a generation of the records and a day: relationships begin and end with days.
final class ExpansionCache: Sendable {
  struct Expansion: Sendable {
    var members: Audience.Members
    /// The one address that it comes down to; nil for more, and where others may be hidden.
    var only: String?
  }

  private let known = Mutex<(day: CalendarDate?, lists: [String: Expansion])>((nil, [:]))
  /// Catch-all domains make a list of every address; of those no more are kept.
  private static let most = 50_000

  /// - Parameter work: called without a lock, and more than once where several threads ask at once.
  func expansion(of list: String, on day: CalendarDate, work: () -> Expansion) -> Expansion {
    let kept = known.withLock { known in known.day == day ? known.lists[list] : nil }
    if let kept { return kept }
    let made = work()
    known.withLock { known in
      if known.day != day || known.lists.count >= Self.most { known = (day, [:]) }
      known.lists[list] = made
    }
    return made
  }
}
