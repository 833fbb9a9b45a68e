import Crypto
import Foundation
import GRDB
import PosternKit
import Synchronization
import Testing

@testable import History

@Suite("Whom a new recipient may be taken for")
struct LikenessTests {
  private let teacher = "t.ash@oakfield.example"

  /// How a new recipient is like the one whom the teacher has written to twice; asked of a history in memory and of one
  /// on the disk, which must agree.
  private func likeness(of new: Correspondent, to usual: Correspondent) throws -> Set<Likeness> {
    let folder = try TemporaryFolder("history")
    let key = SymmetricKey(size: .bits256)
    let filter = try MailHistory(state: folder.path, key: key) { Issue.record("\($0)") }
    for time: Int64 in [1, 2] { filter.learn(SentMail(sender: teacher, recipients: [usual], time: time)) }
    let fresh = filter.past(of: teacher, with: [new])[0]
    filter.close()
    let written = try MailHistory(reading: folder.path, key: key) { Issue.record("\($0)") }
    let past = written.past(of: teacher, with: [new])[0]
    #expect(fresh == past)
    #expect(past.alike.values.allSatisfy { $0 == 2 })
    #expect(past.senderTotal == 2)
    return Set(past.alike.keys)
  }

  private func likeness(_ new: String, _ usual: String) throws -> Set<Likeness> {
    try likeness(of: Correspondent(new), to: Correspondent(usual))
  }

  @Test(
    "one letter more, less, changed or swapped in one domain, or another number",
    arguments: [
      "priya.kaul@northmere.example", "pria.kaur@northmere.example", "priya.kauer@northmere.example",
      "pirya.kaur@northmere.example", "priya.kaur2@northmere.example", "priyakaur@northmere.example",
    ])
  func spelling(new: String) throws {
    #expect(try likeness(new, "priya.kaur@northmere.example").contains(.spelling))
  }

  @Test("the same name at another place")
  func name() throws {
    #expect(try likeness("priya.kaur@postbox.example", "priya.kaur@northmere.example") == [.name, .firstName])
    #expect(try likeness("kaur.priya@postbox.example", "priya.kaur@northmere.example").contains(.name))
    #expect(try likeness("pkaur@postbox.example", "pkaur@northmere.example") == [.name])
  }

  @Test("the same first name, as a mail program completes it")
  func firstName() throws {
    #expect(try likeness("priya.singh@postbox.example", "priya.kaur@northmere.example") == [.firstName])
    #expect(
      try likeness(
        of: Correspondent("ps44@postbox.example", names: ["Singh, Priya"]),
        to: Correspondent("pk17@northmere.example", names: ["Mrs Priya Kaur"])) == [.firstName])
  }

  @Test(
    "two who are nothing alike",
    arguments: [
      ("sam.hill@northmere.example", "priya.kaur@northmere.example"), ("jb@northmere.example", "jk@northmere.example"),
      ("office@northmere.example", "office@elsewhere.example"), ("mash@northmere.example", "mash@elsewhere.example"),
      ("safeguarding@northmere.example", "safeguarding@elsewhere.example"),
    ])
  func unlike(new: String, usual: String) throws {
    #expect(try likeness(new, usual) == [])
  }

  @Test("another address of the same person is nobody else")
  func samePerson() throws {
    #expect(
      try likeness(
        of: Correspondent("priya.kaur@postbox.example", others: ["priya.kaur@northmere.example"]),
        to: Correspondent("priya.kaur@northmere.example")) == [])
  }

  @Test("one whom the sender writes to already is asked nothing about")
  func usual() throws {
    let folder = try TemporaryFolder("history")
    let history = try MailHistory(state: folder.path, key: SymmetricKey(size: .bits256)) { Issue.record("\($0)") }
    defer { history.close() }
    let both = ["priya.kaur@northmere.example", "priya.kaul@northmere.example"].map { Correspondent($0) }
    history.learn(SentMail(sender: teacher, recipients: both, time: 1))
    #expect(history.past(of: teacher, with: both).allSatisfy { $0.count == 1 && $0.alike.isEmpty })
  }

  @Test("of several at once is told of each, and the sender's rows are read once for all")
  func several() throws {
    let folder = try TemporaryFolder("history")
    let history = try MailHistory(state: folder.path, key: SymmetricKey(size: .bits256)) { Issue.record("\($0)") }
    defer { history.close() }
    let priya = Correspondent("priya.kaur@northmere.example")
    let tom = Correspondent("tom.birch@elsewhere.example")
    for (recipients, time) in [([priya, tom], 1), ([priya], 2)] as [([Correspondent], Int64)] {
      history.learn(SentMail(sender: teacher, recipients: recipients, time: time))
    }
    let asked =
      [
        "priya.kaul@northmere.example", "tom.birch@postbox.example", "sam.hill@northmere.example",
        "tom.burch@elsewhere.example",
      ].map { Correspondent($0) } + [
        Correspondent("priya.kaur@postbox.example", others: ["priya.kaur@northmere.example"]), priya,
      ]
    let reads = Mutex(0)
    for isWritten in [false, true] {
      if isWritten { history.settle() }
      let alone = asked.map { history.past(of: teacher, with: [$0])[0] }
      for table in history.tables {
        table.inDatabase { db in
          db.trace { event in
            let isRead = "\(event)".contains("SELECT recipient, traits, count FROM sent")
            if isRead { reads.withLock { $0 += 1 } }
          }
        }
      }
      reads.withLock { $0 = 0 }
      let together = history.past(of: teacher, with: asked)
      #expect(together == alone)
      #expect(reads.withLock(\.self) == 1)
      #expect(together.map { $0.alike[.spelling] } == [2, nil, nil, 1, nil, nil])
      #expect(together.map { $0.alike[.name] } == [nil, 1, nil, nil, nil, nil])
      #expect(together.map(\.senderTotal) == [3, 3, 3, 3, 3, 0])
    }
  }
}
