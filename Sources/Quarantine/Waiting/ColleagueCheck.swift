public import Policy

/// A held message that waits for a colleague to confirm its recipients' addresses, or did.
public struct ColleagueCheck: Hashable, Sendable {
  /// What a colleague said of the addresses.
  public struct Answer: Hashable, Sendable, Codable {
    public var isConfirmed: Bool
    /// An address, lower case.
    public var by: String
    /// In their words; may be empty where they confirm.
    public var reason: String
    /// Unix time in seconds.
    public var time: Int64
  }

  public var held: HeldID
  /// Who was asked last; nil until somebody was.
  public var step: CheckStep?
  /// Since when; Unix time in seconds.
  public var steppedAt: Int64
  /// Nil until there is one, and once the message is shredded.
  public var answer: Answer?
  /// There is one, though it may not be readable any more.
  public var isEnded: Bool

  /// Nothing more is asked of a colleague.
  public var isConfirmed: Bool { answer?.isConfirmed == true }
}

/// One whom a sender has asked in particular to check.
public struct CheckAsk: Hashable, Sendable {
  /// An address, lower case.
  public var colleague: String
  /// Unix time in seconds.
  public var time: Int64
}

/// A colleague's answer as it is to be recorded, bound to what they were shown (D24).
public struct CheckOrder {
  public var id: HeldID
  public var stamp: HeldStamp
  public var isConfirmed: Bool
  /// An officer of the message may confirm what a colleague has refused.
  public var overrules: Bool
  /// Letters that tell of it.
  public var letters: [OutgoingDraft]

  public init(
    _ id: HeldID, stamp: HeldStamp, isConfirmed: Bool, overrules: Bool, letters: [OutgoingDraft]
  ) {
    self.id = id
    self.stamp = stamp
    self.isConfirmed = isConfirmed
    self.overrules = overrules
    self.letters = letters
  }
}
