import Glibc
import Synchronization

/// The supervisor's side of `SupervisedZygoteSource`: it spawns zygotes for the filters, and buries them.
public final class ZygoteProvider: Sendable {
  private let executable: String
  private let running = Mutex<Set<pid_t>>([])

  /// `executable` is the absolute path of `postern-inspector`.
  public init(executable: String) { self.executable = executable }

  /// The two ends of a socket over which one filter process asks: the supervisor keeps the first and lets the filter
  /// inherit the second. Both are close-on-exec.
  public static func pair() throws(InspectionFailure) -> (supervisor: Int32, filter: Int32) {
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      throw .unavailable(reason: "cannot make a socket for the filter: \(String(cString: strerror(errno)))")
    }
    return (ends[0], ends[1])
  }

  /// Takes one message that waits on `descriptor` (blocks when none does), and answers it if it asks for a zygote.
  /// - Parameter listening: called when the filter says that Postfix can connect to it, with the descriptor that it gives
  ///   its successors, or -1; the callee's from then on.
  /// - Returns: false when the filter is gone and the descriptor should be closed.
  public func answer(_ descriptor: Int32, listening: ((Int32) -> Void)? = nil) -> Bool {
    guard let (bytes, extra) = try? ControlSocket.receive(from: descriptor) else { return false }
    let message = try? ProviderMessage(bytes)
    if case .listening = message, let listening {
      listening(extra)
      return true
    }
    if extra >= 0 { close(extra) }
    guard case .wanted = message else { return false }
    do {
      let (pid, socket) = try ZygoteSpawn.start(executable: executable)
      running.withLock { _ = $0.insert(pid) }
      defer { close(socket) }
      try ControlSocket.send(ProviderMessage.started.encoded(), over: descriptor, passing: socket)
    } catch let InspectionFailure.unavailable(reason) {
      return (try? ControlSocket.send(ProviderMessage.failed(reason).encoded(), over: descriptor)) != nil
    } catch {
      return false
    }
    return true
  }

  /// Buries the zygotes that have ended; to be called on SIGCHLD. Leaves the caller's other children alone.
  /// - Returns: true when `pid` was one of ours, for a caller that has buried it already by waiting for any child.
  @discardableResult
  public func bury(_ pid: Int32? = nil) -> Bool {
    running.withLock { running in
      if let pid { return running.remove(pid) != nil }
      let before = running.count
      running = running.filter { waitpid($0, nil, WNOHANG) == 0 }
      return running.count != before
    }
  }

  /// How many zygotes run.
  public var count: Int { running.withLock { $0.count } }
}

/// What filter and supervisor say to one another.
enum ProviderMessage: Equatable {
  /// Filter: start a zygote.
  case wanted
  /// Supervisor: here is its control socket.
  case started
  /// Supervisor: it could not be started, for this reason.
  case failed(String)
  /// Filter: Postfix can connect, and this is the state folder's lock, to be handed on. It is not answered.
  case listening

  func encoded() -> [UInt8] {
    var writer = ByteWriter()
    switch self {
    case .wanted: writer.byte(1)
    case .started: writer.byte(2)
    case .failed(let reason):
      writer.byte(3)
      writer.string(reason)
    case .listening: writer.byte(4)
    }
    return writer.bytes
  }

  init(_ bytes: [UInt8]) throws(CodecError) {
    var reader = ByteReader(bytes)
    switch try reader.byte() {
    case 1: self = .wanted
    case 2: self = .started
    case 3: self = .failed(try reader.string(atMost: ControlSocket.longestText))
    case 4: self = .listening
    default: throw CodecError("an unknown message")
    }
    try reader.finish()
  }
}
