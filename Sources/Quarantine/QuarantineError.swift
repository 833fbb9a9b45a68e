/// Why the store could not do what it was asked; nothing half done is left behind.
public struct QuarantineError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    case diskFull
    /// Another process held the database for longer than we wait.
    case locked
    /// The folder or a file may not be written, or not be read.
    case notPermitted
    /// Input or output failed below us.
    case device
    /// A file of the store is no longer what we wrote.
    case damaged
    /// A newer Postern has written the database.
    case newerDatabase
    /// Another filter uses this state folder.
    case inUse
    /// A key that something was sealed with is not in the key folder.
    case keyMissing
    /// The keys lie under the state folder (D22).
    case keysInsideState
    case notFound
    /// There is no such row in the outbox.
    case notFoundOutgoing
    /// The message is in this state, in which it cannot be done.
    case wrongState(HeldState)
    /// The breach record is closed.
    case breachClosed
    /// This person may not look into that sender's mail.
    case investigation
    /// The bypass is not in the state for it, or this person may not do it.
    case bypass
    /// What was typed into the register is none of what may stand there.
    case badValue
    /// Content may not be seen, nor a hold ended, without a reason.
    case reasonMissing
    /// It was taken out of retention: nobody may shred it.
    case kept
    /// The rule asks for somebody else than the sender to end this hold (D24).
    case ownHold
    /// The message is not about one pupil to an address that the records lack.
    case nothingToCheck
    /// It goes in copies, and a recipient is in none of them.
    case copyMissing
    /// It has no form under a password.
    case notProtected
    /// No password of it is kept.
    case noPassword
    /// Its password, or those of this person, went by text message as often as they may.
    case enoughTexts
    /// It is not any more what was seen when it was decided on (D24).
    case changed
    /// It has gone, or was tried: it cannot be taken back.
    case tooLate
    /// Nothing tells that its sender has a copy.
    case noCopy
    /// What is of child protection is never deleted by hand.
    case childProtection
    /// There is no such question, or it is answered.
    case noQuestion
  }

  public let kind: Kind
  /// What is wrong and where. It names no person and nothing of a message.
  public let problem: String
  /// What a person can do about it.
  public let remedy: String

  public init(_ kind: Kind, _ problem: String, remedy: String) {
    self.kind = kind
    self.problem = problem
    self.remedy = remedy
  }

  /// It may well work when tried again later: the MTA is to be answered 4xx.
  public var isTemporary: Bool {
    switch kind {
    case .diskFull, .locked, .notPermitted, .device, .inUse, .keyMissing: true
    default: false
    }
  }

  public var description: String { "\(problem): \(remedy)" }
}
