import Foundation
import Quarantine
import Synchronization

/// Who has which message open now, so that two officers do not decide past each other. In memory alone, for minutes.
final class Lookers: Sendable {
  struct Looker: Sendable, Hashable {
    var address: String
    /// Unix time in seconds.
    var since: Int64
    var last: Int64
  }

  /// Whoever has not asked again for so long has gone, in seconds.
  private static let span: Int64 = 300

  private let state = Mutex<[HeldID: [Looker]]>([:])

  /// Notes that somebody looks.
  /// - Returns: the others, who came first first.
  func note(_ address: String, at id: HeldID, now: Int64) -> [Looker] {
    state.withLock { all in
      if all.count > 1_000 { all = all.filter { $1.contains { $0.last > now - Self.span } } }
      var own = all[id, default: []].filter { $0.last > now - Self.span }
      if let place = own.firstIndex(where: { $0.address == address }) {
        own[place].last = now
      } else {
        own.append(Looker(address: address, since: now, last: now))
      }
      all[id] = own
      return own.filter { $0.address != address }
    }
  }
}
