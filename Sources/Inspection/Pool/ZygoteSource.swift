/// Where the pool gets its zygotes from: spawned directly, or asked from a supervisor that has the right to spawn.
///
/// Called from the pool's own threads, one call at a time. A source keeps no zygote alive: the zygote ends when the
/// socket that was handed out is closed.
public protocol ZygoteSource: Sendable {
  /// Starts one zygote.
  /// - Throws: `InspectionFailure.unavailable` with the reason in words.
  func start() throws(InspectionFailure) -> StartedZygote
}

/// A zygote's end of the wall.
public struct StartedZygote: Sendable {
  /// The control socket, a SOCK_SEQPACKET pair's end; its new owner closes it, and so ends the zygote.
  public let socket: Int32
  /// Waits until the process is gone and is buried. Called once, after `socket` was closed.
  public let bury: @Sendable () -> Void

  public init(socket: Int32, bury: @escaping @Sendable () -> Void) {
    self.socket = socket
    self.bury = bury
  }
}
