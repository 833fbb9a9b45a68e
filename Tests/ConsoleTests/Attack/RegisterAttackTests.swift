import Configuration
import Foundation
import PosternKit
import Quarantine
import Testing

@testable import Console

/// Each role tries each page and act of the register on each record of each other role.
@Suite("An attack on the breach register by people who are signed in", .serialized)
struct RegisterAttackTests {
  /// A record, and who may know of it.
  private struct Target {
    var id: BreachID
    /// By which its names, subject and sender would be known.
    var words: [String]
    /// The cabinet of its message; nil where it came from none.
    var cabinet: Cabinet?
    var hiddenFrom: Set<String> = []

    func isWhole(to person: Cast) -> Bool {
      guard !hiddenFrom.contains(person.address) else { return false }
      return cabinet.map(person.cabinets.contains) ?? RegisterAttackTests.keepers.contains(person.role)
    }

    func isKnown(to person: Cast) -> Bool {
      !hiddenFrom.contains(person.address) && (isWhole(to: person) || RegisterAttackTests.keepers.contains(person.role))
    }
  }

  private static let keepers: Set<String> = ["compliance_officer", "data_protection_officer"]

  private func targets(in mail: HeldMail) throws -> [Target] {
    func open(_ record: BreachRecord) throws -> BreachID {
      try #require(try mail.store.openBreach(record, by: "filter") { _ in [] })
    }
    var targets: [Target] = []
    for cabinet in Cabinet.allCases {
      let secret = try Secret.hold(cabinet, in: mail)
      var record = BreachRecord(try mail.store.show(secret.id), wasSent: false, by: "filter")
      record.reportedBy = nil
      targets.append(Target(id: try open(record), words: secret.words, cabinet: cabinet))
    }
    for (number, hidden) in [[], ["y.castell@oakfield.example"], ["dpo@trust.example"]].enumerated() {
      let word = "byhand\(number)"
      let record = BreachRecord(
        cause: .officerEntry, hiddenFrom: hidden,
        initial: [.what: "What \(word)", .people: "pupil: Pupil \(word)", .school: "Oakfield"])
      targets.append(
        Target(id: try open(record), words: ["What \(word)", "Pupil \(word)"], hiddenFrom: Set(hidden)))
    }
    return targets
  }

  @Test("sees no word of what is not theirs, gets the same bytes as for what never was, and changes nothing")
  func roles() throws {
    let school = try Cast.school()
    let mail = try HeldMail(school: school.path)
    defer { mail.stop() }
    let targets = try targets(in: mail)
    let routes = try Route.all(of: mail).filter { $0.path.hasPrefix("/breaches") }
    #expect(routes.filter(\.isOfRecord).count > 60)
    for person in Cast.all {
      let client = try mail.console.signedIn(person.address)
      let token = try mail.console.formToken(client)
      let strange = targets.filter { !$0.isKnown(to: person) }
      for route in routes where !route.isOfRecord {
        let answer = try send(route, route.path, client, token)
        check(answer, targets, person, route)
        #expect(answer.status < 500, "\(person.role): \(route.method) \(route.path)")
      }
      for part in ["open", "closed", "near-misses"] {
        let list = try client.get("/breaches?part=\(part)")
        check(list, targets, person, Route(method: "GET", path: part))
        for target in strange { #expect(!list.text.contains("\(target.id)"), "\(person.role): \(part)") }
      }
      for format in ["csv", "pdf"] {
        let taken = try client.post("/breaches/export", [("form_token", token), ("format", format)])
        #expect((taken.status == 200) == Self.keepers.contains(person.role), "\(person.role): \(format)")
        check(taken, targets, person, Route(method: "POST", path: format))
      }
      for route in routes.filter(\.isOfRecord) {
        let never = try send(route, route.target("B-0000-0000"), client, token)
        #expect(never.status == 404, "\(person.role): \(route.path)")
        for target in strange {
          let answer = try send(route, route.target("\(target.id)"), client, token)
          #expect(
            answer.status == 404 && answer.body == never.body,
            "\(person.role): \(route.method) \(route.path): \(answer.status)")
        }
        // What is known by number and kind alone.
        for target in targets where target.isKnown(to: person) && !target.isWhole(to: person) && !route.isPost {
          check(try client.get(route.target("\(target.id)")), [target], person, route)
        }
      }
      for target in strange {
        let breach = try mail.store.breach(target.id)
        #expect(breach.entries.isEmpty && breach.closedAt == nil, "\(person.role)")
      }
    }
    let log = mail.console.site.consoleLog
    #expect(!log.contains("canary") && !log.contains("byhand") && !log.contains("error"), "\(log)")
  }

  private func send(
    _ route: Route, _ path: String, _ client: WebClient, _ token: String
  ) throws -> WebClient.Answer {
    guard route.isPost else { return try client.get(path) }
    return try client.post(
      path,
      [
        ("form_token", token), ("seen", "0"), ("text", "an attack"), ("reason", "an attack"), ("reasons", "an attack"),
        ("value", "1"), ("word", "not_needed"), ("likelihood", "likely"), ("severity", "severe"),
        ("format", "ico-text"),
      ])
  }

  private func check(_ answer: WebClient.Answer, _ targets: [Target], _ person: Cast, _ route: Route) {
    for target in targets where !target.isWhole(to: person) {
      #expect(
        !target.words.contains { answer.text.contains($0) },
        "\(person.role): \(route.method) \(route.path): \(answer.status)")
    }
  }
}
