/// Why nobody was signed in. It names no person, and nothing that a provider sent.
public struct SignOnError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    /// The file of the client's secret, or of certificates, cannot be used.
    case configuration
    /// The provider cannot be reached, or answers nothing that makes sense.
    case unavailable
    /// The person has said no at the provider.
    case cancelled
    /// The provider does not take Postern for its client, or not this request.
    case refused
    /// The answer belongs to no sign-in of this browser, or came too late.
    case stale
    /// What the provider is said to have signed does not hold.
    case untrue(Doubt)
    /// The account is of another tenant or domain than the school's.
    case notOurs
    /// The provider does not vouch for an e-mail address.
    case noAddress
  }

  /// What of a token does not hold.
  public enum Doubt: String, Hashable, Sendable {
    case form, algorithm, key, signature, issuer, audience, party, expiry, time, nonce, subject
  }

  public let kind: Kind
  public let problem: String
  /// What a person can do about it.
  public let remedy: String

  public var description: String { "\(problem): \(remedy)" }

  init(_ kind: Kind, _ problem: String, remedy: String) {
    self.kind = kind
    self.problem = problem
    self.remedy = remedy
  }
}

extension SignOnError {
  static func unavailable(_ what: String) -> SignOnError {
    SignOnError(
      .unavailable, "the sign-in provider \(what)",
      remedy: "try again in some minutes; an administrator can sign in with a password meanwhile")
  }

  static func untrue(_ doubt: Doubt) -> SignOnError {
    SignOnError(
      .untrue(doubt), "what the sign-in provider answered does not hold (\(doubt.rawValue))",
      remedy: "sign in again; if it happens again, tell the administrator")
  }

  static let stale = SignOnError(
    .stale, "this answer belongs to no sign-in that was begun here, or came too late", remedy: "sign in again")
}
