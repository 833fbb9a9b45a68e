import PosternKit
import Testing

@Suite("A page that tells what went wrong", .serialized)
struct ErrorPageTests {
  @Test("is read by everybody, on a phone and a desk, by day and night")
  func readable() throws {
    let site = try ConsoleSite()
    defer { site.stop() }
    let browser = try Browser()
    defer { browser.stop() }
    try browser.open(site.url + "/no-such-page")
    #expect(try browser.title() == "Page not found – Postern – Oakfield Academy")
    try browser.look("error")
    #expect(try browser.tree().contains { $0 == (role: "heading", name: "Page not found") })
    #expect(try browser.requested().allSatisfy { $0.hasPrefix(site.url) })
  }

  @Test("answers to no other name, so that no foreign page reaches it by a name of its own")
  func otherName() throws {
    let site = try ConsoleSite()
    defer { site.stop() }
    #expect(try site.request("GET", "/", headers: ["Host": "rebound.example"]).status == 400)
    #expect(try site.request("GET", "/").status == 303)
  }
}
