import CMilter
import Glibc
import Logging
import Synchronization

extension MilterServer {
  /// The one server of this process, for libmilter's callbacks, which know no other way to find it.
  static let current = Mutex<MilterServer?>(nil)

  /// Serves on libmilter's threads.
  func runLibrary(_ listening: () -> Void) throws(MilterServerError) {
    let claimed = Self.current.withLock { current in
      guard current == nil else { return false }
      current = self
      return true
    }
    guard claimed else { throw .servedBefore }
    do throws(MilterServerError) {
      try listenByLibrary()
    } catch {
      // Nothing has been served: the place is free again.
      Self.current.withLock { $0 = nil }
      throw error
    }
    announce(listening)
    wakeThreadsNowAndThen()
    let result = smfi_main()
    isListening.store(false, ordering: .releasing)
    withdraw()
    guard result == MI_SUCCESS else { throw .library(doing: "serve", socket: socket) }
  }

  func stopLibrary() {
    smfi_stop()
    // libmilter looks at its flag only every few seconds, or when somebody connects.
    if ownsPath, let probe = try? socket.connected() { close(probe) }
  }

  /// Registers the callbacks and opens the socket.
  private func listenByLibrary() throws(MilterServerError) {
    try checkSocket()
    let address: String
    switch socket {
    case .unix(let path):
      // libmilter would bind the path, and only then could its mode be set: so it gets another, which is renamed.
      address = "unix:\(temporaryPath(for: path))"
      unlink(temporaryPath(for: path))
    case .tcp: address = socket.description
    }
    let connection = address.withCString { smfi_setconn(UnsafeMutablePointer(mutating: $0)) }
    guard connection == MI_SUCCESS else { throw .library(doing: "use the address", socket: socket) }
    // For what stands still in the middle of a packet, which keeps a thread; in seconds. libmilter would wait two hours.
    _ = smfi_settimeout(Int32(PacketReader.patience))
    guard registerCallbacks() else { throw .library(doing: "register", socket: socket) }
    guard smfi_opensocket(0) == MI_SUCCESS else { throw .library(doing: "listen", socket: socket) }
    switch socket {
    case .unix(let path): try publish(path)
    case .tcp(_, let port): setNoDelayOnListener(port: port)
    }
  }
}
