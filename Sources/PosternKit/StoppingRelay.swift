import Glibc
import Synchronization

/// Stands between an SMTP client and a server, passes everything on, and stops the first message at a chosen moment:
/// what happens when somebody dies just there can then be seen.
public final class StoppingRelay: Sendable {
  public enum Moment: Sendable {
    /// The server has all but the last line of the message, which is the dot.
    case beforeLastDot
    /// The server has answered the dot, and the client does not know.
    case beforeLastAnswer
  }

  /// The loopback port that clients connect to.
  public let port: UInt16
  private let target: UInt16
  private let moment: Moment
  private let listener: Int32
  private let state = Mutex(State())

  private struct State {
    var message: [UInt8] = []
    var answer: [UInt8] = []
    var isReading = false
    var isAnswerDue = false
    var hasStopped = false
    var mayGo = false
  }

  /// - Parameter target: the server's port on the loopback interface.
  public init(to target: UInt16, stopping moment: Moment) throws(KitError) {
    self.target = target
    self.moment = moment
    (listener, port) = try Stream.listen(port: 0)
    let descriptor = listener
    Thread.start { [weak self] in
      while true {
        let client = accept(descriptor, nil, nil)
        if client < 0, errno == EINTR { continue }
        guard client >= 0, let self, let server = try? Stream.connection(to: self.target) else {
          if client >= 0 { close(client) }
          break
        }
        _ = fcntl(client, F_SETFD, FD_CLOEXEC)
        let pair = Pair(client: client, server: server)
        Thread.start { self.pass(from: pair.client, to: pair.server, pair) { self.clientSays($0) } }
        Thread.start { self.pass(from: pair.server, to: pair.client, pair) { self.serverSays($0) } }
      }
      close(descriptor)
    }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  /// All that the client has sent after DATA, with dots doubled and without the last one.
  public var message: [UInt8] { state.withLock { $0.message } }
  /// What the server has answered to the last dot; empty before that.
  public var answer: [UInt8] { state.withLock { $0.answer } }

  /// Waits until the chosen moment has come.
  public func waitUntilStopped(milliseconds: Int = 60_000) throws(KitError) {
    try wait(for: "message at the relay", milliseconds: milliseconds) { state.withLock { $0.hasStopped } }
  }

  /// Passes everything on from here on.
  public func letGo() { state.withLock { $0.mayGo = true } }

  /// Both ends of one session; closed when neither direction uses them any more.
  private final class Pair: Sendable {
    let client: Int32
    let server: Int32

    init(client: Int32, server: Int32) {
      self.client = client
      self.server = server
    }

    deinit {
      close(client)
      close(server)
    }
  }

  private func pass(from source: Int32, to target: Int32, _ pair: Pair, _ look: ([UInt8]) -> Bool) {
    defer { withExtendedLifetime(pair) {} }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let got = recv(source, &buffer, buffer.count, 0)
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { break }
      let chunk = Array(buffer[..<got])
      if look(chunk) {
        while !state.withLock({ $0.mayGo }) { usleep(2_000) }
      }
      var sent = 0
      while sent < got {
        let more = chunk.withUnsafeBytes { bytes in
          bytes.baseAddress.map { send(target, $0 + sent, got - sent, Int32(MSG_NOSIGNAL)) } ?? -1
        }
        guard more > 0 else { break }
        sent += more
      }
    }
    // The other direction sees the end, and ends too.
    shutdown(target, Int32(SHUT_RDWR))
    shutdown(source, Int32(SHUT_RDWR))
  }

  /// - Returns: whether to wait before it is passed on.
  private func clientSays(_ chunk: [UInt8]) -> Bool {
    state.withLock { state in
      guard state.isReading else { return false }
      state.message += chunk
      guard state.message.suffix(5).elementsEqual([0x0D, 0x0A, 0x2E, 0x0D, 0x0A]) else { return false }
      state.message.removeLast(3)
      state.isReading = false
      state.isAnswerDue = true
      return stops(at: .beforeLastDot, &state)
    }
  }

  private func serverSays(_ chunk: [UInt8]) -> Bool {
    state.withLock { state in
      if chunk.starts(with: Array("354".utf8)) { state.isReading = !state.hasStopped }
      guard state.isAnswerDue else { return false }
      state.isAnswerDue = false
      state.answer = chunk
      return stops(at: .beforeLastAnswer, &state)
    }
  }

  private func stops(at moment: Moment, _ state: inout State) -> Bool {
    guard moment == self.moment, !state.mayGo else { return false }
    state.hasStopped = true
    return true
  }
}
