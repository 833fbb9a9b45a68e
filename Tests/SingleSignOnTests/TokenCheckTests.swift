import Foundation
import Testing

@testable import SingleSignOn

@Suite("The claims of a token")
struct TokenCheckTests {
  private func doubt(_ changes: [String: Any?]) throws -> SignOnError.Kind? {
    var claims: [String: Any] = [
      "iss": "https://login.example", "sub": "1", "aud": "postern", "exp": 2_000, "iat": 1_000, "nonce": "n",
    ]
    for (name, value) in changes { claims[name] = value }
    let token = try JSONDecoder().decode(
      IdentityToken.self, from: JSONSerialization.data(withJSONObject: claims))
    do {
      try token.check(issuer: "https://login.example", client: "postern", nonce: "n", begun: 1_000, now: 1_100)
      return nil
    } catch {
      return error.kind
    }
  }

  @Test("hold as they should be")
  func good() throws {
    #expect(try doubt([:]) == nil)
    #expect(try doubt(["azp": "postern"]) == nil)
    #expect(try doubt(["aud": ["postern"]]) == nil)
    #expect(try doubt(["aud": ["postern", "payroll"], "azp": "postern"]) == nil)
    #expect(try doubt(["exp": 2_000.75]) == nil)
  }

  @Test("do not hold with one thing wrong")
  func bad() throws {
    #expect(try doubt(["iss": "https://login.example/"]) == .untrue(.issuer))
    #expect(try doubt(["aud": "payroll"]) == .untrue(.audience))
    #expect(try doubt(["aud": [String]()]) == .untrue(.audience))
    #expect(try doubt(["azp": "payroll"]) == .untrue(.party))
    #expect(try doubt(["aud": ["postern", "payroll"]]) == .untrue(.party))
    #expect(try doubt(["exp": 1_100 - IdentityToken.leeway]) == .untrue(.expiry))
    #expect(try doubt(["iat": 1_101 + IdentityToken.leeway]) == .untrue(.time))
    // Made before this sign-in was begun: for another.
    #expect(try doubt(["iat": 999 - IdentityToken.leeway]) == .untrue(.time))
    #expect(try doubt(["nbf": 1_101 + IdentityToken.leeway]) == .untrue(.time))
    #expect(try doubt(["nonce": "m"]) == .untrue(.nonce))
    #expect(try doubt(["nonce": nil]) == .untrue(.nonce))
    #expect(try doubt(["sub": ""]) == .untrue(.subject))
  }

  @Test("that are missing, or no times, are no token")
  func shape() {
    for changes in [["exp": nil], ["iat": "soon"], ["aud": 7], ["exp": 1e300], ["sub": nil]] as [[String: Any?]] {
      #expect(throws: DecodingError.self) { try doubt(changes) }
    }
  }

  @Test("an address counts as verified for true alone, also where it is text")
  func verified() throws {
    func isVerified(_ value: Any) throws -> Bool {
      let claims: [String: Any] = ["iss": "i", "sub": "1", "aud": "a", "exp": 1, "iat": 1, "email_verified": value]
      return try JSONDecoder().decode(
        IdentityToken.self, from: JSONSerialization.data(withJSONObject: claims)
      ).isEmailVerified
    }
    #expect(try isVerified(true) && isVerified("true"))
    #expect(try !isVerified(false) && !isVerified("false") && !isVerified(1) && !isVerified("yes"))
  }

  @Test("a provider that is asked over TLS sends nobody over a way without it")
  func addresses() {
    func document(_ issuer: String, _ token: String) -> Data {
      Data(
        """
        {"issuer": "\(issuer)", "authorization_endpoint": "https://login.example/a", "token_endpoint": "\(token)",
         "jwks_uri": "https://login.example/k"}
        """.utf8)
    }
    let issuer = "https://login.example"
    #expect(throws: Never.self) { try ProviderDocument(document(issuer, "https://login.example/t"), of: issuer) }
    for wrong in ["http://login.example/t", "file:///etc/passwd", "https://u@login.example/t", ""] {
      #expect(throws: SignOnError.self) { try ProviderDocument(document(issuer, wrong), of: issuer) }
    }
    #expect(throws: SignOnError.self) {
      try ProviderDocument(document("https://elsewhere.example", "https://login.example/t"), of: issuer)
    }
  }
}
