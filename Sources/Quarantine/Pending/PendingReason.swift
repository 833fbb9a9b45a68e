/// Why a message was stored before it was read (D5).
public enum PendingReason: String, CaseIterable, Codable, Sendable, Hashable {
  /// No worker was free: all were busy, or had died, and the next ones were not up yet.
  case overloaded
  /// It took longer than the budget at end-of-data.
  case outOfTime = "out of time"
}

extension HeldMessage {
  /// What the reading in the background has to know besides the message.
  public struct Pending: Hashable, Sendable, Codable {
    public var reason: PendingReason
    /// The MTA cut a header (D1).
    public var headersWereCut: Bool

    public init(_ reason: PendingReason, headersWereCut: Bool) {
      self.reason = reason
      self.headersWereCut = headersWereCut
    }
  }
}
