import CMilter
import Glibc
public import Logging
import Synchronization

/// A milter on a socket: takes Postfix's connections, gathers each message, and asks a `MilterHandler`.
///
/// libmilter keeps its state in the process, so that one server can run in the life of a process. Its log holds queue
/// ids and counts only.
public final class MilterServer: Sendable {
  /// Where it listens.
  public let socket: MilterSocket
  /// The permission bits of a Unix socket. Postfix's smtpd and cleanup connect as user `postfix`.
  public let mode: UInt32
  public let limits: MilterLimits
  /// Whether a live listener on a Unix socket is replaced (a hot restart, D3) and not an error.
  public let takesOver: Bool
  let memory: MailMemory
  /// The sessions that are in a callback which may wait, and since when.
  let waits = Mutex<[ObjectIdentifier: ContinuousClock.Instant]>([:])
  let handler: any MilterHandler
  let logger: Logger
  let connections = Atomic<Int>(0)
  let isListening = Atomic<Bool>(false)
  /// The file that this server put under its Unix socket's path.
  let published = Mutex<SocketFile?>(nil)
  /// The one server of this process, for libmilter's callbacks, which know no other way to find it.
  static let current = Mutex<MilterServer?>(nil)

  /// Nothing happens before `run`.
  public init(
    socket: MilterSocket, mode: UInt32 = 0o660, limits: MilterLimits = MilterLimits(), takesOver: Bool = false,
    handler: any MilterHandler, logger: Logger
  ) {
    self.socket = socket
    self.mode = mode
    self.limits = limits
    memory = MailMemory(limits)
    self.takesOver = takesOver
    self.handler = handler
    self.logger = logger
  }

  /// How many connections Postfix has open now.
  public var openConnections: Int { connections.load(ordering: .relaxed) }

  /// How many messages wait for memory now.
  public var waitingForMemory: Int { memory.waiting }

  /// Whether Postfix can connect.
  public var listens: Bool { isListening.load(ordering: .acquiring) }

  /// Listens and serves until `stop`, on libmilter's threads; blocks. A Unix socket appears under its path complete,
  /// with its mode, in one step; a stale one, on which nobody listens, is replaced.
  ///
  /// libmilter takes SIGTERM, SIGINT and SIGHUP for a stop while it serves.
  /// - Throws: `MilterServerError`, before anything is served.
  /// - Parameter listening: called once Postfix can connect.
  public func run(listening: () -> Void = {}) throws(MilterServerError) {
    let claimed = Self.current.withLock { current in
      guard current == nil else { return false }
      current = self
      return true
    }
    guard claimed else { throw .servedBefore }
    raiseDescriptorBound()
    do throws(MilterServerError) {
      try listen()
    } catch {
      // Nothing has been served: the place is free again.
      Self.current.withLock { $0 = nil }
      throw error
    }
    logger.info("milter listens", metadata: ["socket": "\(socket)"])
    listening()
    wakeThreadsNowAndThen()
    let result = smfi_main()
    isListening.store(false, ordering: .releasing)
    withdraw()
    logger.info("milter stopped", metadata: ["open_connections": "\(openConnections)"])
    guard result == MI_SUCCESS else { throw .library(doing: "serve", socket: socket) }
  }

  /// Ends `run`. Messages not yet answered get a 4xx from Postfix (`milter_default_action = tempfail`).
  public func stop() {
    isListening.store(false, ordering: .releasing)
    smfi_stop()
    // libmilter looks at its flag only every few seconds, or when somebody connects.
    if ownsPath, let probe = try? socket.connected() { close(probe) }
  }

  /// Waits until no connection has been open for half a second, and stops then, at the latest after `milliseconds`. For a
  /// hot restart: the socket's path belongs to the new filter by then, so that nothing comes but who had knocked before.
  /// - Returns: how many connections were still open.
  @discardableResult
  public func drain(milliseconds: Int) -> Int {
    let step = 20
    var waited = 0
    var quiet = 0
    while waited < milliseconds, quiet < 500 {
      usleep(UInt32(step) * 1_000)
      waited += step
      quiet = openConnections == 0 ? quiet + step : 0
    }
    let left = openConnections
    stop()
    return left
  }
}
