import Glibc

/// Why a milter cannot serve.
public enum MilterServerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Another process answers on this socket.
  case inUse(MilterSocket)
  /// The path is there, and is not a socket; it is left alone.
  case notASocket(path: String)
  /// The path has more bytes than a socket's path may have.
  case pathTooLong(path: String, most: Int)
  /// The system refused something; `code` is its `errno`.
  case system(doing: String, socket: MilterSocket, code: Int32)
  /// libmilter refused to start; it has said more in the system's log.
  case library(doing: String, socket: MilterSocket)
  /// libmilter serves once in the life of a process.
  case servedBefore

  public var description: String {
    switch self {
    case .inUse(let socket):
      "another process listens on \(socket): stop it, or give this filter another socket"
    case .notASocket(let path):
      "\(path) is there, and is not a socket: remove it, or give this filter another path"
    case .pathTooLong(let path, let most):
      "the socket path \(path) has \(path.utf8.count) bytes, and \(most) are possible: use a shorter one"
    case .system(let doing, let socket, let code):
      "cannot \(doing) for \(socket): \(String(cString: strerror(code)))"
    case .library(let doing, let socket):
      "libmilter cannot \(doing) on \(socket): see the system's log, and whether the address and folder exist"
    case .servedBefore:
      "a milter has been run in this process before, and libmilter serves only once: start a new process"
    }
  }
}
