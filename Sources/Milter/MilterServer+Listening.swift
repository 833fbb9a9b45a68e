import CMilter
import Glibc
import Synchronization

extension MilterServer {
  /// Whether the socket is free to be taken, without taking it: for a check of the configuration.
  /// - Throws: `MilterServerError` saying who or what is in the way.
  public func checkSocket() throws(MilterServerError) {
    switch socket {
    case .unix(let path):
      let most = 90
      guard path.utf8.count <= most else { throw .pathTooLong(path: path, most: most) }
      try makeWay(for: path)
    case .tcp: try socket.probeBind()
    }
  }

  /// Registers the callbacks and opens the socket.
  func listen() throws(MilterServerError) {
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
    _ = smfi_settimeout(300)
    guard registerCallbacks() else { throw .library(doing: "register", socket: socket) }
    guard smfi_opensocket(0) == MI_SUCCESS else { throw .library(doing: "listen", socket: socket) }
    switch socket {
    case .unix(let path): try publish(path)
    case .tcp(_, let port): setNoDelayOnListener(port: port)
    }
    isListening.store(true, ordering: .releasing)
  }

  private func temporaryPath(for path: String) -> String { "\(path).\(getpid())" }

  private func makeWay(for path: String) throws(MilterServerError) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path: path) }
    if takesOver { return }
    do throws(MilterServerError) {
      close(try socket.connected())
    } catch {
      // Nobody listens: what a killed filter left behind. It is replaced by the rename.
      if case .system(_, _, ECONNREFUSED) = error { return }
      throw error
    }
    throw .inUse(socket)
  }

  private func publish(_ path: String) throws(MilterServerError) {
    let temporary = temporaryPath(for: path)
    let file = SocketFile(temporary)
    guard chmod(temporary, mode_t(mode)) == 0, rename(temporary, path) == 0 else {
      let code = errno
      unlink(temporary)
      throw .system(doing: "set mode and name", socket: socket, code: code)
    }
    published.withLock { $0 = file }
  }

  /// Whether who connects to the socket still comes to this server, and not to one that has taken its name.
  var ownsPath: Bool {
    guard case .unix(let path) = socket else { return true }
    return published.withLock { $0 != nil && $0 == SocketFile(path) }
  }

  /// Removes the socket file, unless a newer filter has taken its name.
  func withdraw() {
    if case .unix(let path) = socket, ownsPath { unlink(path) }
  }
}

/// What tells one file from another that has its name.
struct SocketFile: Equatable {
  private let device: dev_t
  private let number: ino_t

  /// Nil when there is no such file.
  init?(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    device = status.st_dev
    number = status.st_ino
  }
}
