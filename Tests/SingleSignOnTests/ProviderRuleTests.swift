import Configuration
import PosternKit
import Testing

@testable import SingleSignOn

@Suite("Whose token counts, with a real provider", .serialized)
struct ProviderRuleTests {
  private static let tenant = "0f3a9c1e-2b4d-4c6f-8a1b-3c5d7e9f1a2b"

  @Test("an address that the provider has not verified counts for nothing")
  func verified() async throws {
    let school = try School([.init("mallory", address: "head@oakfield.example", isVerified: false)])
    let service = try school.service()
    #expect(await failure { try await school.signIn(service, as: "mallory") } == .noAddress)
  }

  @Test("Entra: tenant, object and user name tell who it is, and 'email' never does")
  func microsoft() async throws {
    let school = try School([
      .init(
        "jpatel", address: "anything@elsewhere.example", isVerified: false,
        more: ["tid": Self.tenant, "oid": "A1", "preferred_username": "JPatel@oakfield.example"]),
      // Another tenant's administrator may write any address into 'email', and any name before its own domain.
      .init(
        "mallory", address: "jpatel@oakfield.example",
        more: [
          "tid": "11111111-2b4d-4c6f-8a1b-3c5d7e9f1a2b", "oid": "A1", "preferred_username": "jpatel@oakfield.example",
        ]),
      .init("nobody", address: "jpatel@oakfield.example", more: ["oid": "A1"]),
      .init(
        "objectless", address: "jpatel@oakfield.example",
        more: ["tid": Self.tenant, "preferred_username": "jpatel@oakfield.example"]),
    ])
    let service = try school.service(.microsoft(tenant: Self.tenant))
    let person = try await school.signIn(service)
    #expect(person.address == "jpatel@oakfield.example" && person.subject == "\(Self.tenant) a1")
    #expect(await failure { try await school.signIn(service, as: "mallory") } == .notOurs)
    #expect(await failure { try await school.signIn(service, as: "nobody") } == .notOurs)
    #expect(await failure { try await school.signIn(service, as: "objectless") } == .untrue(.subject))
  }

  @Test("Google: the account is of the school's Workspace")
  func google() async throws {
    let school = try School([
      .init("jpatel", address: "jpatel@oakfield.example", more: ["hd": "oakfield.example"]),
      .init("mallory", address: "jpatel@oakfield.example", more: ["hd": "elsewhere.example"]),
      .init("private", address: "jpatel@oakfield.example"),
    ])
    let service = try school.service(.google(domain: "oakfield.example"))
    #expect(try await school.signIn(service).address == "jpatel@oakfield.example")
    for person in ["mallory", "private"] {
      #expect(await failure { try await school.signIn(service, as: person) } == .notOurs)
    }
  }

  @Test("the presets ask the right place, for what they need")
  func presets() {
    let microsoft = IdentityProvider(.microsoft(tenant: Self.tenant))
    #expect(microsoft.issuer == "https://login.microsoftonline.com/\(Self.tenant)/v2.0")
    #expect(microsoft.rule == .microsoft(tenant: Self.tenant))
    let google = IdentityProvider(.google(domain: "oakfield.example"))
    #expect(google.issuer == "https://accounts.google.com" && google.parameters["hd"] == "oakfield.example")
  }

  @Test(
    "an address is one, with nothing in it that a page or a header would stumble over",
    arguments: [
      "", "jpatel", "@oakfield.example", "a@b@c", "a b@oakfield.example", "a@oakfield.example\n", "é@x.example",
    ])
  func addresses(text: String) {
    #expect(throws: SignOnError.self) { try SignedOnPerson(subject: "s", address: text, name: nil) }
  }
}
