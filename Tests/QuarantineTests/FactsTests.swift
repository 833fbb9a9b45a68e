import Foundation
import GRDB
import PosternKit
import Synchronization
import Testing

@testable import Quarantine

@Suite("The facts of past decisions")
struct FactsTests {
  private func facts(_ time: Int64) -> DecisionFacts {
    var facts = DecisionFacts(
      time: time, ruleSet: "00ff", action: "hold", actionIfEnforced: "hold", reply: "held", submission: "direct",
      sender: "staff")
    facts.recipients = ["guardian": 2]
    facts.categories = [.init(category: "sen", grade: "serious", confidence: 85, count: 3, people: 2)]
    facts.attachments = [.init(type: "text/csv", protection: "none", unreadable: nil)]
    facts.rules = [.init(id: "sen.to-other-families", mode: "enforce")]
    return facts
  }

  @Test("what was appended is there after the end, in its order, with the version of its schema")
  func roundTrip() throws {
    let sample = try Sample()
    let log = try FactsLog(state: sample.state) { Issue.record("\($0)") }
    for time in 1...500 { log.append(facts(Int64(time))) }
    log.close()
    let read = try FactsReader(state: sample.state).facts()
    #expect(read == (1...500).map { facts(Int64($0)) })
    #expect(read.allSatisfy { $0.schema == 1 })
    #expect(try FactsReader(state: sample.state).facts(since: 499).map(\.time) == [499, 500])
    #expect(try FactsReader(state: sample.state).facts(since: 2, until: 4).map(\.time) == [2, 3])
  }

  @Test("are written as Foundation's encoder writes them, byte for byte")
  func line() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var full = facts(1_764_150_000)
    full.staleRecords = true
    full.bypassed = false
    full.conduct = true
    full.school = "Oakfield \"Lower\" School"
    full.failure = "out-of-time"
    full.recipients = ["guardian": 2, "staff": 1, "outside": 7]
    full.visible = ["list": 1]
    full.identifiers = ["phone": 3, "upn": 1]
    full.categories.append(.init(category: "health", grade: "low", confidence: 5, count: 1, people: 0))
    full.attachments.append(.init(type: "application/pdf", protection: "encrypted", unreadable: "password"))
    full.ambiguities = ["boundary", "a \"word\" with \\ and \u{1F} and é"]
    full.rules.append(.init(id: "x", mode: "watch"))
    full.people = 12
    full.milliseconds = 33
    full.actionIfEnforced = "reject"
    // A property that is added later must be written, too.
    for property in Mirror(reflecting: full).children where Mirror(reflecting: property.value).displayStyle == .optional
    {
      #expect(!Mirror(reflecting: property.value).children.isEmpty, "\(property.label ?? "")")
    }
    for one in [full, facts(0), facts(-1)] {
      #expect(one.line == String(decoding: try encoder.encode(one), as: UTF8.self))
      #expect(try JSONDecoder().decode(DecisionFacts.self, from: Data(one.line.utf8)) == one)
    }
  }

  @Test("those that are old are deleted, and leave no bytes")
  func deleted() throws {
    let sample = try Sample()
    let log = try FactsLog(state: sample.state) { Issue.record("\($0)") }
    var old = facts(10)
    old.ruleSet = "oldoldruleset"
    log.append(old)
    log.append(facts(20))
    log.close()
    #expect(try sample.files(with: "oldoldruleset") != [])
    #expect(try FactsReader(state: sample.state).delete(before: 20) == 1)
    #expect(try FactsReader(state: sample.state).facts().map(\.time) == [20])
    #expect(try sample.files(with: "oldoldruleset") == [])
  }

  @Test("appending never waits for the disk: a locked database only loses facts, and says how many")
  func locked() throws {
    let sample = try Sample()
    let words = Mutex<[String]>([])
    let log = try FactsLog(state: sample.state) { word in words.withLock { $0.append(word) } }
    var configuration = GRDB.Configuration()
    configuration.allowsUnsafeTransactions = true
    let other = try DatabaseQueue(path: sample.state + "/facts.db", configuration: configuration)
    try other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
    for time in 1...3 { log.append(facts(Int64(time))) }
    log.close()
    try other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
    #expect(words.withLock { $0.first?.hasPrefix("the facts of 3 decisions were not kept") } == true)
  }

  @Test("a database from a newer version is refused, not touched")
  func newer() throws {
    let sample = try Sample()
    _ = try FactsReader(state: sample.state)
    try DatabaseQueue(path: sample.state + "/facts.db").write { db in
      try db.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('99 from the future')")
    }
    let error = try #require(throws: QuarantineError.self) { try FactsReader(state: sample.state) }
    #expect(error.kind == .newerDatabase)
  }
}
