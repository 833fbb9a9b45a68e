import Foundation
import JWTKit

/// The claims of an ID token that are looked at (OpenID Connect Core 1.0 §2 and §5.1; RFC 7519).
struct IdentityToken: JWTPayload, Equatable {
  var iss: String
  var sub: String
  var aud: [String]
  var azp: String?
  /// Unix time in seconds, as all times here.
  var exp: Int64
  var iat: Int64
  var nbf: Int64?
  var nonce: String?
  var email: String?
  var isEmailVerified: Bool
  var preferredUsername: String?
  var name: String?
  var tid: String?
  var oid: String?
  var hd: String?

  /// What a token says is held against the sign-in by `check`, since only that knows the nonce and the time.
  func verify(using algorithm: some JWTAlgorithm) {}

  private enum CodingKeys: String, CodingKey {
    case iss, sub, aud, azp, exp, iat, nbf, nonce, email, name, tid, oid, hd
    case isEmailVerified = "email_verified"
    case preferredUsername = "preferred_username"
  }

  init(from decoder: any Decoder) throws {
    let claims = try decoder.container(keyedBy: CodingKeys.self)
    iss = try claims.decode(String.self, forKey: .iss)
    sub = try claims.decode(String.self, forKey: .sub)
    // RFC 7519 §4.1.3: one string, or a list.
    aud = try (try? claims.decode(String.self, forKey: .aud)).map { [$0] } ?? claims.decode([String].self, forKey: .aud)
    azp = try claims.decodeIfPresent(String.self, forKey: .azp)
    exp = try Self.time(claims, .exp)
    iat = try Self.time(claims, .iat)
    nbf = claims.contains(.nbf) ? try Self.time(claims, .nbf) : nil
    nonce = try claims.decodeIfPresent(String.self, forKey: .nonce)
    email = try claims.decodeIfPresent(String.self, forKey: .email)
    // Some providers write it as text.
    isEmailVerified =
      (try? claims.decode(Bool.self, forKey: .isEmailVerified))
      ?? ((try? claims.decode(String.self, forKey: .isEmailVerified)) == "true")
    preferredUsername = try claims.decodeIfPresent(String.self, forKey: .preferredUsername)
    name = try? claims.decodeIfPresent(String.self, forKey: .name)
    tid = try claims.decodeIfPresent(String.self, forKey: .tid)
    oid = try claims.decodeIfPresent(String.self, forKey: .oid)
    hd = try claims.decodeIfPresent(String.self, forKey: .hd)
  }

  /// RFC 7519 §2, NumericDate: it may have a fraction.
  private static func time(_ claims: KeyedDecodingContainer<CodingKeys>, _ key: CodingKeys) throws -> Int64 {
    guard let time = Int64(exactly: try claims.decode(Double.self, forKey: key).rounded(.down)) else {
      throw DecodingError.dataCorruptedError(forKey: key, in: claims, debugDescription: "no time")
    }
    return time
  }
}

extension IdentityToken {
  /// How far the provider's clock and ours may be apart, in seconds.
  static let leeway: Int64 = 120

  /// Holds the claims against the sign-in that asked for them (OpenID Connect Core 1.0 §3.1.3.7).
  /// - Parameters:
  ///   - nonce: what this sign-in sent.
  ///   - begun: when it was begun; a token from before that was made for another.
  ///   - now: all in Unix seconds.
  func check(
    issuer: String, client: String, nonce: String, begun: Int64, now: Int64
  ) throws(SignOnError) {
    guard iss == issuer else { throw SignOnError.untrue(.issuer) }
    guard aud.contains(client) else { throw SignOnError.untrue(.audience) }
    // Made for another client too: then it has to say that this one asked for it.
    guard azp == client || (azp == nil && aud.count == 1) else { throw SignOnError.untrue(.party) }
    guard exp > now - Self.leeway else { throw SignOnError.untrue(.expiry) }
    guard iat <= now + Self.leeway, iat >= begun - Self.leeway, nbf.map({ $0 <= now + Self.leeway }) ?? true else {
      throw SignOnError.untrue(.time)
    }
    guard let own = self.nonce, own.isSame(as: nonce) else { throw SignOnError.untrue(.nonce) }
    guard !sub.isEmpty, sub.utf8.count <= 255 else { throw SignOnError.untrue(.subject) }
  }
}

extension String {
  /// In a time that does not tell where they differ.
  func isSame(as other: String) -> Bool {
    let (one, two) = (Array(utf8), Array(other.utf8))
    guard one.count == two.count else { return false }
    return zip(one, two).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
