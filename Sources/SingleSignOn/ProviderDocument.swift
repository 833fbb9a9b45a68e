import Foundation

/// What a provider publishes of itself (OpenID Connect Discovery 1.0 §3).
struct ProviderDocument: Decodable, Equatable, Sendable {
  var issuer: String
  var authorizationEndpoint: String
  var tokenEndpoint: String
  var keysAddress: String
  /// How a client may show that it is itself; by default `client_secret_basic`.
  var clientAuthentication: [String]?

  private enum CodingKeys: String, CodingKey {
    case issuer
    case authorizationEndpoint = "authorization_endpoint"
    case tokenEndpoint = "token_endpoint"
    case keysAddress = "jwks_uri"
    case clientAuthentication = "token_endpoint_auth_methods_supported"
  }

  static func address(of issuer: String) -> String {
    (issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer) + "/.well-known/openid-configuration"
  }

  /// - Parameter expected: the issuer that was asked, which has to be the one that answers (§4.3).
  init(_ data: Data, of expected: String) throws(SignOnError) {
    guard let document = try? JSONDecoder().decode(Self.self, from: data) else {
      throw SignOnError.unavailable("does not say where it signs people in")
    }
    guard document.issuer == expected else { throw SignOnError.untrue(.issuer) }
    // A provider that is asked over TLS must not send people, codes or keys over a way without it.
    let isEncrypted = expected.hasPrefix("https://")
    for address in [document.authorizationEndpoint, document.tokenEndpoint, document.keysAddress] {
      guard let url = URL(string: address), url.host() != nil, url.user() == nil,
        url.scheme == "https" || (!isEncrypted && url.scheme == "http")
      else { throw SignOnError.unavailable("names an address that is not encrypted") }
    }
    self = document
  }
}
