import Foundation
import Glibc
import Synchronization

extension MilterServer {
  /// Notes that a session is in a callback that may wait: for a worker, for the disk, for memory.
  func waiting<T, E: Error>(_ session: Session, _ work: () throws(E) -> T) throws(E) -> T {
    guard implementation == .libmilter else { return try work() }
    let name = ObjectIdentifier(session)
    waits.withLock { $0[name] = .now }
    defer { waits.withLock { _ = $0.removeValue(forKey: name) } }
    return try work()
  }

  /// Keeps connections from waiting for others' callbacks; until the server stops.
  ///
  /// libmilter runs callbacks on a pool of threads that grows when none is free. But it counts a thread as free until it has
  /// woken up: of several packets that come in one moment each may be left to the same one, and the rest lie until some
  /// callback has come to its end, however long that takes (sendmail 8.17, libmilter/worker.c). A new connection has it
  /// look again, and start a thread, which then sees to all that lies there. So one is made and closed now and then: often
  /// while some callback takes long, seldom while connections are open, since a client may stall inside of a packet.
  func wakeThreadsNowAndThen() {
    Thread.detachNewThread { [self] in
      var pause = Self.seldom
      while listens {
        usleep(pause)
        let longest = waits.withLock { $0.values.min() }
        let isHeldUp = longest.map { ContinuousClock.now - $0 > Self.long } ?? false
        pause = isHeldUp ? Self.often : Self.seldom
        // A new filter has taken the name of the socket: its threads are not ours.
        guard openConnections > 0, ownsPath, let connection = try? socket.connected() else { continue }
        close(connection)
      }
    }
  }

  private static let long = Duration.milliseconds(50)
  /// In microseconds.
  private static let often: useconds_t = 10_000
  private static let seldom: useconds_t = 200_000
}
