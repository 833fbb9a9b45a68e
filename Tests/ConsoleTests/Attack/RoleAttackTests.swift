import Configuration
import Foundation
import Policy
import PosternKit
import Quarantine
import Testing

@testable import Console

/// Each role tries each address and each act of each other role. The addresses are those that the console serves, so that
/// a new page is attacked from the day that it stands.
@Suite("An attack by people who are signed in", .serialized)
struct RoleAttackTests {
  /// Forms that anybody may send who is signed in, since they touch what is their own.
  private static let own: Set<String> = [
    "/sign-out", "/sign-in/kept", "/held/search", "/audit/export", "/account/end", "/account/end-others",
    "/account/password", "/account/codes", "/account/app", "/account/confirm",
  ]
  /// Forms of people who are not signed in yet.
  private static let entrance: Set<String> = [
    "/sign-in", "/sign-in/code", "/sign-in/app", "/invitation", "/invitation/password",
  ]

  @Test("sees no word of what is in another's cabinet, whatever it asks for, and ends nothing")
  func roles() throws {
    let school = try Cast.school()
    let gateway = try TextReceiver()
    let mail = try HeldMail(school: school.path, settings: TextPages.settings(gateway))
    defer { mail.stop() }
    var secrets = try Cabinet.allCases.map { try Secret.hold($0, in: mail) }
    // About the headteacher: one who may open that cabinet, and may not know of this.
    secrets.append(
      try Secret.hold(
        .staffHR, in: mail, about: ["j.amberley@oakfield.example"], standIns: ["h.pemberton@oakfield.example"]))
    let routes = try Route.all(of: mail)
    #expect(routes.count > 60)
    for person in Cast.all {
      let client = try mail.console.signedIn(person.address)
      let token = try mail.console.formToken(client)
      for route in routes where !route.path.hasPrefix("/assets") && route.path != "/sign-out" {
        try attack(route, as: person, client, token, secrets)
      }
    }
    #expect(gateway.requests.isEmpty)
    for secret in secrets { #expect(try mail.state(secret.id) == .held, "\(secret.words)") }
    #expect(try mail.store.currentBypass() == nil)
    let log = mail.console.site.consoleLog
    #expect(!log.contains("canary") && !log.contains("hiddenstaffhr") && !log.contains("error"), "\(log)")
  }

  private func attack(
    _ route: Route, as person: Cast, _ client: WebClient, _ token: String, _ secrets: [Secret]
  ) throws {
    func isTheirs(_ secret: Secret) -> Bool {
      !secret.hiddenFrom.contains(person.address)
        && (person.cabinets.contains(secret.cabinet) || secret.standIns.contains(person.address))
    }
    let others = secrets.filter { !isTheirs($0) }
    let targets: [Secret?] = route.isOfMessage ? others.map { $0 } : [nil]
    for target in targets {
      let path = route.target(target.map { "\($0.id)" } ?? "B-0000-0000")
      let answer: WebClient.Answer
      if route.isPost {
        // Broken glass opens a cabinet to those who may break it, with a reason; it is no attack.
        let reason = path.hasSuffix("/break-glass") && person.acts.contains("/held/bulk") ? "" : "an attack"
        let ids = others.map { ("id", "\($0.id)") }
        let fields = [
          ("form_token", token), ("reason", reason), ("act", "release"), ("confirm", "yes"),
          ("colleague", person.address),
          ("words", "x"), ("answer", "x"), ("plan", String(repeating: "0", count: 64)), ("sender_confirmed", "x"),
          ("minutes", "30"), ("number", "07700 900123"), ("sender", "x@oakfield.example"), ("name", "x"),
          ("address", "new@oakfield.example"),
        ]
        answer = try client.post(path, fields + ids)
      } else {
        answer = try client.get(path + (path == "/held/bulk" || path == "/held/undo" ? query(others) : ""))
      }
      let what: Comment =
        "\(person.role): \(route.method) \(path) of \(target?.words.first ?? "nobody"): \(answer.status)"
      for secret in others { #expect(!secret.words.contains { answer.text.contains($0) }, what) }
      // Whether it is ready is what this one says.
      #expect(answer.status < 500 || path == "/readyz", what)
      if target != nil, route.isPost { #expect(Self.isRefusal(answer.status), what) }
      if let target, target.hiddenFrom.contains(person.address) { #expect(answer.status == 404, what) }
      if route.isPost, target == nil, !Self.own.contains(path), !Self.entrance.contains(path),
        !person.acts.contains(path)
      {
        #expect(Self.isRefusal(answer.status), what)
      }
    }
  }

  private func query(_ secrets: [Secret]) -> String {
    "?act=release&" + secrets.map { "id=\($0.id)" }.joined(separator: "&")
  }

  private static func isRefusal(_ status: Int) -> Bool { (400..<500).contains(status) }
}
