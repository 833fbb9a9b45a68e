import Glibc
import Synchronization

/// The connections of an MTA that are open now, by their descriptors.
final class OpenConnections: Sendable {
  private let descriptors = Mutex<Set<Int32>>([])

  var count: Int { descriptors.withLock { $0.count } }

  func add(_ descriptor: Int32) { descriptors.withLock { _ = $0.insert(descriptor) } }

  /// Under the lock, so that nobody ends a connection that has got the same descriptor since.
  func close(_ descriptor: Int32) {
    descriptors.withLock {
      $0.remove(descriptor)
      _ = Glibc.close(descriptor)
    }
  }

  /// Lets each end when it has answered what it has been asked: nothing more is read.
  func endReading() { shutAll(Int32(SHUT_RD)) }

  func end() { shutAll(Int32(SHUT_RDWR)) }

  private func shutAll(_ how: Int32) {
    descriptors.withLock { for descriptor in $0 { _ = shutdown(descriptor, how) } }
  }
}
