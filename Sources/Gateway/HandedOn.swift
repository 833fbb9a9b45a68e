import Glibc
import Synchronization

/// A descriptor that one filter process leaves to the next.
final class HandedOn: Sendable {
  private let held = Mutex<Int32?>(nil)

  var descriptor: Int32? { held.withLock { $0 } }

  /// Takes over an open descriptor; -1 for none. Only the first is kept, as the others are copies of it.
  func take(_ descriptor: Int32) {
    guard descriptor >= 0 else { return }
    let isFirst = held.withLock { held in
      guard held == nil else { return false }
      held = descriptor
      return true
    }
    if !isFirst { close(descriptor) }
  }

  deinit { if let descriptor { close(descriptor) } }
}
