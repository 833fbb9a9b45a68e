import Crypto
import Foundation
import GRDB
import PosternKit
import Testing

@testable import History

@Suite("What the history remembers")
struct MailHistoryTests {
  private let folder: TemporaryFolder
  private let key = SymmetricKey(size: .bits256)
  private let teacher = "t.ash@oakfield.example"
  private let worker = "priya.kaur@northmere.example"

  init() throws { folder = try TemporaryFolder("history") }

  private func history() throws -> MailHistory {
    try MailHistory(state: folder.path, key: key) { Issue.record("\($0)") }
  }

  private func mail(_ recipients: String..., from sender: String? = nil, at time: Int64 = 1_000) -> SentMail {
    SentMail(sender: sender ?? teacher, recipients: recipients.map { Correspondent($0) }, time: time)
  }

  private func past(_ history: MailHistory, to address: String, from sender: String? = nil) -> Past {
    history.past(of: sender ?? teacher, with: [Correspondent(address)])[0]
  }

  @Test("what was just learned is known at once, before it is on the disk")
  func atOnce() throws {
    let history = try history()
    defer { history.close() }
    history.learn(mail(worker, at: 1_000))
    history.learn(mail(worker, at: 3_000))
    let past = past(history, to: worker)
    #expect(past.count == 2)
    #expect(past.first == 1_000 && past.last == 3_000)
  }

  @Test("it outlives its process, and adds to what was there")
  func lasts() throws {
    for time: Int64 in [5_000, 2_000, 9_000] {
      let history = try history()
      history.learn(mail(worker, at: time))
      history.close()
    }
    let history = try history()
    defer { history.close() }
    let past = past(history, to: worker)
    #expect(past.count == 3)
    #expect(past.first == 2_000 && past.last == 9_000)
  }

  @Test("two filters at once, as at a hot restart, know and add to the same")
  func twoAtOnce() throws {
    let (old, new) = (try history(), try history())
    for _ in 1...3 {
      old.learn(mail(worker))
      new.learn(mail(worker))
    }
    old.close()
    new.close()
    let after = try history()
    defer { after.close() }
    #expect(past(after, to: worker).count == 6)
  }

  @Test("a first message of one sender is told from the first of the whole school, and of a whole domain")
  func school() throws {
    let history = try history()
    defer { history.close() }
    history.learn(mail(worker, from: "w.birch@oakfield.example"))
    for (address, school, domain) in [
      (worker, true, true), ("sam.hill@northmere.example", false, true), ("sam.hill@elsewhere.example", false, false),
    ] {
      let past = past(history, to: address)
      #expect(past.count == 0)
      #expect(past.isKnownToSchool == school && past.isDomainKnownToSchool == domain, "\(address)")
    }
  }

  @Test("no file holds an address, a name or any part of one")
  func nothingInClear() throws {
    let history = try history()
    history.learn(
      SentMail(
        sender: teacher, recipients: [Correspondent(worker, names: ["Priya Kaur"])], time: 1_000))
    history.close()
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(files.contains("history.db"))
    for file in files {
      let bytes = String(decoding: try Data(contentsOf: URL(filePath: folder.file(file))), as: UTF8.self).lowercased()
      for word in ["priya", "kaur", "northmere", "ash@", "oakfield"] {
        #expect(!bytes.contains(word), "\(file): \(word)")
      }
      let mode = try FileManager.default.attributesOfItem(atPath: folder.file(file))[.posixPermissions] as? Int
      #expect(mode.map { $0 & 0o077 } == 0, "\(file)")
    }
  }

  @Test("under another key nothing is found")
  func anotherKey() throws {
    let history = try history()
    history.learn(mail(worker))
    history.close()
    let other = try MailHistory(state: folder.path, key: SymmetricKey(size: .bits256)) { Issue.record("\($0)") }
    defer { other.close() }
    #expect(past(other, to: worker) == Past())
  }

  @Test("what was not used for long is forgotten, and what was used again is not")
  func forgets() throws {
    let history = try history()
    history.learn(mail(worker, "old@northmere.example", at: 1_000))
    history.learn(mail(worker, at: 5_000))
    history.close()
    let later = try self.history()
    defer { later.close() }
    #expect(try later.forget(before: 4_000, now: 5_000) == 1)
    #expect(past(later, to: worker).count == 2)
    #expect(past(later, to: "old@northmere.example").count == 0)
  }

