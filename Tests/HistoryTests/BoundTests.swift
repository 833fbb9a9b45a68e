import Crypto
import Foundation
import GRDB
import PosternKit
import Testing

@testable import History

@Suite("What would make the history grow without end")
struct BoundTests {
  private let folder: TemporaryFolder
  private let key = SymmetricKey(size: .bits256)
  private let teacher = "t.ash@oakfield.example"

  init() throws { folder = try TemporaryFolder("history") }

  private func learn(_ mails: [SentMail]) throws {
    let history = try MailHistory(state: folder.path, key: key) { Issue.record("\($0)") }
    for mail in mails { history.learn(mail) }
    history.close()
  }

  private func rows() throws -> [Row] {
    try DatabaseQueue(path: folder.file("history.db")).read { db in try Row.fetchAll(db, sql: "SELECT * FROM mail") }
  }

  /// A message of a program that gives all that it sends the same Message-ID.
  private func constant(
    _ readers: [String], at time: Int64, files: [UInt8] = [], locked: Bool = false, hiddenFrom: [String] = []
  ) -> SentMail {
    SentMail(
      sender: teacher, recipients: readers.map { Correspondent($0) }, time: time, messageID: "<same@oakfield.example>",
      queueID: "4A", files: files.map { Data(repeating: $0, count: 32) }, hasLockedFile: locked,
      hiddenFrom: hiddenFrom)
  }

  @Test("while nothing is written, mail to one address alone fills what may wait as mail to many does")
  func waiting() {
    var one = SentMemory()
    var many = SentMemory()
    for number in 0..<SentMemory.most {
      #expect(!one.isFull && !many.isFull, "\(number)")
      guard !one.isFull, !many.isFull else { return }
      one.add(SentMail(sender: teacher, recipients: [Correspondent("office@northmere.example")], time: 1))
      many.add(SentMail(sender: teacher, recipients: [Correspondent("x\(number)@northmere.example")], time: 1))
    }
    #expect(one.isFull && many.isFull)
  }

  @Test("messages with one Message-ID do not renew the time, by which they are forgotten")
  func time() throws {
    try learn([constant(["a@northmere.example"], at: 1_000)])
    try learn([constant(["a@northmere.example"], at: 9_000)])
    #expect(try rows().map { $0["time"] as Int64 } == [1_000])
    let history = try MailHistory(state: folder.path, key: key) { Issue.record("\($0)") }
    _ = try history.forget(before: 0, now: 1_001 + 30 * 86_400)
    history.close()
    #expect(try rows().isEmpty)
  }

  @Test("they are remembered with the files and readers of all, each once, and with whether any file was locked")
  func merged() throws {
    try learn([constant(["a@northmere.example"], at: 1_000, files: [1], locked: true)])
    try learn([
      constant(["b@northmere.example"], at: 2_000, files: [1, 2]),
      constant(["a@northmere.example"], at: 2_000, files: [3]),
    ])
    try learn([constant(["a@northmere.example"], at: 3_000)])
    let row = try #require(try rows().first)
    let keys = HistoryKeys(key)
    #expect(
      row["readers"] as Data == keys.reader("a@northmere.example") + keys.reader("b@northmere.example"))
    #expect(
      row["files"] as Data
        == ([1, 2, 3] as [UInt8]).reduce(into: Data()) { $0 += keys.file(Data(repeating: $1, count: 32)) })
    #expect(row["locked"] as Int == 1)
    try learn([constant(["a@northmere.example"], at: 4_000, locked: false)])
    #expect(try rows().map { $0["locked"] as Int } == [1])
  }

  @Test("they are hidden from all from whom one of them is: before, in the same moment, and after")
  func hidden() throws {
    let secret = ["head@oakfield.example", "dsl@oakfield.example", "hr@oakfield.example"]
    func mail(_ hidden: [String]) -> SentMail { constant(["a@northmere.example"], at: 1_000, hiddenFrom: hidden) }
    try learn([mail([secret[0]])])
    try learn([mail([]), mail([secret[1], secret[0]])])
    try learn([mail([secret[2]])])
    try learn([mail([])])
    let history = try MailHistory(state: folder.path, key: key) { Issue.record("\($0)") }
    defer { history.close() }
    let found = try #require(
      history.earlier(of: teacher, answering: ["<same@oakfield.example>"], to: [], since: 0))
    #expect(secret.allSatisfy { history.isHidden(found, from: $0) })
    #expect(!history.isHidden(found, from: "sbm@oakfield.example"))
    #expect(found.hidden.count == 3)
  }

  @Test("a later locked file with the same Message-ID is known as one")
  func lockedLater() throws {
    try learn([constant(["a@northmere.example"], at: 1_000)])
    try learn([constant(["a@northmere.example"], at: 1_000, locked: true)])
    #expect(try rows().map { $0["locked"] as Int } == [1])
  }

  @Test("beyond a bound no more readers of one message are kept, and none twice below it")
  func readers() throws {
    let all = (0..<MailTable.mostReaders + 10).map { "x\($0)@northmere.example" }
    try learn([constant(Array(all.prefix(30)), at: 1_000)])
    try learn([constant(Array(all.prefix(all.count / 2)), at: 1_000), constant(all, at: 1_000)])
    #expect(try rows().map { ($0["readers"] as Data).count } == [MailTable.mostReaders * MailTable.readerLength])
  }
}
