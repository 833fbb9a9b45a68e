import Glibc
public import Logging
import Synchronization

/// A milter on a socket: takes Postfix's connections, gathers each message, and asks a `MilterHandler`.
///
/// Its log holds queue ids and counts only.
public final class MilterServer: Sendable {
  /// Where it listens.
  public let socket: MilterSocket
  /// The permission bits of a Unix socket. Postfix's smtpd and cleanup connect as user `postfix`.
  public let mode: UInt32
  public let limits: MilterLimits
  public let implementation: MilterImplementation
  /// Whether a live listener on a Unix socket is replaced (a hot restart, D3) and not an error.
  public let takesOver: Bool
  let memory: MailMemory
  /// With Postern's own implementation.
  let open = OpenConnections()
  let threads = ServingThreads()
  let listeningSocket = Mutex<Int32?>(nil)
  /// With libmilter: the sessions that are in a callback which may wait, and since when.
  let waits = Mutex<[ObjectIdentifier: ContinuousClock.Instant]>([:])
  let handler: any MilterHandler
  let logger: Logger
  /// With libmilter.
  let connections = Atomic<Int>(0)
  let isListening = Atomic<Bool>(false)
  /// Whether it has been told to end, perhaps before it has begun.
  let isStopped = Atomic<Bool>(false)
  /// The file that this server put under its Unix socket's path.
  let published = Mutex<SocketFile?>(nil)

  /// Nothing happens before `run`.
  public init(
    socket: MilterSocket, mode: UInt32 = 0o660, limits: MilterLimits = MilterLimits(), takesOver: Bool = false,
    implementation: MilterImplementation = .postern, handler: any MilterHandler, logger: Logger
  ) {
    self.socket = socket
    self.mode = mode
    self.limits = limits
    self.implementation = implementation
    memory = MailMemory(limits)
    self.takesOver = takesOver
    self.handler = handler
    self.logger = logger
  }

  /// How many connections Postfix has open now.
  public var openConnections: Int {
    switch implementation {
    case .postern: open.count
    case .libmilter: connections.load(ordering: .relaxed)
    }
  }

  /// How many messages wait for memory now.
  public var waitingForMemory: Int { memory.waiting }

  /// Whether Postfix can connect.
  public var listens: Bool { isListening.load(ordering: .acquiring) }

  /// Listens and serves until `stop`; blocks. A Unix socket appears under its path complete, with its mode, in one step; a
  /// stale one, on which nobody listens, is replaced.
  ///
  /// libmilter takes SIGTERM, SIGINT and SIGHUP for a stop while it serves; Postern's own implementation heeds no signal.
  /// - Throws: `MilterServerError`, before anything is served.
  /// - Parameter listening: called once Postfix can connect.
  public func run(listening: () -> Void = {}) throws(MilterServerError) {
    raiseDescriptorBound()
    switch implementation {
    case .postern:
      let listener = try listen()
      announce(listening)
      serve(listener)
    case .libmilter: try runLibrary(listening)
    }
    logger.info("milter stopped", metadata: ["open_connections": "\(openConnections)"])
  }

  func announce(_ listening: () -> Void) {
    isListening.store(true, ordering: .releasing)
    logger.info("milter listens", metadata: ["socket": "\(socket)", "implementation": "\(implementation.rawValue)"])
    listening()
  }

  /// Ends `run`: what is being judged is answered first, for six seconds at the most. Messages not yet answered get a 4xx
  /// from Postfix (`milter_default_action = tempfail`). A server that has not begun serves nobody.
  public func stop() {
    isStopped.store(true, ordering: .sequentiallyConsistent)
    isListening.store(false, ordering: .releasing)
    switch implementation {
    case .postern:
      listeningSocket.withLock { _ = $0.map { shutdown($0, Int32(SHUT_RDWR)) } }
      threads.lookAgain()
    case .libmilter: stopLibrary()
    }
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
