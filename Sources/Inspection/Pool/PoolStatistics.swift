/// Counters of an `InspectorPool` since it began.
public struct PoolStatistics: Sendable, Hashable {
  /// Workers that live now, idle or busy.
  public var alive = 0
  /// Those of them that have nothing to do.
  public var idle = 0
  /// Requests that wait for a worker.
  public var waiting = 0
  /// Workers that were started.
  public var started = 0
  /// Workers that ended by a crash, a bound, or a kill; those that were sent home do not count.
  public var died = 0
  /// Zygotes that were started, the first included.
  public var zygotes = 0
  /// Requests that were answered.
  public var served = 0
  /// Requests that ran out of time.
  public var outOfTime = 0
  /// The most memory that any worker held when it answered, in bytes; 0 before the first answer.
  public var peakMemory = 0
  /// System calls that the sandbox refused, by name, as the workers reported them with their answers.
  public var refusedCalls: [String: Int] = [:]
  /// What this host's kernel lacks of the full sandbox, in words; empty when nothing.
  public var downgrades: [String] = []

  public init() {}
}
