import Glibc
import Synchronization

/// The keys as a running process has them: it reads the folder anew when it meets a key that it does not know, since
/// another process may have rotated them.
final class KeyShelf: Sendable {
  let folder: String
  private let ring: Mutex<[String: MasterKey]>
  private let database: String

  init(_ first: KeyRing) {
    folder = first.folder
    database = first.database
    ring = Mutex(first.byID)
  }

  /// - Throws: `keyMissing` naming the key and the folder.
  func key(_ id: String) throws(QuarantineError) -> MasterKey {
    if let key = known(id) { return key }
    throw QuarantineError(
      .keyMissing, "the key \(id), which held mail is sealed with, is not in \(folder)",
      remedy: "put back the key file from where you keep it safe; without it that mail cannot be read")
  }

  func known(_ id: String) -> MasterKey? {
    if let key = ring.withLock({ $0[id] }) { return key }
    guard let now = try? KeyRing(folder: folder, database: database) else { return nil }
    return ring.withLock { ring in
      // What was known stays known: a row that is being read may still be sealed with it.
      ring.merge(now.byID) { old, _ in old }
      return ring[id]
    }
  }
}
