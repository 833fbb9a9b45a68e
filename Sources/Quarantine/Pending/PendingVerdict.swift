public import Spool

/// A pending message that this process reads, and nobody else.
public struct ClaimedMessage: Sendable {
  public var id: HeldID
  /// As it was stored.
  public var message: HeldMessage
  public var content: MemoryFile
  /// How often its reading was begun, this time too: each time but this a process ended over it, or no worker came up.
  public var attempts: Int
}

/// What the reading of a pending message has come to.
public struct PendingVerdict {
  public enum Ending {
    /// Kept for somebody to decide on, with the letters that tell of it.
    case hold(HoldAnnouncement)
    /// Sent on as it came.
    case pass(Passing)
    /// Given back to its sender in this envelope; held where somebody has kept it meanwhile.
    case giveBack(Envelope, otherwise: HoldAnnouncement)
  }

  /// How copies are sent on that nothing stops.
  public struct Passing: Hashable, Sendable {
    /// Recipients are taken out of the header.
    public var hidesAddresses: Bool
    /// Our copy is shredded as soon as it has gone.
    public var forgets: Bool

    public init(hidesAddresses: Bool, forgets: Bool) {
      self.hidesAddresses = hidesAddresses
      self.forgets = forgets
    }
  }

  /// Copies that part ways with those of the verdict's message.
  public struct Parting {
    public var message: HeldMessage
    /// How they go on; nil where they are kept, and told of with the verdict's message.
    public var how: Passing?

    public init(_ message: HeldMessage, _ how: Passing? = nil) {
      self.message = message
      self.how = how
    }
  }

  /// All that is known of it now; its envelope has those recipients to whom `ending` applies.
  public var message: HeldMessage
  public var ending: Ending
  /// The copies of others, with envelopes of their own, that go on otherwise than these.
  public var others: [Parting]
  /// Letters about what goes on.
  public var letters: [OutgoingDraft]

  public init(
    message: HeldMessage, ending: Ending, others: [Parting] = [],
    letters: [OutgoingDraft] = []
  ) {
    self.message = message
    self.ending = ending
    self.others = others
    self.letters = letters
  }
}
