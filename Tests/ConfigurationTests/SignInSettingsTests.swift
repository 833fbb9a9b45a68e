import Configuration
import Foundation
import Testing

@Suite("How people sign in, in a configuration")
struct SignInSettingsTests {
  private func load(_ signIn: String) throws -> SignIn {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("postern.yaml")
    let text = "organisation: {name: O, domains: [o.example]}\nconsole: {sign_in: {\(signIn)}}\n"
    try Data(text.utf8).write(to: file)
    return try Settings.load(file.path).console.signIn
  }

  private static let tenant = "0F3A9C1E-2b4d-4c6f-8a1b-3c5d7e9f1a2b"

  @Test("needs no word: passwords, a second factor for everyone, half an hour and twelve hours")
  func defaults() throws {
    #expect(try load("") == SignIn())
    let signIn = SignIn()
    #expect(signIn.passwords && signIn.secondFactor == .everyone && signIn.singleSignOn == nil)
    #expect(signIn.idleMinutes == 30 && signIn.sessionHours == 12 && signIn.confirmMinutes == 15)
  }

  @Test("each can be set")
  func set() throws {
    let signIn = try load(
      "passwords: false, second_factor: officers, idle_minutes: 10, session_hours: 8, confirm_minutes: 5")
    #expect(!signIn.passwords && signIn.secondFactor == .officers)
    #expect(signIn.idleMinutes == 10 && signIn.sessionHours == 8 && signIn.confirmMinutes == 5)
  }

  @Test("a provider is Microsoft's tenant, Google's domain, or an issuer")
  func providers() throws {
    let microsoft = try load("single_sign_on: {microsoft: {tenant: \(Self.tenant)}, client_id: c}").singleSignOn
    #expect(microsoft?.provider == .microsoft(tenant: Self.tenant.lowercased()) && microsoft?.label == "Microsoft")
    let google = try load(
      "single_sign_on: {google: {domain: School.example}, client_id: c, client_secret_file: s}"
    ).singleSignOn
    #expect(google?.provider == .google(domain: "school.example") && google?.secretFile?.hasSuffix("/s") == true)
    let other = try load(
      "single_sign_on: {issuer: 'https://login.school.example/realm', client_id: c, ca_file: /ca.pem, label: Staff}"
    ).singleSignOn
    #expect(other?.provider == .other(issuer: "https://login.school.example/realm") && other?.label == "Staff")
    #expect(other?.caFile == "/ca.pem")
    #expect(throws: Never.self) { try load("single_sign_on: {issuer: 'http://127.0.0.1:4593/api/oidc', client_id: c}") }
  }

  @Test(
    "is refused where it would let strangers in, or cannot be meant",
    arguments: [
      ("single_sign_on: {microsoft: {tenant: common}, client_id: c}", "is no tenant's id"),
      ("single_sign_on: {microsoft: {tenant: organizations}, client_id: c}", "is no tenant's id"),
      ("single_sign_on: {google: {domain: gmail.com}, client_id: c, client_secret_file: s}", "anybody may have"),
      ("single_sign_on: {google: {domain: school.example}, client_id: c}", "client_secret_file"),
      ("single_sign_on: {issuer: 'http://login.school.example', client_id: c}", "is no issuer"),
      ("single_sign_on: {issuer: 'http://127.0.0.1.school.example', client_id: c}", "is no issuer"),
      ("single_sign_on: {issuer: 'https://', client_id: c}", "is no issuer"),
      ("single_sign_on: {issuer: 'https://a.example/?x', client_id: c}", "is no issuer"),
      ("single_sign_on: {client_id: c}", "name one provider"),
      ("single_sign_on: {google: {domain: a.example}, issuer: 'https://b.example', client_id: c}", "name one provider"),
      ("single_sign_on: {issuer: 'https://b.example'}", "'client_id' is missing"),
      ("idle_minutes: 0", "out of bounds"), ("session_hours: 25", "out of bounds"),
      ("second_factor: nobody", "is not known here"), ("paswords: false", "did you mean 'passwords'"),
    ])
  func refused(text: String, words: String) {
    let error = #expect(throws: ConfigurationError.self) { try load(text) }
    #expect(error?.message.contains(words) == true && error?.line == 2, "\(error?.description ?? "nothing")")
  }
}
