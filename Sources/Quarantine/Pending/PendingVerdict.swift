public import Spool

/// What goes under a password of a message that is read.
public struct PendingForm {
  public var form: ProtectedForm
  /// For those who have agreed on a password of their own.
  public var own: [OwnForm]
  /// The letter that tells its sender of it.
  public var announcement: HoldAnnouncement

  public init(_ form: ProtectedForm, own: [OwnForm] = [], announcing announcement: HoldAnnouncement) {
    self.form = form
    self.own = own
    self.announcement = announcement
  }
}

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
    /// Sent on, in the copies that the message says.
    case pass(Passing)
    /// Given back to its sender in this envelope; held where somebody has kept it meanwhile.
    case giveBack(Envelope, otherwise: HoldAnnouncement)
  }

  /// How copies are sent on that nothing stops.
  public struct Passing: Hashable, Sendable {
    /// Our copy is shredded as soon as it has gone.
    public var forgets: Bool

    public init(forgets: Bool) { self.forgets = forgets }
  }

  /// All that is known of it now; its envelope has those recipients to whom `ending` applies.
  public var message: HeldMessage
  public var ending: Ending
  /// The copies of others that go on while these are held, with an envelope of their own.
  public var passing: (message: HeldMessage, how: Passing)?
  /// Letters about what goes on.
  public var letters: [OutgoingDraft]
  /// What goes in those copies that are to be protected; nil where none is.
  public var locked: PendingForm?

  public init(
    message: HeldMessage, ending: Ending, passing: (message: HeldMessage, how: Passing)? = nil,
    letters: [OutgoingDraft] = [], locked: PendingForm? = nil
  ) {
    self.locked = locked
    self.message = message
    self.ending = ending
    self.passing = passing
    self.letters = letters
  }
}
