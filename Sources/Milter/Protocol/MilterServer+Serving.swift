import Glibc
import Logging
import Synchronization

extension MilterServer {
  /// Takes connections until `stop`, each on a thread of its own; then removes the socket's file.
  /// - Parameter listener: a socket that listens; it is closed at the end.
  func serve(_ listener: Int32) {
    listeningSocket.withLock { $0 = listener }
    // What stops it sets this first, and then shuts the socket: one of the two is seen here.
    while !isStopped.load(ordering: .sequentiallyConsistent) {
      let descriptor = accept(listener, nil, nil)
      if descriptor >= 0 {
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        begin(descriptor)
        continue
      }
      switch errno {
      case EINTR, ECONNABORTED, EPROTO: continue
      // `stop` has shut it.
      case EINVAL, EBADF: isStopped.store(true, ordering: .sequentiallyConsistent)
      default:
        // Descriptors or memory are short: those who knock wait.
        logger.error("no connection can be taken: \(String(cString: strerror(errno)))")
        usleep(100_000)
      }
    }
    isListening.store(false, ordering: .releasing)
    listeningSocket.withLock {
      $0 = nil
      close(listener)
    }
    withdraw()
    farewell()
  }

  /// Lets what is being judged come to its answer; what has come half gets a 4xx from Postfix.
  private func farewell() {
    open.endReading()
    for _ in 0..<Self.farewellSteps where open.count > 0 { usleep(Self.farewellStep) }
    open.end()
  }

  private static let farewellSteps = 300
  /// In microseconds.
  private static let farewellStep: useconds_t = 20_000

  private func begin(_ descriptor: Int32) {
    var bound = timeval(tv_sec: PacketReader.patience, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &bound, size)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &bound, size)
    if case .tcp = socket {
      // Nagle's algorithm and delayed acknowledgements would cost 40 ms and more for a message that is changed.
      var on: Int32 = 1
      setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
      setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &on, socklen_t(MemoryLayout<Int32>.size))
    }
    open.add(descriptor)
    let visitor = Unmanaged.passRetained(Visitor(descriptor, self))
    var thread = pthread_t()
    let code = pthread_create(&thread, nil, { visitor in Visitor.serve(visitor) }, visitor.toOpaque())
    guard code == 0 else {
      visitor.release()
      open.close(descriptor)
      return logger.error("no thread for a connection: \(String(cString: strerror(code)))")
    }
    pthread_detach(thread)
  }

  fileprivate func converse(_ descriptor: Int32) {
    defer { open.close(descriptor) }
    do throws(ConversationFailure) {
      try Conversation(descriptor, server: self).run()
    } catch {
      logger.warning("a connection of the MTA is given up", metadata: ["reason": "\(error)"])
    }
  }
}

/// What a connection's thread is given.
private final class Visitor: Sendable {
  private let descriptor: Int32
  private let server: MilterServer

  init(_ descriptor: Int32, _ server: MilterServer) {
    self.descriptor = descriptor
    self.server = server
  }

  /// Where a thread begins.
  static func serve(_ visitor: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let visitor else { return nil }
    let own = Unmanaged<Visitor>.fromOpaque(visitor).takeRetainedValue()
    own.server.converse(own.descriptor)
    return nil
  }
}
