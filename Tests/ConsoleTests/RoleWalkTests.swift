import Configuration
import Foundation
import PosternKit
import Quarantine
import Testing

@testable import Console

/// Each role goes to each page that the console serves, in a real browser: what is theirs opens, what is not says so, and
/// either can be read by everybody.
@Suite("The pages of the console as each role sees them", .serialized)
struct RoleWalkTests {
  @Test("are read on a phone and a desk, have a name and a heading, and make the browser complain of nothing")
  func walk() throws {
    let school = try Cast.school()
    let mail = try HeldMail(school: school.path)
    defer { mail.stop() }
    let secrets = try Cabinet.allCases.map { try Secret.hold($0, in: mail) }
    let paths = try Route.all(of: mail).filter {
      !$0.isPost && !$0.path.contains("{") && !Self.noPages.contains($0.path)
    }.map(\.path).sorted()
    #expect(paths.count > 12)
    let browser = try Browser()
    defer { browser.stop() }
    for person in Cast.all {
      try mail.console.enter(browser, as: person.address)
      let own = secrets.first { person.cabinets.contains($0.cabinet) }
      for path in paths + (own.map { ["/held/\($0.id)"] } ?? []) {
        try browser.open(mail.console.url + path)
        let name = "role-" + person.role.replacing(" ", with: "-") + path.replacing("/", with: "-")
        try browser.look(name, schemes: ["light"])
        let title = try browser.title()
        #expect(title.hasSuffix("– Postern – Oakfield Academy"), "\(person.role) \(path): \(title)")
        let headings = try browser.tree().filter { $0.role == "heading" && !$0.name.isEmpty }
        #expect(!headings.isEmpty, "\(person.role) \(path)")
        // A page that is not theirs is told by its status, which the browser notes.
        try browser.expectQuiet(name, but: ["status of 403", "status of 404"])
      }
    }
    #expect(try browser.requested().allSatisfy { $0.hasPrefix(mail.console.url) })
  }

  /// What is asked by programs, or leads on at once.
  private static let noPages: Set<String> = [
    "/", "/healthz", "/readyz", "/metrics", "/held/counts", "/held/bulk", "/held/undo", "/sign-in/code", "/sign-in/app",
    "/invitation/password",
  ]
}
