public import Quarantine

/// Why Postfix did not take what we gave it. Only `uncertain` leaves open whether the message goes.
public enum ReinjectionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No connection came about; nothing was sent.
  case unreachable(place: String, reason: String)
  /// The connection broke before the last byte: the server does not keep the message (RFC 5321 §4.1.1.4).
  case brokenOff(reason: String)
  /// It broke after the last byte, before the answer: the message may go or not.
  case uncertain(reason: String)
  /// The server said no; nobody gets it. With an answer for each recipient, where it refused them one by one.
  case refused(reply: String, isTemporary: Bool, refusals: [ReleaseOutcome.Refusal])
  /// The envelope asks for something that the server does not offer.
  case missingExtension(keyword: String, parameter: String)
  /// An address or parameter could not be written on one line of SMTP.
  case invalidEnvelope(String)
  /// The memory file could not be read.
  case unreadable(String)

  /// Worth trying again without a change.
  public var isTemporary: Bool {
    switch self {
    case .unreachable, .brokenOff, .unreadable: true
    case .refused(_, let isTemporary, _): isTemporary
    case .uncertain, .missingExtension, .invalidEnvelope: false
    }
  }

  /// The recipients that were refused one by one.
  var refusals: [ReleaseOutcome.Refusal] {
    if case .refused(_, _, let refusals) = self { return refusals }
    return []
  }

  public var isUncertain: Bool {
    if case .uncertain = self { return true }
    return false
  }

  public var description: String {
    switch self {
    case .unreachable(let place, let reason):
      "Postfix's service at \(place) cannot be reached (\(reason)): see that it runs and that 'reinject:' names it"
    case .brokenOff(let reason):
      "the connection to Postfix broke before the message was handed over (\(reason)): try again"
    case .uncertain(let reason):
      "the connection to Postfix broke after the message was handed over (\(reason)): "
        + "see in Postfix's log whether it went, before it is sent again"
    case .refused(let reply, let isTemporary, _):
      "Postfix refused it (\(reply)): " + (isTemporary ? "try again later" : "see Postfix's log for the reason")
    case .missingExtension(let keyword, let parameter):
      "the message was sent with \(parameter), for which Postfix's service does not offer \(keyword): "
        + "take it out of smtpd_discard_ehlo_keywords for that service"
    case .invalidEnvelope(let what):
      "\(what) cannot be written in SMTP: return the message to its sender"
    case .unreadable(let reason):
      "the content could not be read from memory (\(reason)): try again"
    }
  }
}
