import Configuration
import Foundation
import PosternKit
import Synchronization
import Testing

@testable import SingleSignOn

/// A school with a provider on this machine: a real one, Glewlwyd.
final class School: Sendable {
  static let redirect = "http://127.0.0.1:8025/sign-in/single/answer"
  static let person = "jpatel"

  // Safe because each test has a school of its own, and uses it from one task at a time.
  nonisolated(unsafe) let provider: Glewlwyd
  let clock = Clock()

  init(_ people: [Glewlwyd.Person] = [.init(School.person, address: "JPatel@oakfield.example")]) throws {
    provider = try Glewlwyd(redirect: Self.redirect)
    for person in people { try provider.add(person) }
  }

  /// - Parameters:
  ///   - rule: what makes a token one of the school's.
  ///   - client: as it is registered.
  func service(
    _ rule: IdentityProvider.Rule = .verifiedAddress, client: String = Glewlwyd.client,
    secret: String = Glewlwyd.secret
  ) throws -> SignOnService {
    let file = try provider.folder.write("secret-\(UUID().uuidString)", text: secret + "\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: file)
    let settings = SignIn.SingleSignOn(
      provider: .other(issuer: provider.issuer), clientID: client, secretFile: file)
    let clock = clock
    return try SignOnService(
      settings, provider: IdentityProvider(issuer: provider.issuer, rule: rule), redirect: Self.redirect
    ) { clock.time }
  }

  /// Signs in as a browser does.
  /// - Parameter changing: what a browser, or somebody in between, makes of the answer.
  func signIn(
    _ service: SignOnService, as person: String = School.person,
    changing: (inout [String: String]) -> Void = { _ in }
  ) async throws -> SignedOnPerson {
    let begun = try await service.begin()
    var answer = try provider.answer(to: begun.address, as: person)
    changing(&answer)
    return try await service.finish(answer, of: begun.attempt)
  }
}

/// The system's time, moved at will.
final class Clock: Sendable {
  private let shift = Mutex<Int64>(0)
  var time: Int64 { Int64(Date().timeIntervalSince1970) + shift.withLock { $0 } }
  func advance(_ seconds: Int64) { shift.withLock { $0 += seconds } }
}

/// The error that a sign-in ends with; nil where it succeeds.
func failure(_ body: () async throws -> SignedOnPerson) async -> SignOnError.Kind? {
  do {
    _ = try await body()
    return nil
  } catch let error as SignOnError {
    return error.kind
  } catch {
    Issue.record(error)
    return nil
  }
}
