import Crypto
import Foundation
import Inspection
import Quarantine
import Synchronization

/// The last messages that were read, for whoever turns their pages: in memory alone, sealed, for a few minutes.
///
/// Sealed, so that memory which the system writes to its swap, or a tool reads by mistake, shows no mail; the key goes with
/// the entry.
final class ReadingCache: Sendable {
  private struct Entry {
    var id: HeldID
    var viewer: String
    var sealed: Data
    var key: SymmetricKey
    var end: ContinuousClock.Instant
  }

  private let entries = Mutex<[Entry]>([])
  private let lifetime: Duration
  private let bytes: Int

  /// - Parameter bytes: of all entries together.
  init(lifetime: Duration = .seconds(300), bytes: Int = 64 << 20) {
    self.lifetime = lifetime
    self.bytes = bytes
  }

  func reading(of id: HeldID, for viewer: String) -> MessageReading? {
    let found = entries.withLock { entries in
      Self.purge(&entries)
      return entries.first { $0.id == id && $0.viewer == viewer }
    }
    guard let found, let box = try? AES.GCM.SealedBox(combined: found.sealed),
      let encoded = try? AES.GCM.open(box, using: found.key)
    else { return nil }
    return MessageReading(encoded: Array(encoded))
  }

  func keep(_ reading: MessageReading, of id: HeldID, for viewer: String) {
    let key = SymmetricKey(size: .bits256)
    guard let sealed = try? AES.GCM.seal(Data(reading.encoded()), using: key).combined, sealed.count <= bytes else {
      return
    }
    entries.withLock { entries in
      Self.purge(&entries)
      entries.removeAll { $0.id == id && $0.viewer == viewer }
      entries.append(Entry(id: id, viewer: viewer, sealed: sealed, key: key, end: .now + lifetime))
      while entries.reduce(0, { $0 + $1.sealed.count }) > bytes { entries.removeFirst() }
    }
    // Where nobody asks again, too.
    let pause = lifetime + .seconds(1)
    Task { [weak self] in
      try? await Task.sleep(for: pause)
      self?.entries.withLock { Self.purge(&$0) }
    }
  }

  func forget(_ id: HeldID) { entries.withLock { $0.removeAll { $0.id == id } } }

  func forgetAll() { entries.withLock { $0 = [] } }

  /// How many there are.
  var count: Int { entries.withLock { $0.count } }

  private static func purge(_ entries: inout [Entry]) {
    let now = ContinuousClock.now
    entries.removeAll { $0.end <= now }
  }
}
