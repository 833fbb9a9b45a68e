import Glibc

/// Why the test kit cannot do what it was asked.
public enum KitError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Postfix starts as root only.
  case notRoot
  /// A program that the kit needs is not installed.
  case missing(program: String, package: String)
  /// The system refused something; `code` is its `errno`.
  case system(doing: String, code: Int32)
  /// A program ended with another status than 0; `output` is the end of what it said.
  case failed(program: String, status: Int32, output: String)
  /// Nothing came in time.
  case timeout(waitingFor: String, milliseconds: Int)
  /// The other side closed the connection.
  case closed(waitingFor: String)
  /// The other side said what no SMTP server or client says.
  case protocolViolation(String)

  public var description: String {
    switch self {
    case .notRoot: "a private Postfix has to be started by root: run this as root, or in a container"
    case .missing(let program, let package): "\(program) is not there: install the Debian package \(package)"
    case .system(let doing, let code): "cannot \(doing): \(String(cString: strerror(code)))"
    case .failed(let program, let status, let output): "\(program) ended with status \(status): \(output)"
    case .timeout(let what, let milliseconds): "no \(what) within \(milliseconds) ms"
    case .closed(let what): "the connection was closed while waiting for \(what)"
    case .protocolViolation(let text): "not SMTP: \(text)"
    }
  }
}
