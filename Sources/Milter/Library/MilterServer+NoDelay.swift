import CMilter
import Glibc

extension MilterServer {
  /// Sets TCP_NODELAY on libmilter's listening socket, which Linux hands on to each connection: without it, Nagle's
  /// algorithm and delayed acknowledgements cost 40 ms and more for a message that is changed. libmilter hides its
  /// descriptor, so that it is looked for.
  func setNoDelayOnListener(port: UInt16) {
    for entry in Self.openDescriptors() where Self.listens(entry, on: port) {
      var on: Int32 = 1
      setsockopt(entry, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }
  }

  private static func openDescriptors() -> [Int32] {
    guard let folder = opendir("/proc/self/fd") else { return [] }
    defer { closedir(folder) }
    var found: [Int32] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if let descriptor = Int32(name) { found.append(descriptor) }
    }
    return found
  }

  private static func listens(_ descriptor: Int32, on port: UInt16) -> Bool {
    var accepts: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    guard getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &accepts, &size) == 0, accepts == 1 else { return false }
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let result = withUnsafeMutablePointer(to: &storage) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
    }
    guard result == 0 else { return false }
    return NumericAddress(storage)?.port == port
  }
}
