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

  /// Opens the socket.
  /// - Returns: its descriptor, for the caller to close.
  func listen() throws(MilterServerError) -> Int32 {
    try checkSocket()
    let place: MilterSocket
    switch socket {
    case .unix(let path):
      // Its mode can only be set once it is there: so it gets another name first.
      place = .unix(path: temporaryPath(for: path))
      unlink(temporaryPath(for: path))
    case .tcp: place = socket
    }
    let listener = try place.bound()
    guard Glibc.listen(listener, SOMAXCONN) == 0 else {
      let code = errno
      close(listener)
      throw .system(doing: "listen", socket: socket, code: code)
    }
    if case .unix(let path) = socket {
      do throws(MilterServerError) {
        try publish(path)
      } catch {
        close(listener)
        throw error
      }
    }
    return listener
  }

  func temporaryPath(for path: String) -> String { "\(path).\(getpid())" }

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

  func publish(_ path: String) throws(MilterServerError) {
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
