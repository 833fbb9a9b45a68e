import Foundation

/// Somebody who is signed in.
public struct Session: Hashable, Sendable {
  /// How they showed that they are themselves.
  public enum Way: String, Codable, Sendable, Hashable {
    case password
    case passwordAndCode = "password and code"
    case passwordAndRecoveryCode = "password and recovery code"
    case singleSignOn = "single sign-on"
  }

  /// Names it in lists and addresses; says nothing of its token.
  public var id: String
  /// Whose; lower case.
  public var address: String
  public var name: String?
  public var isAdministrator: Bool
  public var way: Way
  /// Unix times in seconds.
  public var startedAt: Int64
  public var seenAt: Int64
  /// When they showed it last.
  public var confirmedAt: Int64
  /// "Firefox on Windows".
  public var browser: String
  /// The network address that it was begun from.
  public var place: String
  /// Stands in each form of its pages.
  public var formToken: String
}

/// What a browser is to keep after somebody has signed in.
public struct Entry: Hashable, Sendable {
  /// For the session's cookie: always a new one, whatever cookie came (OWASP, Session Management, session fixation).
  public var token: String
  /// For the cookie by which this browser is known later; half a year.
  public var browser: String
  public var session: Session
}

/// What is sealed of a session.
struct SessionRecord: Codable {
  var address: String
  var way: Session.Way
  var startedAt: Int64
  var confirmedAt: Int64
  var browser: String
  var place: String
}
