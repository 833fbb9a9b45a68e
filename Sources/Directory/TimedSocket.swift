import Foundation
import Glibc
import Synchronization

/// A TCP connection that is shut down under whoever waits for it when time is up: libldap keeps no bound on a TLS
/// handshake.
final class TimedSocket: Sendable {
  let descriptor: Int32
  private let seconds: Int
  private let state = Mutex(State())

  private struct State {
    /// Of the work that is waited for now.
    var work = 0
    var isOpen = true
    var isLate = false
  }

  /// Connects to the first address of a host that answers.
  /// - Throws: `DirectoryError`.
  init(host: String, port: UInt16, seconds: Int, place: String) throws(DirectoryError) {
    self.seconds = seconds
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, "\(port)", &hints, &found)
    guard code == 0 else { throw DirectoryError(.unreachable, place, String(cString: gai_strerror(code))) }
    defer { freeaddrinfo(found) }
    var fault = DirectoryError(.unreachable, place)
    var next = found
    while let address = next {
      do throws(DirectoryError) {
        descriptor = try Self.connect(address.pointee, seconds: seconds, place: place)
        return
      } catch { fault = error }
      next = address.pointee.ai_next
    }
    throw fault
  }

  private static func connect(_ address: addrinfo, seconds: Int, place: String) throws(DirectoryError) -> Int32 {
    let kind = address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    let socket = socket(address.ai_family, kind, address.ai_protocol)
    guard socket >= 0 else { throw DirectoryError(.unreachable, place, String(cString: strerror(errno))) }
    var code = Glibc.connect(socket, address.ai_addr, address.ai_addrlen) == 0 ? 0 : errno
    if code == EINPROGRESS {
      var wait = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
      code = ETIMEDOUT
      if poll(&wait, 1, Int32(seconds) * 1_000) == 1 {
        var length = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(socket, SOL_SOCKET, SO_ERROR, &code, &length)
      }
    }
    guard code == 0 else {
      close(socket)
      throw DirectoryError(code == ETIMEDOUT ? .slow : .unreachable, place, String(cString: strerror(code)))
    }
    _ = fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) & ~O_NONBLOCK)
    return socket
  }

  /// Whether time was up for anything.
  var isLate: Bool { state.withLock { $0.isLate } }

  /// Does something that waits for the other side, for so long at most.
  func bounded<T>(_ work: () -> T) -> T {
    let number = state.withLock { state in
      state.work += 1
      return state.work
    }
    DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(seconds)) { [self] in
      state.withLock { state in
        guard state.isOpen, state.work == number else { return }
        state.isLate = true
        shutdown(descriptor, Int32(SHUT_RDWR))
      }
    }
    defer { state.withLock { $0.work += 1 } }
    return BrokenPipe.unharmed(work)
  }

  /// To be called before whoever has the descriptor closes it.
  func leave() { state.withLock { $0.isOpen = false } }
}
