import Glibc
import Synchronization

private let handedOut = Mutex<Set<UInt16>>([])

/// A TCP port of the loopback interface that nobody uses now, and that this process has not been given before.
public func freePort() throws(KitError) -> UInt16 {
  for _ in 0..<200 {
    let (descriptor, port) = try Stream.listen(port: 0)
    close(descriptor)
    if handedOut.withLock({ $0.insert(port).inserted }) { return port }
  }
  throw .system(doing: "find a free port", code: EADDRINUSE)
}