  @Test("it is cleared whole, or of one sender, while a filter has it open")
  func clears() throws {
    let first = try history()
    first.learn(mail(worker, "sam.hill@northmere.example"))
    first.learn(mail(worker, from: "w.birch@oakfield.example"))
    first.close()
    let history = try history()
    defer { history.close() }
    let desk = try HistoryDesk(state: folder.path, key: key)
    #expect(
      try desk.summary() == HistoryDesk.Summary(pairs: 3, senders: 2, recipients: 2, oldest: 1_000, newest: 1_000))
    #expect(try desk.clear(sender: teacher) == 2)
    #expect(past(history, to: worker).count == 0)
    #expect(past(history, to: worker).isKnownToSchool)
    #expect(past(history, to: worker, from: "w.birch@oakfield.example").count == 1)
    #expect(try desk.clear() == 1)
    #expect(!past(history, to: worker).isKnownToSchool)
    #expect(try desk.summary().pairs == 0)
  }

  @Test("a message that comes in two transactions is learned with the readers of both")
  func split() throws {
    let history = try history()
    for reader in [worker, "sam.hill@northmere.example", worker] {
      var sent = mail(reader)
      sent.messageID = "<one@oakfield.example>"
      history.learn(sent)
      history.settle()
    }
    #expect(past(history, to: worker).count == 2)
    #expect(past(history, to: "sam.hill@northmere.example").count == 1)
    history.close()
    let lengths = try DatabaseQueue(path: folder.file("history.db")).read { db in
      try Int.fetchAll(db, sql: "SELECT length(readers) FROM mail")
    }
    // Each once, however often the message comes.
    #expect(lengths == [2 * MailTable.readerLength])
  }

  @Test("of one sender, or whole, it is cleared with all that it knows of single messages")
  func clearsMessages() throws {
    let history = try history()
    for sender in [teacher, "w.birch@oakfield.example"] {
      var sent = mail(worker, from: sender)
      sent.messageID = "<one@oakfield.example>"
      history.learn(sent)
    }
    history.close()
    func rows() throws -> Int {
      try DatabaseQueue(path: folder.file("history.db")).read { db in
        try Int.fetchOne(db, sql: "SELECT count(*) FROM mail") ?? 0
      }
    }
    #expect(try rows() == 2)
    let desk = try HistoryDesk(state: folder.path, key: key)
    #expect(try desk.clear(sender: teacher) == 1)
    #expect(try rows() == 1)
    #expect(try desk.clear() == 1)
    #expect(try rows() == 0)
  }

  @Test("who had a locked file since a time is known at once, and still when it is written, of this sender alone")
  func lockedFiles() throws {
    let history = try history()
    var locked = mail(worker, at: 5_000)
    (locked.messageID, locked.hasLockedFile) = ("<one@oakfield.example>", true)
    var open = mail("sam.hill@northmere.example", at: 5_000)
    open.messageID = "<two@oakfield.example>"
    for sent in [locked, open] { history.learn(sent) }
    let readers = [worker, "sam.hill@northmere.example"]
    for round in 0..<2 {
      #expect(history.lockedFile(from: teacher, to: readers, since: 5_000) == [worker], "\(round)")
      #expect(history.lockedFile(from: teacher, to: readers, since: 5_001).isEmpty)
      #expect(history.lockedFile(from: "w.birch@oakfield.example", to: readers, since: 0).isEmpty)
      history.settle()
    }
    history.close()
  }

  @Test("a message that is taken back is found by what the later one answers, else by its readers, for thirty days")
  func takenBack() throws {
    let history = try history()
    let file = Data(repeating: 7, count: 32)
    var wrong = mail(worker, "sam.hill@northmere.example", at: 1_000)
    (wrong.messageID, wrong.queueID, wrong.files) = ("<one@oakfield.example>", "4A", [file])
    var next = mail("karen.hart@postbox.example", at: 2_000)
    (next.messageID, next.queueID) = ("<two@oakfield.example>", "4B")
    for sent in [wrong, next] { history.learn(sent) }
    func earlier(_ answers: [String], _ readers: String...) -> Earlier? {
      history.earlier(of: teacher, answering: answers, to: readers, since: 500)
    }
    #expect(earlier(["<x@a.example>", "<one@oakfield.example>"], "x@a.example")?.queueID == "4A")
    let found = try #require(earlier([], worker, "sam.hill@northmere.example"))
    #expect(found.queueID == "4A" && found.readerCount == 2 && !found.isAnswered)
    #expect(earlier([], "x@a.example", "y@a.example", worker) == nil)
    #expect(!history.isWithdrawn(file))
    history.withdraw(found, at: 3_000)
    #expect(history.isWithdrawn(file))
    #expect(try history.forget(before: 0, now: 1_500 + 30 * 86_400) == 0)
    #expect(earlier(["<one@oakfield.example>"], worker) == nil)
    #expect(earlier(["<two@oakfield.example>"], worker)?.queueID == "4B")
    #expect(history.isWithdrawn(file))
    history.close()
  }

  @Test("a check looks up what a filter has kept, and changes none of it")
  func check() throws {
    let filter = try history()
    filter.learn(mail(worker))
    filter.close()
    let check = try MailHistory(reading: folder.path, key: key) { Issue.record("\($0)") }
    check.learn(mail(worker, "sam.hill@northmere.example"))
    #expect(past(check, to: worker).count == 2)
    #expect(past(check, to: "sam.hill@northmere.example").count == 1)
    let again = try MailHistory(reading: folder.path, key: key) { Issue.record("\($0)") }
    #expect(past(again, to: worker).count == 1)
    #expect(past(again, to: "sam.hill@northmere.example").count == 0)
  }

  @Test(
    "a database from before columns were added gets them, and one that had them from the start stays as it is",
    arguments: [[], ["locked INTEGER NOT NULL"], ["locked INTEGER NOT NULL", "hidden BLOB NOT NULL"]])
  func former(_ columns: [String]) throws {
    try history().close()
    let keys = HistoryKeys(key)
    let queue = try DatabaseQueue(path: folder.file("history.db"))
    try queue.write { db in
      try db.execute(
        sql: """
          DROP TABLE mail;
          CREATE TABLE mail (
            sender BLOB NOT NULL, message BLOB NOT NULL, time INTEGER NOT NULL, queue TEXT, readers BLOB NOT NULL,
            files BLOB NOT NULL, \(columns.map { $0 + ", " }.joined()) PRIMARY KEY (sender, message)
          ) STRICT, WITHOUT ROWID;
          DELETE FROM grdb_migrations WHERE identifier LIKE '3 %';
          """)
      var arguments: StatementArguments = [
        keys.sender(teacher), keys.message("<old@oakfield.example>"), 1_000, "4A", keys.reader(worker), Data(),
      ]
      if !columns.isEmpty { arguments += [1] }
      if columns.count > 1 { arguments += [keys.reader("head@oakfield.example")] }
      let marks = Array(repeating: "?", count: 6 + columns.count).joined(separator: ", ")
      try db.execute(sql: "INSERT INTO mail VALUES (\(marks))", arguments: arguments)
    }
    try queue.close()
    let check = try MailHistory(reading: folder.path, key: key) { Issue.record("\($0)") }
    #expect(check.earlier(of: teacher, answering: ["<old@oakfield.example>"], to: [], since: 0)?.queueID == "4A")
    let history = try history()
    defer { history.close() }
    let old = try #require(
      history.earlier(of: teacher, answering: ["<old@oakfield.example>"], to: [], since: 0))
    #expect(old.queueID == "4A" && old.readerCount == 1)
    #expect(history.isHidden(old, from: "head@oakfield.example") == (columns.count > 1))
    #expect(history.lockedFile(from: teacher, to: [worker], since: 0) == (columns.isEmpty ? [] : [worker]))
    history.learn(
      SentMail(
        sender: teacher, recipients: [Correspondent(worker)], time: 2_000, messageID: "<new@oakfield.example>",
        hasLockedFile: true, hiddenFrom: ["head@oakfield.example"]))
    let new = try #require(
      history.earlier(of: teacher, answering: ["<new@oakfield.example>"], to: [], since: 0))
    #expect(history.isHidden(new, from: "head@oakfield.example"))
    #expect(history.lockedFile(from: teacher, to: [worker], since: 0) == [worker])
  }

  @Test("a database of a newer Postern is left alone, with words that say so")
  func newer() throws {
    let history = try history()
    history.close()
    let queue = try DatabaseQueue(path: folder.file("history.db"))
    try queue.write { db in
      try db.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('99 from the future')")
    }
    try queue.close()
    let error = #expect(throws: HistoryError.self) { try self.history() }
    #expect(error?.kind == .newer)
  }
}
