import Crypto
import Foundation
import Synchronization

/// What people search for, which may be a child's name: in memory for an hour and never in an address, so that it stands
/// in no log, no history of a browser and no link.
final class SearchShelf: Sendable {
  private struct Search {
    var session: String
    var text: String
    var end: ContinuousClock.Instant
  }

  private static let lifetime = Duration.seconds(3_600)
  private static let most = 2_000
  private static let longest = 200

  private let searches = Mutex<[String: Search]>([:])

  /// - Returns: a word that stands for it in addresses, in this session alone.
  func put(_ text: String, session: String) -> String {
    let name = SymmetricKey(size: .bits128).withUnsafeBytes { bytes in
      bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
    searches.withLock { searches in
      let now = ContinuousClock.now
      searches = searches.filter { $1.end > now }
      while searches.count >= Self.most, let oldest = searches.min(by: { $0.value.end < $1.value.end }) {
        searches[oldest.key] = nil
      }
      searches[name] = Search(session: session, text: String(text.prefix(Self.longest)), end: now + Self.lifetime)
    }
    return name
  }

  /// Nil when it has gone, or is another session's.
  func text(_ name: String, session: String) -> String? {
    searches.withLock { searches in
      guard let search = searches[name], search.session == session, search.end > .now else { return nil }
      return search.text
    }
  }
}
