public import Configuration
public import Foundation
public import Policy

/// One line of the list of held mail: nothing that derives from the message's text.
public struct HeldSummary: Hashable, Sendable {
  public var id: HeldID
  /// The first message of its case: one decision ends all of them (D21). Its own reference where it is alone.
  public var caseID: HeldID
  public var state: HeldState
  /// Unix time in seconds.
  public var heldAt: Int64
  /// When its state last changed; Unix time in seconds.
  public var changedAt: Int64
  public var cabinets: [Cabinet]
  public var releaser: Releaser
  /// Ids, strongest first.
  public var rules: [String]
  /// When a holder of its cabinet first opened its content; Unix time in seconds.
  public var openedAt: Int64?
  /// It was taken out of retention.
  public var isKept: Bool
  /// A keyed digest; see `QuarantineStore.schoolNames`.
  public var school: Data?
}

/// Which held messages to list.
public struct HeldFilter: Hashable, Sendable {
  /// All states when empty; by default those that have not come to their end.
  public var states: Set<HeldState>
  /// All cabinets when empty; a message that lies in several is listed for each.
  public var cabinets: Set<Cabinet>
  /// At most so many, the newest first.
  public var limit: Int

  public init(states: Set<HeldState> = HeldState.notEnded, cabinets: Set<Cabinet> = [], limit: Int = 1_000) {
    self.states = states
    self.cabinets = cabinets
    self.limit = limit
  }
}

/// What an officer is shown of one message. The content is asked for apart, with a reason.
public struct HeldDetail: Hashable, Sendable {
  public var summary: HeldSummary
  /// Nil once it is shredded.
  public var message: HeldMessage?
  /// SHA-256 of the whole content, 32 bytes; empty once it is shredded.
  public var digest: [UInt8]
  /// Of the content, in bytes.
  public var size: Int
  /// What came of the last release.
  public var outcome: ReleaseOutcome?
  /// What an officer has seen, so that what was decided on it is done to nothing else (D24).
  public var stamp: HeldStamp
}

/// What came of handing a held message to Postfix.
public struct ReleaseOutcome: Hashable, Sendable, Codable {
  /// A recipient that Postfix did not take, with its answer.
  public struct Refusal: Hashable, Sendable, Codable {
    public var address: String
    /// "550 5.1.1 …", as Postfix said it.
    public var reply: String
    public var isTemporary: Bool

    public init(address: String, reply: String, isTemporary: Bool) {
      self.address = address
      self.reply = reply
      self.isTemporary = isTemporary
    }
  }

  /// Postfix's queue id, where its answer named one.
  public var queueID: String?
  public var refused: [Refusal]
  /// Recipients who have it already, where it did not come to its end for all; a new try leaves them out.
  public var taken: [String]
  /// Why it failed, in plain words; nil when Postfix took it.
  public var problem: String?
  /// Recipients to whom an officer has not let it go; nil for nobody.
  public var withheld: [String]?
  /// How many attachments an officer had taken out of it; nil for none.
  public var cutParts: Int?
  /// Its sender has let it go so, and not an officer; nil for no.
  public var isSenders: Bool?

  public init(queueID: String? = nil, refused: [Refusal] = [], taken: [String] = [], problem: String? = nil) {
    self.queueID = queueID
    self.refused = refused
    self.taken = taken
    self.problem = problem
  }
}

/// The answer to a message that was to be held.
public struct Hold: Hashable, Sendable {
  public var id: HeldID
  /// The same message was held before, within five days: nothing was stored, and nobody is told again (D21).
  public var isRepeat: Bool
}
