import Configuration

/// A provider, and what makes a token of its one of the school's.
struct IdentityProvider: Sendable, Equatable {
  enum Rule: Sendable, Equatable {
    /// `tid` and `oid` tell who it is. `email` never does: a tenant's administrator, anybody's, may write into it what
    /// they like (Microsoft, "Migrate away from using email claims for user identification or authorization").
    case microsoft(tenant: String)
    /// `hd` tells that the account is of the Workspace (Google, "OpenID Connect", claim hd).
    case google(domain: String)
    /// `email`, where `email_verified` says so (OpenID Connect Core 1.0 §5.1).
    case verifiedAddress
  }

  /// As tokens and discovery write it.
  var issuer: String
  var rule: Rule
  /// What is asked for beside `openid`.
  var scopes: [String]
  /// Shows the provider which accounts to offer.
  var parameters: [String: String] = [:]

  /// Google knows no "login" (Google, "OpenID Connect", parameter prompt).
  var promptAgain: String {
    if case .google = rule { "select_account" } else { "login" }
  }

  init(issuer: String, rule: Rule, scopes: [String] = ["email"]) {
    self.issuer = issuer
    self.rule = rule
    self.scopes = scopes
  }

  init(_ provider: SignIn.SingleSignOn.Provider) {
    switch provider {
    case .microsoft(let tenant):
      self.init(
        issuer: "https://login.microsoftonline.com/\(tenant)/v2.0", rule: .microsoft(tenant: tenant),
        scopes: ["profile"])
    case .google(let domain):
      self.init(issuer: "https://accounts.google.com", rule: .google(domain: domain))
      parameters["hd"] = domain
    case .other(let issuer): self.init(issuer: issuer, rule: .verifiedAddress)
    }
  }

  /// Who a token is about, once all else of it is known to hold.
  func person(_ token: IdentityToken) throws(SignOnError) -> SignedOnPerson {
    switch rule {
    case .microsoft(let tenant):
      guard token.tid?.lowercased() == tenant else { throw Self.notOurs }
      guard let object = token.oid, !object.isEmpty else { throw SignOnError.untrue(.subject) }
      return try SignedOnPerson(
        subject: "\(tenant) \(object.lowercased())", address: token.preferredUsername, name: token.name)
    case .google(let domain):
      guard token.hd?.lowercased() == domain else { throw Self.notOurs }
      return try verified(token)
    case .verifiedAddress: return try verified(token)
    }
  }

  private func verified(_ token: IdentityToken) throws(SignOnError) -> SignedOnPerson {
    guard token.isEmailVerified else { throw SignedOnPerson.noAddress }
    return try SignedOnPerson(subject: "\(issuer) \(token.sub)", address: token.email, name: token.name)
  }

  private static let notOurs = SignOnError(
    .notOurs, "that account is not one of the school's", remedy: "sign in with the account that the school gave you")
}

/// Who a provider says that somebody is. It says nothing of what they may do.
public struct SignedOnPerson: Hashable, Sendable {
  /// Which account at the provider; it stays when the address changes, and no other person ever gets it.
  public let subject: String
  /// Lower case.
  public let address: String
  public let name: String?

  init(subject: String, address: String?, name: String?) throws(SignOnError) {
    guard let address = address?.lowercased(), Self.isAddress(address) else { throw Self.noAddress }
    self.subject = subject
    self.address = address
    self.name = name.flatMap { $0.isEmpty ? nil : String($0.prefix(200)) }
  }

  static let noAddress = SignOnError(
    .noAddress, "the sign-in provider does not vouch for an e-mail address of that account",
    remedy: "have the school's administrator verify its address, or ask for an account with a password")

  private static func isAddress(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && text.utf8.count <= 254
      && text.unicodeScalars.allSatisfy { $0.isASCII && $0.value > 0x20 && $0.value != 0x7F }
  }
}
