public import Quarantine

/// What would go out if the sender's wish were carried out now, and what the rules of now say to that.
public struct SenderPlan: Hashable, Sendable {
  public var id: HeldID
  public var mend: SenderMend
  /// Exactly who gets what; empty for a message that is withdrawn.
  public var copies: [PlannedCopy]
  /// Recipients who would not get it.
  public var withheld: [String]
  /// Recipients who have it already.
  public var taken: [String]
  /// What keeps it from going like this.
  public var stops: [SenderView.Reason]
  /// For what they answer by saying that they have checked the addresses.
  public var approves: [SenderView.Reason]
  /// It would go if they said, too, that they have checked the addresses.
  public var needsCheck: Bool
  /// Under the password its text goes, too.
  public var protectsText: Bool
  /// By it a button binds to what was shown: it changes with the wish, with anything that is known of the message, and with
  /// what the rules say (D24). 32 bytes.
  public let digest: [UInt8]

  /// Some of it goes under a password.
  public var isProtected: Bool { copies.contains(where: \.isProtected) }

  /// It would go.
  public var isReady: Bool { stops.isEmpty }
}

/// Who gets a withdrawn message back.
public struct SenderWithdrawal: Hashable, Sendable {
  public var id: HeldID
  /// The sender's address.
  public var to: String
  /// See `SenderPlan.digest`.
  public let digest: [UInt8]
  let order: ReturnOrder
}
