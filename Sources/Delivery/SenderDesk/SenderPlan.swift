public import Quarantine

/// What would go out if the sender's wish were carried out now, and what the rules of now say to that.
public struct SenderPlan: Hashable, Sendable {
  public var id: HeldID
  public var mend: SenderMend
  /// How many messages of its case would go; more than one where it came in several, or in a run.
  public var messages: Int
  /// Exactly who gets what; empty for a message that is withdrawn.
  public var copies: [PlannedCopy]
  /// Recipients who would not get it.
  public var withheld: [String]
  /// Messages of the case of which nobody is left to get them: they come back to their sender.
  public var returned: [HeldID]
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
  /// How many messages of its case come back.
  public var messages: Int
  /// The sender's address.
  public var to: String
  /// See `SenderPlan.digest`.
  public let digest: [UInt8]
  let orders: [ReturnOrder]
}
