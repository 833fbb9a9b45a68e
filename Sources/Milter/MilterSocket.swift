/// Where a milter listens.
public enum MilterSocket: Hashable, Sendable, CustomStringConvertible {
  /// A socket in the file system: the fast way, and Postern's default. At most 90 bytes, of the 108 that Linux allows.
  case unix(path: String)
  /// An IPv4 or IPv6 address, or "localhost", and a port.
  case tcp(address: String, port: UInt16)

  /// As Postfix and libmilter write it: "unix:/run/postern/milter", "inet:8891@127.0.0.1", "inet6:8891@::1"; what
  /// begins with a slash is a path. Nil if the text is neither.
  public init?(_ text: String) {
    if text.hasPrefix("/") {
      self = .unix(path: text)
    } else if text.hasPrefix("unix:"), text.utf8.count > 5 {
      self = .unix(path: String(text.dropFirst(5)))
    } else if text.hasPrefix("inet:") || text.hasPrefix("inet6:"), let colon = text.firstIndex(of: ":") {
      let parts = text[text.index(after: colon)...].split(separator: "@", maxSplits: 1)
      guard parts.count == 2, let port = UInt16(parts[0]), port > 0 else { return nil }
      self = .tcp(address: String(parts[1]), port: port)
    } else {
      return nil
    }
  }

  /// As libmilter's `smfi_setconn` takes it.
  public var description: String {
    switch self {
    case .unix(let path): "unix:\(path)"
    case .tcp(let address, let port): "\(address.contains(":") ? "inet6" : "inet"):\(port)@\(address)"
    }
  }

  /// As Postfix's `smtpd_milters` takes it.
  public var postfixForm: String {
    switch self {
    case .unix(let path): "unix:\(path)"
    case .tcp(let address, let port): address.contains(":") ? "inet:[\(address)]:\(port)" : "inet:\(address):\(port)"
    }
  }
}
