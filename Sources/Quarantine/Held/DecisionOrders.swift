public import Spool

/// A message that is to be sent on as an officer has seen it.
public struct ReleaseOrder: Hashable, Sendable {
  public var id: HeldID
  public var copies: [PlannedCopy]
  /// Recipients who are not to get it.
  public var withheld: [String]
  /// How many attachments are taken out of it.
  public var cutParts: Int
  public var stamp: HeldStamp

  public init(_ id: HeldID, copies: [PlannedCopy], withheld: [String], cutParts: Int = 0, stamp: HeldStamp) {
    self.id = id
    self.copies = copies
    self.withheld = withheld
    self.cutParts = cutParts
    self.stamp = stamp
  }
}

/// A message that is to be given back as an officer has seen it.
public struct ReturnOrder: Hashable, Sendable {
  public var id: HeldID
  /// Of the letter that carries it.
  public var envelope: Envelope
  /// What the officer says to its sender.
  public var note: String?
  /// Nil where nobody has looked: retention gives back what nobody decided on.
  public var stamp: HeldStamp?

  public init(_ id: HeldID, envelope: Envelope, note: String? = nil, stamp: HeldStamp? = nil) {
    self.id = id
    self.envelope = envelope
    self.note = note
    self.stamp = stamp
  }
}

/// How it is known that a sender has a copy of what is to be destroyed.
public enum SenderCopy: Hashable, Sendable {
  /// Postfix took a letter that gave it back, this message or one of its case.
  case returnTaken
  /// The sender has said so: who, and when they did; Unix time in seconds.
  case confirmed(by: String, at: Int64)
}
