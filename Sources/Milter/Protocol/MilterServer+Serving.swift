import Glibc
import Logging
import Synchronization

extension MilterServer {
  /// Takes connections until `stop`, each on a thread that serves no other meanwhile; then removes the socket's file.
  /// - Parameter listener: a socket that listens; it is closed at the end.
  func serve(_ listener: Int32) {
    listeningSocket.withLock { $0 = listener }
    while !startThread(listener), !isStopped.load(ordering: .sequentiallyConsistent) { usleep(Self.pause) }
    // What stops it sets this first, then shuts the socket, and then has it looked at.
    threads.waitUntilNobodyWaits { isStopped.load(ordering: .sequentiallyConsistent) }
    isListening.store(false, ordering: .releasing)
    listeningSocket.withLock {
      $0 = nil
      close(listener)
    }
    withdraw()
    farewell()
  }

  /// - Returns: whether a thread has been made, which waits for a connection.
  private func startThread(_ listener: Int32) -> Bool {
    threads.expect()
    let attendant = Unmanaged.passRetained(Attendant(listener, self))
    var thread = pthread_t()
    let code = pthread_create(&thread, nil, { attendant in Attendant.serve(attendant) }, attendant.toOpaque())
    guard code == 0 else {
      attendant.release()
      threads.leave()
      threads.lookAgain()
      logger.error("no thread for a connection: \(String(cString: strerror(code)))")
      return false
    }
    pthread_detach(thread)
    return true
  }

  /// A thread's life: one connection after another.
  fileprivate func attend(_ listener: Int32) {
    repeat {
      guard let descriptor = take(listener) else {
        threads.leave()
        return threads.lookAgain()
      }
      // Where no other thread can be had, those who knock wait for this one.
      if !threads.leave() { _ = startThread(listener) }
      converse(descriptor)
    } while threads.comeBack()
  }

  /// - Returns: the next connection; nil once it is to stop.
  private func take(_ listener: Int32) -> Int32? {
    while !isStopped.load(ordering: .sequentiallyConsistent) {
      let descriptor = accept(listener, nil, nil)
      if descriptor >= 0 {
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        prepare(descriptor)
        return descriptor
      }
      switch errno {
      case EINTR, ECONNABORTED, EPROTO: continue
      // `stop` has shut it.
      case EINVAL, EBADF: isStopped.store(true, ordering: .sequentiallyConsistent)
      default:
        // Descriptors or memory are short: those who knock wait.
        logger.error("no connection can be taken: \(String(cString: strerror(errno)))")
        usleep(Self.pause)
      }
    }
    return nil
  }

  /// In microseconds.
  private static let pause: useconds_t = 100_000

  /// Lets what is being judged come to its answer; what has come half gets a 4xx from Postfix.
  private func farewell() {
    open.endReading()
    for _ in 0..<Self.farewellSteps where open.count > 0 { usleep(Self.farewellStep) }
    open.end()
  }

  private static let farewellSteps = 300
  /// In microseconds.
  private static let farewellStep: useconds_t = 20_000

  private func prepare(_ descriptor: Int32) {
    var bound = timeval(tv_sec: PacketReader.patience, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &bound, socklen_t(MemoryLayout<timeval>.size))
    if case .tcp = socket {
      // Nagle's algorithm and delayed acknowledgements would cost 40 ms and more for a message that is changed.
      var on: Int32 = 1
      setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
      setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &on, socklen_t(MemoryLayout<Int32>.size))
    }
    open.add(descriptor)
  }

  private func converse(_ descriptor: Int32) {
    defer { open.close(descriptor) }
    do throws(ConversationFailure) {
      try Conversation(descriptor, server: self).run()
    } catch {
      logger.warning("a connection of the MTA is given up", metadata: ["reason": "\(error)"])
    }
  }
}

/// What a thread is given.
private final class Attendant: Sendable {
  private let listener: Int32
  private let server: MilterServer

  init(_ listener: Int32, _ server: MilterServer) {
    self.listener = listener
    self.server = server
  }

  /// Where a thread begins.
  static func serve(_ attendant: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let attendant else { return nil }
    let own = Unmanaged<Attendant>.fromOpaque(attendant).takeRetainedValue()
    own.server.attend(own.listener)
    return nil
  }
}
