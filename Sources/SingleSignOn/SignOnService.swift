public import Configuration
import Crypto
import Foundation
import Glibc

/// Signs people in by the school's OpenID Connect provider: authorisation code with PKCE (RFC 7636), state and nonce.
///
/// What it does: says where to send a browser, and who the provider says that came back. What it does not do: accounts,
/// sessions, roles.
public actor SignOnService {
  private let provider: IdentityProvider
  private let client: String
  private let secret: String?
  private let redirect: String
  private let connection: ProviderConnection
  private let now: @Sendable () -> Int64

  private var document: (read: Int64, value: ProviderDocument)?
  private var keys: (read: Int64, value: ProviderKeys)?

  /// A provider changes where it lives about never; in seconds.
  private static let documentLife: Int64 = 3_600
  /// A key that was withdrawn is forgotten so soon; in seconds.
  private static let keysLife: Int64 = 3_600
  /// Tokens that name unknown keys make us ask the provider no oftener than this; in seconds.
  static let keysPatience: Int64 = 10

  /// - Parameter redirect: the console's own address for the provider's answer, as it is registered there.
  /// - Throws: `SignOnError` of kind `configuration`.
  public init(_ settings: SignIn.SingleSignOn, redirect: String) throws(SignOnError) {
    try self.init(settings, provider: IdentityProvider(settings.provider), redirect: redirect) {
      Int64(Glibc.time(nil))
    }
  }

  /// - Parameter now: Unix time in seconds.
  init(
    _ settings: SignIn.SingleSignOn, provider: IdentityProvider, redirect: String,
    now: @escaping @Sendable () -> Int64
  ) throws(SignOnError) {
    self.provider = provider
    client = settings.clientID
    secret = try settings.secretFile.map(Self.secret)
    self.redirect = redirect
    connection = try ProviderConnection(caFile: settings.caFile)
    self.now = now
  }

  /// Begins a sign-in.
  /// - Parameter again: asks the provider to have the person show once more that it is them (OpenID Connect Core 1.0
  ///   §3.1.2.1, `prompt`).
  /// - Returns: where to send the browser, and what it has to bring back.
  public func begin(again: Bool = false) async throws(SignOnError) -> (address: String, attempt: SignOnAttempt) {
    let document = try await currentDocument()
    let attempt = SignOnAttempt(begun: now())
    var fields = [
      ("response_type", "code"), ("client_id", client), ("redirect_uri", redirect),
      ("scope", (["openid"] + provider.scopes).joined(separator: " ")), ("state", attempt.state),
      ("nonce", attempt.nonce), ("code_challenge", attempt.challenge), ("code_challenge_method", "S256"),
    ]
    fields += provider.parameters.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    if again { fields.append(("prompt", provider.promptAgain)) }
    let mark = document.authorizationEndpoint.contains("?") ? "&" : "?"
    return (document.authorizationEndpoint + mark + FormEncoding.encode(fields), attempt)
  }

  /// Ends a sign-in.
  /// - Parameters:
  ///   - answer: the fields of the query that the browser came back with.
  ///   - attempt: what this browser was given by `begin`.
  /// - Throws: `SignOnError`; then nobody is signed in.
  public func finish(_ answer: [String: String], of attempt: SignOnAttempt) async throws(SignOnError) -> SignedOnPerson
  {
    guard let state = answer["state"], state.isSame(as: attempt.state),
      (0...SignOnAttempt.life).contains(now() - attempt.begun)
    else { throw SignOnError.stale }
    // RFC 9207 §2.4: another provider's answer is none of this one's.
    if let issuer = answer["iss"], issuer != provider.issuer { throw SignOnError.untrue(.issuer) }
    if let error = answer["error"] {
      throw ["access_denied", "login_required", "interaction_required", "consent_required"].contains(error)
        ? SignOnError(.cancelled, "you were not signed in at the provider", remedy: "sign in again")
        : Self.refused
    }
    guard let code = answer["code"], !code.isEmpty else { throw SignOnError.stale }
    return try await person(from: redeem(code, attempt), attempt)
  }

  /// Who a token is about, after all of it was checked.
  func person(from token: String, _ attempt: SignOnAttempt) async throws(SignOnError) -> SignedOnPerson {
    let claims = try await verified(token)
    try claims.check(
      issuer: provider.issuer, client: client, nonce: attempt.nonce, begun: attempt.begun, now: now())
    return try provider.person(claims)
  }

  /// The code for a token, over our own connection.
  func redeem(_ code: String, _ attempt: SignOnAttempt) async throws(SignOnError) -> String {
    let document = try await currentDocument()
    var fields = [
      ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirect),
      ("code_verifier", attempt.verifier),
    ]
    var authorization: String?
    let methods = document.clientAuthentication ?? ["client_secret_basic"]
    if let secret, !methods.contains("client_secret_post") {
      // RFC 6749 §2.3.1: both are encoded as in a form first. Not every provider takes that back, so that the other way is
      // preferred.
      let pair = FormEncoding.escape(client) + ":" + FormEncoding.escape(secret)
      authorization = "Basic " + Data(pair.utf8).base64EncodedString()
    } else {
      fields.append(("client_id", client))
      if let secret { fields.append(("client_secret", secret)) }
    }
    let answer = try await connection.post(fields, to: document.tokenEndpoint, authorization: authorization)
    guard answer.status == 200 else {
      throw (400..<500).contains(answer.status)
        ? Self.refused : SignOnError.unavailable("answers \(answer.status)")
    }
    struct Answer: Decodable {
      var token: String
      enum CodingKeys: String, CodingKey { case token = "id_token" }
    }
    guard let token = try? JSONDecoder().decode(Answer.self, from: answer.body).token else {
      throw SignOnError.untrue(.form)
    }
    return token
  }

  private func verified(_ token: String) async throws(SignOnError) -> IdentityToken {
    let known = keys
    if let known, now() - known.read < Self.keysLife, let claims = try await known.value.verified(token) {
      return claims
    }
    // A provider changes its keys at will: a token that names an unknown one has us look again, though not at each.
    if let known, (0..<Self.keysPatience).contains(now() - known.read) { throw SignOnError.untrue(.key) }
    let fresh = try ProviderKeys(await connection.get(currentDocument().keysAddress))
    keys = (now(), fresh)
    guard let claims = try await fresh.verified(token) else { throw SignOnError.untrue(.key) }
    return claims
  }

  private func currentDocument() async throws(SignOnError) -> ProviderDocument {
    if let document, (0..<Self.documentLife).contains(now() - document.read) { return document.value }
    let value = try ProviderDocument(
      await connection.get(ProviderDocument.address(of: provider.issuer)), of: provider.issuer)
    document = (now(), value)
    return value
  }

  private static let refused = SignOnError(
    .refused, "the sign-in provider did not accept this sign-in",
    remedy:
      "sign in again; if it happens again, compare client_id, its secret and the registered address of the console")

  private static func secret(_ file: String) throws(SignOnError) -> String {
    do {
      return try SecretFile.read(file)
    } catch {
      throw SignOnError(
        .configuration, error.problem, remedy: error.remedy ?? "write the client's secret into it, and no more")
    }
  }
}
