import CMilter
import Glibc

/// An IP address as text and a port, read from a system's socket address.
struct NumericAddress: Hashable {
  var text: String
  var port: UInt16

  /// An address as the milter protocol has it: its text, perhaps with "IPv6:" before it (RFC 5321 §4.1.3).
  /// - Parameter family: "4" or "6".
  /// - Returns: nil for what is no such address.
  init?(family: UInt8, text: String, port: UInt16) {
    var bytes = in6_addr()
    let isFour = family == UInt8(ascii: "4")
    let bare = text.hasPrefix("IPv6:") ? String(text.dropFirst(5)) : text
    var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let kind = isFour ? AF_INET : AF_INET6
    guard inet_pton(kind, bare, &bytes) == 1, inet_ntop(kind, &bytes, &buffer, socklen_t(buffer.count)) != nil else {
      return nil
    }
    self.text = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    self.port = port
  }

  /// Nil for what is no internet address.
  init?(_ storage: sockaddr_storage) {
    var copy = storage
    let read: NumericAddress? = withUnsafePointer(to: &copy) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { NumericAddress($0) }
    }
    guard let read else { return nil }
    self = read
  }

  /// `address` must be as long as its family says.
  init?(_ address: UnsafePointer<sockaddr>) {
    var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let written: Bool
    switch Int32(address.pointee.sa_family) {
    case AF_INET:
      (written, port) = UnsafeRawPointer(address).withMemoryRebound(to: sockaddr_in.self, capacity: 1) { v4 in
        var ip = v4.pointee.sin_addr
        return (
          inet_ntop(AF_INET, &ip, &buffer, socklen_t(buffer.count)) != nil, UInt16(bigEndian: v4.pointee.sin_port)
        )
      }
    case AF_INET6:
      (written, port) = UnsafeRawPointer(address).withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { v6 in
        var ip = v6.pointee.sin6_addr
        return (
          inet_ntop(AF_INET6, &ip, &buffer, socklen_t(buffer.count)) != nil, UInt16(bigEndian: v6.pointee.sin6_port)
        )
      }
    default: return nil
    }
    guard written else { return nil }
    text = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
