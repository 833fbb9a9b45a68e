import CMilter
import Glibc

extension MilterSocket {
  /// A connection to whoever listens here, as Postfix would make it. The caller closes it.
  func connected() throws(MilterServerError) -> Int32 {
    let (fd, address, length) = try open()
    let result = withUnsafePointer(to: address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(fd, $0, length) }
    }
    guard result == 0 else {
      let code = errno
      close(fd)
      throw .system(doing: "connect", socket: self, code: code)
    }
    return fd
  }

  /// Why nobody answers here to this user; nil where somebody does.
  public var whyUnreachable: String? {
    do {
      close(try connected())
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// Whether it can be taken, with the reason why not.
  func probeBind() throws(MilterServerError) { close(try bound()) }

  /// A socket that has this address; nobody can connect yet. The caller closes it.
  func bound() throws(MilterServerError) -> Int32 {
    let (fd, address, length) = try open()
    var on: Int32 = 1
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    let result = withUnsafePointer(to: address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(fd, $0, length) }
    }
    guard result == 0 else {
      let code = errno
      close(fd)
      if code == EADDRINUSE { throw .inUse(self) }
      throw .system(doing: "bind", socket: self, code: code)
    }
    return fd
  }

  private func open() throws(MilterServerError) -> (Int32, sockaddr_storage, socklen_t) {
    var storage = sockaddr_storage()
    var length: socklen_t
    switch self {
    case .unix(let path):
      var unix = sockaddr_un()
      unix.sun_family = sa_family_t(AF_UNIX)
      let room = MemoryLayout.size(ofValue: unix.sun_path)
      guard path.utf8.count < room else { throw .pathTooLong(path: path, most: room - 1) }
      withUnsafeMutableBytes(of: &unix.sun_path) { $0.copyBytes(from: path.utf8) }
      withUnsafeMutableBytes(of: &storage) { target in
        withUnsafeBytes(of: unix) { target.copyMemory(from: $0) }
      }
      length = socklen_t(MemoryLayout<sockaddr_un>.size)
    case .tcp(let address, let port):
      var hints = addrinfo()
      hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
      hints.ai_family = address.contains(":") ? AF_INET6 : AF_INET
      var found: UnsafeMutablePointer<addrinfo>?
      guard getaddrinfo(address, "\(port)", &hints, &found) == 0, let first = found else {
        throw .system(doing: "find the address", socket: self, code: EADDRNOTAVAIL)
      }
      defer { freeaddrinfo(found) }
      length = first.pointee.ai_addrlen
      withUnsafeMutableBytes(of: &storage) { target in
        target.copyMemory(from: UnsafeRawBufferPointer(start: first.pointee.ai_addr, count: Int(length)))
      }
    }
    let fd = socket(Int32(storage.ss_family), Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard fd >= 0 else { throw .system(doing: "open a socket", socket: self, code: errno) }
    return (fd, storage, length)
  }
}
