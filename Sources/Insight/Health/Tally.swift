import Synchronization

/// Counts what a filter decides, in memory, since it began.
public final class Tally: Sendable {
  /// What was counted.
  public struct Counts: Sendable {
    public var inspections = Histogram.inspections
    public var actions: [String: Int] = [:]
    public var replies: [String: Int] = [:]
    public var bypassed = 0
  }

  private let state = Mutex(Counts())

  public init() {}

  /// - Parameters:
  ///   - action: a word of `Action`.
  ///   - reply: what Postfix was told.
  ///   - milliseconds: from the message at hand to the decision.
  public func note(action: String, reply: String, milliseconds: Double, isBypassed: Bool = false) {
    state.withLock { counts in
      counts.inspections.add(milliseconds / 1_000)
      counts.actions[action, default: 0] += 1
      counts.replies[reply, default: 0] += 1
      if isBypassed { counts.bypassed += 1 }
    }
  }

  public var counts: Counts { state.withLock { $0 } }
}
