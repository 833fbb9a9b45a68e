import Foundation
import PosternKit
import Testing

@testable import SingleSignOn

@Suite("Single sign-on, with a real provider", .serialized)
struct SingleSignOnTests {
  @Test("signs in whom the provider vouches for, by an address in small letters")
  func good() async throws {
    let school = try School()
    let service = try school.service()
    let person = try await school.signIn(service)
    #expect(person.address == "jpatel@oakfield.example")
    #expect(person.subject.hasPrefix(school.provider.issuer + " "))
    #expect(try await school.signIn(service).subject == person.subject)
  }

  @Test("asks with PKCE, a state and a nonce, new ones each time, and gives the secret to no browser")
  func request() async throws {
    let school = try School()
    let service = try school.service()
    let (first, second) = (try await service.begin(), try await service.begin())
    for word in ["code_challenge_method=S256", "response_type=code", "state=\(first.attempt.state)", "scope=openid"] {
      #expect(first.address.contains(word))
    }
    #expect(!first.address.contains(first.attempt.verifier) && !first.address.contains("vellichord"))
    let secrets = [first.attempt, second.attempt].flatMap { [$0.state, $0.nonce, $0.verifier] }
    #expect(Set(secrets).count == 6)
  }

  @Test("takes no answer with another state, of another browser, or too late")
  func state() async throws {
    let school = try School()
    let service = try school.service()
    #expect(await failure { try await school.signIn(service) { $0["state"] = "forged" } } == .stale)
    #expect(await failure { try await school.signIn(service) { $0["state"] = nil } } == .stale)
    let (mine, theirs) = (try await service.begin(), try await service.begin())
    let answer = try school.provider.answer(to: theirs.address, as: School.person)
    #expect(await failure { try await service.finish(answer, of: mine.attempt) } == .stale)
    school.clock.advance(SignOnAttempt.life + 1)
    #expect(await failure { try await service.finish(answer, of: theirs.attempt) } == .stale)
  }

  @Test("takes no token that was made for another sign-in")
  func nonce() async throws {
    let school = try School()
    let service = try school.service()
    let (mine, theirs) = (try await service.begin(), try await service.begin())
    let answer = try school.provider.answer(to: theirs.address, as: School.person)
    let token = try await service.redeem(answer["code"] ?? "", theirs.attempt)
    #expect(await failure { try await service.person(from: token, mine.attempt) } == .untrue(.nonce))
    #expect(await failure { try await service.person(from: token, theirs.attempt) } == nil)
  }

  @Test("a code serves nobody without the verifier, and once alone")
  func code() async throws {
    let school = try School()
    let service = try school.service()
    let (mine, theirs) = (try await service.begin(), try await service.begin())
    let answer = try school.provider.answer(to: mine.address, as: School.person)
    // Somebody who saw the code in a log brings it into a sign-in of their own.
    var stolen = answer
    stolen["state"] = theirs.attempt.state
    #expect(await failure { try await service.finish(stolen, of: theirs.attempt) } == .refused)
    #expect(await failure { try await service.finish(answer, of: mine.attempt) } == nil)
    #expect(await failure { try await service.finish(answer, of: mine.attempt) } == .refused)
  }

  @Test("takes no token that was made for another client")
  func audience() async throws {
    let school = try School([])
    try school.provider.add(client: "payroll", redirect: School.redirect)
    try school.provider.add(
      .init(School.person, address: "jpatel@oakfield.example"), clients: [Glewlwyd.client, "payroll"])
    let (ours, payroll) = (try school.service(), try school.service(client: "payroll"))
    let begun = try await payroll.begin()
    let answer = try school.provider.answer(to: begun.address, as: School.person)
    let token = try await payroll.redeem(answer["code"] ?? "", begun.attempt)
    #expect(await failure { try await ours.person(from: token, begun.attempt) } == .untrue(.audience))
  }

  @Test("takes no token whose time is over, and none from the future")
  func time() async throws {
    let school = try School()
    let service = try school.service()
    let begun = try await service.begin()
    let answer = try school.provider.answer(to: begun.address, as: School.person)
    let token = try await service.redeem(answer["code"] ?? "", begun.attempt)
    school.clock.advance(3_600 + IdentityToken.leeway + 1)
    #expect(await failure { try await service.person(from: token, begun.attempt) } == .untrue(.expiry))
    school.clock.advance(-7_200 - 2 * IdentityToken.leeway)
    #expect(await failure { try await service.person(from: token, begun.attempt) } == .untrue(.time))
  }

  @Test("takes no token that was changed, is signed with nothing, or with another key")
  func signature() async throws {
    let school = try School()
    let service = try school.service()
    let begun = try await service.begin()
    let answer = try school.provider.answer(to: begun.address, as: School.person)
    let token = try await service.redeem(answer["code"] ?? "", begun.attempt)
    let parts = token.split(separator: ".").map(String.init)
    let unsigned = Data(#"{"alg":"none","typ":"JWT"}"#.utf8).base64URL
    let symmetric = Data(#"{"alg":"HS256","typ":"JWT"}"#.utf8).base64URL
    let strange = Data(#"{"alg":"RS256","kid":"strange"}"#.utf8).base64URL
    let cases: [(String, SignOnError.Doubt)] = [
      ("\(parts[0]).\(parts[1].dropLast(8))AAAAAAAA.\(parts[2])", .signature),
      ("\(unsigned).\(parts[1]).", .algorithm), ("\(symmetric).\(parts[1]).\(parts[2])", .algorithm),
      ("\(strange).\(parts[1]).\(parts[2])", .key), ("nonsense", .form), ("", .form), ("a.b.c", .form),
    ]
    _ = try await service.person(from: token, begun.attempt)
    for (token, doubt) in cases {
      #expect(await failure { try await service.person(from: token, begun.attempt) } == .untrue(doubt), "\(doubt)")
    }
  }

  @Test("follows the provider to new keys, and asks for them no oftener than every ten seconds")
  func rotation() async throws {
    let school = try School()
    let service = try school.service()
    _ = try await school.signIn(service)
    try school.provider.changeKey()
    #expect(await failure { try await school.signIn(service) } == .untrue(.key))
    school.clock.advance(SignOnService.keysPatience)
    #expect(await failure { try await school.signIn(service) } == nil)
  }

  @Test("says what is the matter while the provider is down, and works again when it is up")
  func down() async throws {
    let school = try School()
    let service = try school.service()
    let begun = try await service.begin()
    let answer = try school.provider.answer(to: begun.address, as: School.person)
    school.provider.stop()
    #expect(await failure { try await service.finish(answer, of: begun.attempt) } == .unavailable)
    let fresh = try school.service()
    let error = await #expect(throws: SignOnError.self) { try await fresh.begin() }
    #expect(error?.kind == .unavailable && error?.description.contains("try again in some minutes") == true)
    try school.provider.start()
    #expect(await failure { try await school.signIn(service) } == nil)
  }

  @Test("a wrong secret of the client, and a no of the person, are told apart")
  func refusals() async throws {
    let school = try School()
    let service = try school.service(secret: "wrong")
    #expect(await failure { try await school.signIn(service) } == .refused)
    let begun = try await service.begin()
    let no = ["state": begun.attempt.state, "error": "access_denied"]
    #expect(await failure { try await service.finish(no, of: begun.attempt) } == .cancelled)
    let mixed = ["state": begun.attempt.state, "code": "x", "iss": "https://elsewhere.example"]
    #expect(await failure { try await service.finish(mixed, of: begun.attempt) } == .untrue(.issuer))
  }
}
