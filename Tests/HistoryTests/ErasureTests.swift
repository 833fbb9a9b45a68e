import Crypto
import Foundation
import GRDB
import PosternKit
import Testing

@testable import History

@Suite("What is forgotten")
struct ErasureTests {
  private let folder: TemporaryFolder
  private let key = SymmetricKey(size: .bits256)
  private let teacher = "t.ash@oakfield.example"
  private let file = Data(repeating: 7, count: 32)

  init() throws { folder = try TemporaryFolder("history") }

  private func history() throws -> MailHistory {
    try MailHistory(state: folder.path, key: key) { Issue.record("\($0)") }
  }

  private func mail(at time: Int64 = 1_000) -> SentMail {
    SentMail(
      sender: teacher, recipients: [Correspondent("priya.kaur@northmere.example")], time: time,
      messageID: "<one@oakfield.example>", files: [file])
  }

  private var logSize: Int {
    get throws {
      try FileManager.default.attributesOfItem(atPath: folder.file("history.db-wal"))[.size] as? Int ?? -1
    }
  }

  private func rows(_ table: String) throws -> Int {
    try DatabaseQueue(path: folder.file("history.db")).read { db in
      try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? 0
    }
  }

  @Test("goes from all tables, or from none where one of them refuses", arguments: ["clear", "sender", "forget"])
  func together(_ way: String) throws {
    let history = try history()
    defer { history.close() }
    history.learn(mail())
    history.settle()
    try DatabaseQueue(path: folder.file("history.db")).write { db in
      try db.execute(
        sql: "CREATE TRIGGER refusal BEFORE DELETE ON sent BEGIN SELECT RAISE(ABORT, 'refused'); END")
    }
    let desk = try HistoryDesk(state: folder.path, key: key)
    #expect(throws: HistoryError.self) {
      switch way {
      case "clear": _ = try desk.clear()
      case "sender": _ = try desk.clear(sender: teacher)
      default: _ = try history.forget(before: 2_000, now: 2_000)
      }
    }
    #expect(try rows("mail") == 1 && rows("sent") == 1)
  }

  @Test("is in no log either, also where no pair is left of whom anybody has written to")
  func log() throws {
    let history = try history()
    defer { history.close() }
    let found = Earlier(
      time: 1, queueID: nil, readers: [], files: [HistoryKeys(key).file(file)], hidden: [], isAnswered: true)
    let desk = try HistoryDesk(state: folder.path, key: key)
    let ways = [
      { try desk.clear() }, { try desk.clear(sender: teacher) }, { try history.forget(before: 2_000, now: 2_000) },
    ]
    for (number, clear) in ways.enumerated() {
      history.withdraw(found, at: 1_000 + Int64(number))
      #expect(try logSize > 0)
      #expect(try clear() == 0)
      #expect(try logSize == 0)
    }
  }

  @Test("of one sender leaves the files that were sent in error, which have none; of all it takes them")
  func withdrawn() throws {
    let history = try history()
    defer { history.close() }
    history.learn(mail())
    let found = try #require(
      history.earlier(of: teacher, answering: ["<one@oakfield.example>"], to: [], since: 0))
    history.withdraw(found, at: 2_000)
    let desk = try HistoryDesk(state: folder.path, key: key)
    #expect(try desk.clear(sender: teacher) == 1)
    #expect(history.isWithdrawn(file))
    #expect(try desk.clear() == 0)
    #expect(!history.isWithdrawn(file))
  }

  @Test("and still in the log, because somebody reads the database, is told, and goes at the next time")
  func busyLog() throws {
    let history = try history()
    defer { history.close() }
    history.learn(mail())
    history.settle()
    let reader = try DatabaseQueue(path: folder.file("history.db"))
    let desk = try HistoryDesk(state: folder.path, key: key)
    let error = try reader.read { db throws in
      let pairs = try Int.fetchOne(db, sql: "SELECT count(*) FROM sent")
      #expect(pairs == 1)
      return #expect(throws: HistoryError.self) { try desk.clear() }
    }
    #expect(error?.problem.contains("history.db-wal still keeps it") == true, "\(String(describing: error))")
    #expect(try rows("sent") == 0)
    #expect(try desk.clear() == 0)
    #expect(try logSize == 0)
  }
}
