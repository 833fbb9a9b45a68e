import Foundation
import PosternKit
import Testing

@Suite("Signing in", .serialized)
struct SignInTests {
  static let officer = "y.castell@oakfield.example"

  @Test("opens an account by an invitation, and comes in again with password and a code on paper, once each")
  func signIn() throws {
    let site = try ConsoleSite()
    defer { site.stop() }
    let client = try site.signIn(as: Self.officer)
    #expect(try client.get("/help").status == 200)
    let again = try site.signIn(as: Self.officer)
    #expect(try again.get("/help").text.contains(Self.officer))
    #expect(again.cookies["postern"] != client.cookies["postern"])
    #expect(try client.post("/sign-out", [("form_token", site.formToken(client))]).status == 303)
    #expect(client.cookies["postern"] == nil)
    #expect(try client.get("/help").status == 303 && again.get("/help").status == 200)
  }
}
