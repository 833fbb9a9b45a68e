public import Protection

/// A password that goes to a telephone, or went, as those may see it who may have the password.
public struct TextMessage: Hashable, Sendable, Identifiable {
  public enum State: String, Sendable {
    case queued, sending
    /// The gateway has taken it.
    case sent
    /// It was not sent, and is not tried any more.
    case failed
    /// It may have been sent: the gateway did not say. It is not sent again by itself.
    case uncertain
  }

  /// Why it was not sent, or nobody knows.
  public enum Fault: String, Sendable {
    /// No connection to the gateway.
    case unreachable
    /// The gateway says that it takes none for now.
    case busy
    /// The gateway does not take it.
    case refused
    /// The gateway's answer does not tell, or none came.
    case noAnswer = "no answer"
    /// The process that sent it ended meanwhile.
    case interrupted
    /// The gateway's secret or certificates cannot be read.
    case setup
    /// It has waited for so long that nobody expects it.
    case late
  }

  public var id: Int64
  public var state: State
  /// The last three digits of the number.
  public var ending: String
  /// Unix time in seconds.
  public var askedAt: Int64
  /// When it came to its state; Unix time in seconds.
  public var changedAt: Int64
  public var fault: Fault?
}

/// One try to send a text, which is this process's own.
public struct TextTry: Sendable {
  public var id: Int64
  public var held: HeldID
  /// In E.164: "+447700900123".
  public var number: String
  /// The message's; goes into the text.
  public var password: Password
  /// The address that the message was sent from.
  public var sender: String
}

/// What became of a try.
public enum TextOutcome: Hashable, Sendable {
  case taken
  /// It was not sent, and trying again would not help.
  case refused(TextMessage.Fault)
  /// It was not sent, and may be later.
  case later(TextMessage.Fault)
  /// It may have been sent.
  case unknown(TextMessage.Fault)
}
