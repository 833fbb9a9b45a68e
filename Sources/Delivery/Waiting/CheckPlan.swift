public import Policy
public import Quarantine

/// What a colleague is shown who is to confirm the addresses of a held message, and of the others of its case that wait for
/// the same. It holds nothing of the content.
public struct CheckPlan: Sendable {
  public var ids: [HeldID]
  /// Who sent it; an address.
  public var sender: String
  /// Unix time in seconds.
  public var receivedAt: Int64
  /// Whom the addresses are said to be; what the records say of them only where the message may be read.
  public var recipients: [HeldMessage.Facts.Recipient]
  /// Why it is held, in words that name nobody; a discreet rule is left out.
  public var reasons: [HeldMessage.Rule]
  /// Some of it goes under a password.
  public var isProtected: Bool
  /// Who decides on it next, once it is confirmed; nil where it then goes by itself.
  public var rest: Releaser?
  /// It may be read, too.
  public var mayRead: Bool
  /// What a colleague has said of it before.
  public var earlier: ColleagueCheck.Answer?
  let stamps: [HeldStamp]

  /// See `ReleasePlan.digest`.
  public var digest: [UInt8] {
    PlanDigest.of(Array(zip(ids, stamps)), ("check", recipients, ""))
  }
}
