import Configuration
import Foundation
import Policy
import PosternKit
import Quarantine
import Testing

@testable import Console

@Suite("Where a colleague checks addresses in the console", .serialized)
struct CheckPageTests {
  private func site() throws -> HeldMail {
    try HeldMail(settings: "four_eyes: {checkers: [\(HeldMail.head), \(HeldMail.senco)]}\n")
  }

  private func hold(_ mail: HeldMail) throws -> HeldID {
    try mail.hold("Zither subject", .general, releaser: .colleague, waits: Waits(check: true))
  }

  @Test("whom it goes to is shown first, and not what is in it; then it is confirmed, once")
  func confirmed() throws {
    let mail = try site()
    defer { mail.stop() }
    let id = try hold(mail)
    let checker = try mail.console.signedIn(HeldMail.senco)
    let list = try checker.get("/checks")
    #expect(list.status == 200 && list.text.contains("/checks/\(id)"))
    let page = try FormPage(checker, "/checks/\(id)")
    #expect(page.answer.text.contains(HeldMail.parent) && page.answer.text.contains("Special needs to a parent"))
    for secret in ["Zither", "Brambleby", "Plain words"] {
      #expect(!list.text.contains(secret) && !page.answer.text.contains(secret), "\(secret)")
    }
    #expect(try !checker.get("/held/\(id)").text.contains("Zither"))
    #expect(try mail.store.goesAt(id) == nil, "looking changes nothing")
    #expect(try page.send("/checks/\(id)", [("answer", "confirm")]).status == 303)
    #expect(try mail.store.goesAt(id) != nil)
    #expect(try page.send("/checks/\(id)", [("answer", "refuse"), ("reason", "no")]).status == 409)
    #expect(try checker.get("/checks").text.contains("Nothing waits for your check"))
    #expect(try mail.store.auditLines().filter { $0.held == id }.map(\.action) == [.held, .checkConfirmed])
  }

  @Test("who refuses says why, and the message stays held")
  func refused() throws {
    let mail = try site()
    defer { mail.stop() }
    let id = try hold(mail)
    let page = try FormPage(mail.console.signedIn(HeldMail.head), "/checks/\(id)")
    let empty = try page.send("/checks/\(id)", [("answer", "refuse")])
    #expect(empty.status == 400 && empty.text.contains("Write what is wrong"))
    #expect(
      try page.send("/checks/\(id)", [("answer", "refuse"), ("reason", "The second one is wrong")]).status == 303)
    #expect(try mail.state(id) == .held && mail.store.goesAt(id) == nil)
  }

  @Test("is closed to its sender, to who gets it and to everybody who is not named, as if it were not")
  func others() throws {
    let mail = try site()
    defer { mail.stop() }
    let id = try hold(mail)
    for person in [HeldMail.sender, HeldMail.dsl] {
      let client = try mail.console.signedIn(person)
      #expect(try [403, 404].contains(client.get("/checks/\(id)").status), "\(person)")
      #expect(try !client.get("/checks").text.contains("\(id)"))
      let token = try mail.console.formToken(client)
      let answer = try client.post(
        "/checks/\(id)",
        [("form_token", token), ("plan", String(repeating: "0", count: 64)), ("answer", "confirm")])
      #expect([403, 404].contains(answer.status), "\(person)")
    }
    #expect(try mail.store.goesAt(id) == nil)
  }
}
