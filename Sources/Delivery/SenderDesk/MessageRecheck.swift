public import Quarantine
public import Spool

/// What the rules of now say to a message as it would go.
public struct Rechecked: Hashable, Sendable {
  /// What keeps it from recipients, strongest first.
  public var reasons: [HoldReason]
  /// Recipients to whom it goes over verified TLS alone.
  public var verifiedTLS: Set<String>
  /// Recipients who must not see the addresses that their copy would show.
  public var hidden: Set<String>
  /// Where it is protected its text has to be, too.
  public var protectsText: Bool

  public init(
    reasons: [HoldReason] = [], verifiedTLS: Set<String> = [], hidden: Set<String> = [], protectsText: Bool = false
  ) {
    self.reasons = reasons
    self.verifiedTLS = verifiedTLS
    self.hidden = hidden
    self.protectsText = protectsText
  }
}

/// Why the rules could not be asked, in plain words for a person.
public struct RecheckFailure: Error, Hashable, Sendable {
  public var words: String

  public init(_ words: String) { self.words = words }
}

/// Has a held message judged once more, by the rules and records of now, behind the wall (D4), and put under a password
/// there. Calls block.
public protocol MessageRecheck: Sendable {
  /// - Parameters:
  ///   - content: the bytes that would go: with what is cut out gone.
  ///   - copies: whom they would go to, and whom each of them sees.
  func judge(
    _ content: MemoryFile, of message: HeldMessage, _ id: HeldID, in copies: [PlannedCopy]
  ) throws(RecheckFailure) -> Rechecked

  /// Makes the form of a held message under a password for its sender, and keeps it.
  /// - Parameter includesBody: its text goes under it, too.
  /// - Returns: false where there is nothing that could be put under one.
  /// - Throws: why not all of it can be.
  func protect(_ id: HeldID, includesBody: Bool) throws(RecheckFailure) -> Bool
}
