import Configuration
import Detection
import Foundation
import Inspection
import MIME
import People
import Policy
import PosternKit

/// Measures what it costs to say who 500 recipients are, three of them lists within lists with 2,000 members each, and to
/// decide: against the same message to one recipient, for the first message of a day and for those that follow.
struct AudienceBench {
  let folder: TemporaryFolder
  let rounds: Int
  let people: Int

  private static let recipients = 500
  private static let lists = 3
  private static let members = 2_000

  func summary() throws -> String {
    let checkout = FileManager.default.currentDirectoryPath
    var files = Settings.PeopleFiles()
    files.pupils = try LargeSchool.write(people: people, to: folder)
    let settings = try Settings.load(checkout + "/examples/oakfield/postern.yaml")
    let index = try PeopleIndex.build(files: files, organisation: settings.organisation)
    let rules = try RuleSet.load(folder: checkout + "/rules")
    let audiences = try AudienceRules.load(folder: checkout + "/rules")
    let book = lists()
    var (opening, one, first, next): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
    for _ in 0..<max(rounds, 3) {
      // As at a start or after a reload: lists are opened before a message comes.
      let resolver = AudienceResolver(people: index, settings: settings, rules: audiences, lists: book)
      opening.append(Self.milliseconds { resolver.openLists() })
      one.append(Self.milliseconds { decide([Self.parent(0)], resolver, rules) })
      first.append(Self.milliseconds { decide(addresses, resolver, rules) })
      for _ in 0..<5 { next.append(Self.milliseconds { decide(addresses, resolver, rules) }) }
    }
    return String(
      format:
        "%d recipients, %d of them lists within lists of %d members: adds %.1f ms to the first message after a reload, %.1f ms to others (one recipient: %.2f ms; opening the lists at the reload: %.1f ms)",
      Self.recipients, Self.lists, Self.members, Self.middle(first) - Self.middle(one),
      Self.middle(next) - Self.middle(one), Self.middle(one), Self.middle(opening))
  }

  /// Each list holds a half of its members itself, and a list of the other half.
  private func lists() -> ListBook {
    var book = ListBook()
    for list in 0..<Self.lists {
      let half = Self.members / 2
      let all = (0..<Self.members).map { Self.parent(1_000 + list * Self.members + $0) }
      book.add(list: "inner\(list)@oakfield.example", MailingList(members: Array(all[half...])))
      book.add(
        list: "list\(list)@oakfield.example",
        MailingList(members: Array(all[..<half]) + ["inner\(list)@oakfield.example"]))
    }
    return book
  }

  private var addresses: [String] {
    (0..<Self.lists).map { "list\($0)@oakfield.example" } + (Self.lists..<Self.recipients).map(Self.parent)
  }

  /// One of each four is nobody's in the records.
  private static func parent(_ number: Int) -> String {
    number % 4 == 3 ? "stranger\(number)@elsewhere\(number).example" : "parent\(number)@homemail.example"
  }

  private func decide(_ recipients: [String], _ resolver: AudienceResolver, _ rules: RuleSet) {
    var inspection = Inspection()
    inspection.headers.to = recipients.map { HeaderFacts.Mailbox(address: $0) }
    let facts = resolver.facts(
      sender: resolver.sender("office@oakfield.example"), recipients: recipients, inspection: .success(inspection),
      submission: .direct, day: .today)
    _ = rules.decide(facts)
  }

  private static func milliseconds(_ work: () -> Void) -> Double {
    let began = ContinuousClock.now
    work()
    return (ContinuousClock.now - began) / .milliseconds(1)
  }

  private static func middle(_ times: [Double]) -> Double { times.sorted()[times.count / 2] }
}
