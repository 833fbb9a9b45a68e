/// What a rule asks for, for one recipient or for all (D11). The union over all matching rules is carried out.
public enum Requirement: CaseIterable, Hashable, Sendable {
  /// Answer the client with a refusal; held instead where a smart host's client would bury the text.
  case reject
  case hold
  /// To and Cc are rewritten, so that recipients do not see each other.
  case hideAddresses
  /// Each family gets a copy of its own, which shows nobody else but the school's own staff.
  case split
  /// A password-protected attachment in place of data in clear. Held with a notice until the sender has done it.
  case protect
  /// The sender says "I have checked" before it goes.
  case confirm
  /// A colleague confirms the recipients' addresses before it goes.
  case check
  /// It waits for a short while, in which its sender can take it back, and then goes by itself.
  case delay
  /// Delivered, and the sender is told.
  case tell
  /// Delivered, and the designated safeguarding lead is told (D15).
  case tellSafeguarding
  /// Delivered, and a record is opened in the breach register.
  case breach
  /// Goes over verified TLS, or comes back to its sender; never in clear.
  case requireTLS
  /// Goes over verified TLS where that can be had, else as it can: for those to whom mail must never wait (D15). It goes
  /// Postfix's ordinary way at once, which `postern doctor` sees to: `smtp_tls_security_level` is `dane` or `may` there.
  case preferTLS

  /// Reads the word of rule files; nil for any other.
  public init?(word: String) {
    guard let requirement = Self.allCases.first(where: { $0.word == word }) else { return nil }
    self = requirement
  }

  /// The word of rule files and of the command contract's `requirements`.
  public var word: String {
    switch self {
    case .reject: "reject"
    case .hold: "hold"
    case .hideAddresses: "bcc"
    case .split: "split"
    case .protect: "protect"
    case .confirm: "confirm"
    case .check: "check"
    case .delay: "delay"
    case .tell: "tell"
    case .tellSafeguarding: "tell_dsl"
    case .breach: "breach"
    case .requireTLS: "tls"
    case .preferTLS: "tls_preferred"
    }
  }
}

/// What becomes of a message, as the command contract names it; ordered from weakest to strongest.
public enum Action: String, CaseIterable, Codable, Sendable, Hashable, Comparable {
  case deliver, bcc, split, protect, hold, reject

  public static func < (a: Action, b: Action) -> Bool {
    (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
  }
}

/// How far a rule goes (D11): `watch` notes only, `tell` delivers and tells the sender, `enforce` acts.
public enum Mode: String, CaseIterable, Codable, Sendable, Hashable, Comparable {
  case watch, tell, enforce

  public static func < (a: Mode, b: Mode) -> Bool {
    (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
  }
}

/// Who may end a hold (D12); ordered from the weakest to the strictest.
public enum Releaser: String, CaseIterable, Codable, Sendable, Hashable, Comparable {
  case sender, colleague, officer

  public static func < (a: Releaser, b: Releaser) -> Bool {
    (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
  }
}
