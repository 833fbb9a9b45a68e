import Glibc
import Synchronization

/// A milter that lets everything pass, and keeps Postfix waiting at the end of a message for as long as it is told to.
/// It speaks just enough of the milter protocol, version 6, for that.
public final class HoldingMilter: Sendable {
  /// Its address in Postfix's form.
  public var address: String { "inet:127.0.0.1:\(port)" }
  private let port: UInt16
  private let listener: Int32
  private let state = Mutex(State())

  private struct State {
    var isArmed = false
    var isHolding = false
  }

  public init() throws(KitError) {
    (listener, port) = try Stream.listen(port: 0)
    let descriptor = listener
    Thread.start { [weak self] in
      while true {
        let connection = accept(descriptor, nil, nil)
        if connection < 0, errno == EINTR { continue }
        guard connection >= 0, let self else {
          if connection >= 0 { close(connection) }
          break
        }
        _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
        Thread.start { try? self.serve(Stream(adopting: connection, milliseconds: 600_000)) }
      }
      close(descriptor)
    }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  /// From here on it holds messages.
  public func hold() {
    state.withLock {
      $0.isArmed = true
      $0.isHolding = false
    }
  }

  /// Waits until a message is held.
  public func waitUntilHolding(milliseconds: Int = 60_000) throws(KitError) {
    try wait(for: "message at the milter", milliseconds: milliseconds) { state.withLock { $0.isHolding } }
  }

  /// Lets pass what is held, and all that follows.
  public func letGo() { state.withLock { $0.isArmed = false } }

  private func serve(_ stream: Stream) throws(KitError) {
    while true {
      let length = try stream.bytes(4).reduce(0) { $0 << 8 | Int($1) }
      guard (1...1_000_000).contains(length) else { return }
      let packet = try stream.bytes(length)
      switch packet[0] {
      case UInt8(ascii: "O"):
        // Version 6, no actions, every step with an answer.
        try stream.write([0, 0, 0, 13, UInt8(ascii: "O"), 0, 0, 0, 6] + [UInt8](repeating: 0, count: 8))
      case UInt8(ascii: "D"), UInt8(ascii: "A"), UInt8(ascii: "K"): break
      case UInt8(ascii: "Q"): return
      case UInt8(ascii: "E"):
        while isToWait() { usleep(2_000) }
        try stream.write([0, 0, 0, 1, UInt8(ascii: "c")])
      default: try stream.write([0, 0, 0, 1, UInt8(ascii: "c")])
      }
    }
  }

  private func isToWait() -> Bool {
    state.withLock { state in
      if state.isArmed { state.isHolding = true }
      return state.isArmed
    }
  }
}
