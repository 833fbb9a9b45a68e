public import Spool

/// What a worker is asked to look at.
public struct InspectionRequest: Sendable {
  public enum Subject: Sendable {
    /// A whole message as it went over the wire (RFC 5322, any line ends).
    case message(MemoryFile)
    /// Bare text in UTF-8, for `postern detect`.
    case text(MemoryFile)
    /// A file as if it were attached, for `postern extract`.
    case file(MemoryFile, name: String)
    /// A whole message that a person is to be shown.
    case reading(MemoryFile)
  }

  public var subject: Subject
  /// The sender's identity (D2), for telling correspondents from data subjects (D9).
  public var sender: String
  public var recipients: [String]
  /// False for mail that pupils send: parts are listed and hashed, nothing is read (D2).
  public var readsContent: Bool
  /// The filter's own view that the MTA cut a header (D1).
  public var headersWereCut: Bool

  public init(
    _ subject: Subject, sender: String, recipients: [String], readsContent: Bool = true, headersWereCut: Bool = false
  ) {
    self.subject = subject
    self.sender = sender
    self.recipients = recipients
    self.readsContent = readsContent
    self.headersWereCut = headersWereCut
  }
}

/// Why there is no inspection. None of these ever means "clean" (D4).
public enum InspectionFailure: Error, Sendable, Hashable, CustomStringConvertible {
  /// The time budget ran out, in milliseconds.
  case outOfTime(milliseconds: Int)
  /// The worker died twice on this message; `reason` tells how in words.
  case workerDied(reason: String)
  /// No worker came free in time.
  case overloaded
  /// What the worker answered did not pass validation.
  case invalidAnswer(reason: String)
  /// The workers cannot be started at all.
  case unavailable(reason: String)

  /// What happened, for a person.
  public var description: String {
    switch self {
    case .outOfTime(let milliseconds): "it could not be read within \(milliseconds) ms"
    case .workerDied(let reason): "the program that reads mail ended twice on it (\(reason))"
    case .overloaded: "no worker came free in time"
    case .invalidAnswer: "what the worker answered was not valid"
    case .unavailable(let reason): "the workers cannot be started: \(reason)"
    }
  }
}
