import Glibc

/// A TCP connection on the loopback interface, read by lines and written by bytes; blocking, with a time limit.
final class Stream {
  private let descriptor: Int32
  private let milliseconds: Int
  private var buffer: [UInt8] = []
  private var position = 0
  private var isOpen = true

  /// Takes over an open descriptor.
  init(adopting descriptor: Int32, milliseconds: Int) {
    self.descriptor = descriptor
    self.milliseconds = milliseconds
    var limit = timeval(tv_sec: milliseconds / 1000, tv_usec: milliseconds % 1000 * 1000)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
    var on: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
  }

  deinit { close() }

  static func connect(port: UInt16, milliseconds: Int) throws(KitError) -> Stream {
    Stream(adopting: try connection(to: port), milliseconds: milliseconds)
  }

  /// An open connection to a port of the loopback interface; the caller closes it.
  static func connection(to port: UInt16) throws(KitError) -> Int32 {
    let descriptor = try open()
    var address = loopback(port)
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else {
      let code = errno
      Glibc.close(descriptor)
      throw .system(doing: "connect to port \(port)", code: code)
    }
    return descriptor
  }

  /// A listening socket and its port; 0 takes any free one.
  static func listen(port: UInt16) throws(KitError) -> (Int32, UInt16) {
    let descriptor = try open()
    var on: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    var address = loopback(port)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(descriptor, pointer, length) == 0 && Glibc.listen(descriptor, 512) == 0
          && getsockname(descriptor, pointer, &length) == 0
      }
    }
    guard result else {
      let code = errno
      Glibc.close(descriptor)
      throw .system(doing: "listen on port \(port)", code: code)
    }
    return (descriptor, UInt16(bigEndian: address.sin_port))
  }

  private static func open() throws(KitError) -> Int32 {
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(AF_INET, kind, 0)
    guard descriptor >= 0 else { throw .system(doing: "open a socket", code: errno) }
    return descriptor
  }

  private static func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }

  func close() {
    guard isOpen else { return }
    isOpen = false
    Glibc.close(descriptor)
  }

  func write(_ bytes: [UInt8]) throws(KitError) {
    var done = 0
    while done < bytes.count {
      let sent = bytes.withUnsafeBytes { raw -> Int in
        guard let base = raw.baseAddress else { return 0 }
        // No SIGPIPE: a server that hangs up must not end the tests.
        return send(descriptor, base + done, raw.count - done, Int32(MSG_NOSIGNAL))
      }
      if sent < 0 {
        if errno == EINTR { continue }
        if errno == EAGAIN { throw .timeout(waitingFor: "room to write", milliseconds: milliseconds) }
        if errno == EPIPE || errno == ECONNRESET { throw .closed(waitingFor: "room to write") }
        throw .system(doing: "write to a connection", code: errno)
      }
      done += sent
    }
  }

  /// The next line without its end, which is LF or CR LF; nil at the end of the connection.
  func line() throws(KitError) -> [UInt8]? {
    var scanned = position
    while true {
      if let end = buffer[scanned...].firstIndex(of: 0x0A) {
        let start = position
        position = end + 1
        let hasReturn = end > start && buffer[end - 1] == 0x0D
        return Array(buffer[start..<(hasReturn ? end - 1 : end)])
      }
      scanned = buffer.count
      let dropped = position
      guard try fill() else { return nil }
      scanned -= dropped
    }
  }

  /// Exactly `count` bytes.
  func bytes(_ count: Int) throws(KitError) -> [UInt8] {
    while buffer.count - position < count {
      guard try fill() else { throw .closed(waitingFor: "\(count) bytes") }
    }
    defer { position += count }
    return Array(buffer[position..<(position + count)])
  }

  /// Whether bytes are there that have been read and not yet taken.
  var hasBuffered: Bool { position < buffer.count }

  private func fill() throws(KitError) -> Bool {
    if position > 0 {
      buffer.removeFirst(position)
      position = 0
    }
    while true {
      let before = buffer.count
      buffer.reserveCapacity(before + 65536)
      let chunk = [UInt8](unsafeUninitializedCapacity: 65536) { target, count in
        let got = recv(descriptor, target.baseAddress, 65536, 0)
        count = max(0, got)
        if got < 0 { failure = errno } else { failure = got == 0 ? -1 : 0 }
      }
      switch failure {
      case 0:
        buffer.append(contentsOf: chunk)
        return true
      case -1: return false
      case EINTR: continue
      case EAGAIN: throw .timeout(waitingFor: "line", milliseconds: milliseconds)
      case ECONNRESET: return false
      default: throw .system(doing: "read from a connection", code: failure)
      }
    }
  }

  private var failure: Int32 = 0
}
