import Configuration
import Foundation
import MIME
import Policy
import PosternKit
import Quarantine
import Spool
import Testing

@testable import Delivery

@Suite("Deciding on held mail through a real Postfix", .serialized)
struct DeskTests {
  private let school: DeskSchool

  init() throws { school = try DeskSchool() }

  /// What the next hop has got, apart from letters of our own.
  private func delivered(_ count: Int) throws -> [ReceivedMessage] {
    try school.hop.wait(for: count).filter { !$0.envelope.sender.address.isEmpty }
  }

  private func addresses(_ message: ReceivedMessage) -> Set<String> { Set(message.envelope.recipients.map(\.address)) }

  private func error(_ work: () throws -> Void) -> DeskError? {
    do {
      try work()
      return nil
    } catch {
      return error as? DeskError
    }
  }

  @Test("a plan says exactly who gets what, and a release does that when the grace time is over")
  func whole() throws {
    let id = try school.hold()
    let plan = try school.desk.plan(.whole, for: [id], by: school.reader("senco"))
    #expect(
      plan.items.map(\.copies) == [
        [
          PlannedCopy(
            addresses: ["a.parent@families.example", "b.parent@families.example"], shown: .everybody, route: nil,
            cuts: [])
        ]
      ])
    #expect(plan.recipients == 2 && plan.items[0].withheld == [])
    _ = try school.release(id, by: "senco", isFalseAlarm: true)
    #expect(try school.state(id) == .releasing)
    #expect(try school.drain(after: Desk.usualGrace - 1) == 0)
    #expect(school.hop.count == 0)
    #expect(try school.drain(after: 1) == 1)
    #expect(try delivered(1).map(addresses) == [["a.parent@families.example", "b.parent@families.example"]])
    #expect(try school.state(id) == .released)
    #expect(try school.store.isFalseAlarm(id))
    #expect(try school.store.falseAlarms(since: 0).map(\.rules) == [[senRule.id]])
  }

  @Test("a release to some sends to them alone, and the sender is told that it did not go to the others")
  func some() throws {
    let id = try school.hold()
    let choice = ReleaseChoice(recipients: ["b.parent@families.example"])
    let plan = try school.desk.plan(choice, for: [id], by: school.reader("senco"))
    #expect(plan.items[0].withheld == ["a.parent@families.example"])
    _ = try school.release(id, choice: choice, by: "senco")
    try school.drain()
    try school.drain(after: 1)
    let got = try school.hop.wait(for: 2)
    #expect(got.filter { !$0.envelope.sender.address.isEmpty }.map(addresses) == [["b.parent@families.example"]])
    let letter = try #require(got.first { $0.envelope.sender.address.isEmpty })
    #expect(addresses(letter) == ["t.marlow@oakfield.example"])
    let text = String(decoding: letter.data, as: UTF8.self)
    #expect(text.contains("Your email was sent in part (\(id))") && text.contains("1 of its 2 recipients"))
    #expect(!text.contains("a.parent") && !text.contains("Secret"))
    #expect(try school.state(id) == .released)
    #expect(try school.store.show(id).outcome?.withheld == ["a.parent@families.example"])
  }

  @Test("as BCC and as a copy for each, no recipient sees another")
  func addressesHidden() throws {
    let content =
      "From: t.marlow@oakfield.example\nTo: a.parent@families.example\nCc: b.parent@families.example\n\nText\n"
    let bcc = try school.hold(held(releaser: .officer), content)
    _ = try school.release(bcc, choice: .init(addresses: .hidden), by: "senco")
    try school.drain()
    let blind = try #require(try delivered(1).first)
    #expect(addresses(blind).count == 2)
    #expect(blind.header("To") == ["undisclosed-recipients:;"] && blind.header("Cc") == [])
    var other = held(releaser: .officer)
    other.messageID = "<m2@oakfield.example>"
    let each = try school.hold(other, content)
    _ = try school.release(each, choice: .init(addresses: .oneEach), by: "senco")
    try school.drain()
    let copies = try delivered(3).suffix(2)
    #expect(Set(copies.map(addresses)) == [["a.parent@families.example"], ["b.parent@families.example"]])
    for copy in copies {
      let own = try #require(addresses(copy).first)
      #expect((copy.header("To") + copy.header("Cc")).joined().contains(own))
      let seen = String(decoding: copy.data, as: UTF8.self)
      #expect(!seen.contains(own.hasPrefix("a.") ? "b.parent" : "a.parent"))
    }
  }

  private static let withFile = """
    From: t.marlow@oakfield.example
    Subject: =?utf-8?q?=C3=BCn?=
    Content-Type: multipart/mixed; boundary=b1

    Preamble, ünï
    --b1
    Content-Type: text/plain; charset=utf-8

    Hello, all.

    --b1
    Content-Type: text/csv
    Content-Disposition: attachment; filename="Secret Person.csv"

    Secret,Person,row
    --b1
    Content-Type: text/plain
    Content-Disposition: attachment; filename=b.txt

    --b1 is no delimiter here: it goes on
    --b1--
    Epilogue

    """

  @Test("what the rules let go under a password alone is planned so, and no attachment is taken out of that")
  func demandsProtection() throws {
    var message = held(releaser: .officer)
    message.copies = [
      .init(addresses: message.envelope.recipients.map(\.address), shown: .everybody, isProtected: true)
    ]
    message.facts.recipients = [.init(address: "a.parent@families.example", kind: "professional")]
    let id = try school.hold(message, Self.withFile)
    let senco = school.reader("senco")
    let item = try school.desk.plan(.whole, for: [id], by: senco).items[0]
    #expect(item.copies.allSatisfy(\.isProtected) && item.needsForm && !item.goesInClear)
    #expect(error { _ = try school.release(id, by: "senco") } != nil)
    let cut = [PartCut(range: 200..<210, part: "2", name: "Secret Person.csv")]
    #expect(
      error { _ = try school.desk.plan(ReleaseChoice(cuts: cut), for: [id], by: senco) } == .cannotCut(id))
    let clear = try school.desk.plan(ReleaseChoice(cuts: cut, isInClear: true), for: [id], by: senco).items[0]
    #expect(clear.goesInClear && !clear.needsForm && clear.copies.allSatisfy { !$0.isProtected })
    #expect(error { _ = try school.release(id, choice: ReleaseChoice(isInClear: true), by: "senco") } != nil)
    // Nothing stands between a child at risk and those who protect it.
    let risk = try school.desk.riskPlan(id, by: senco)
    #expect(risk.items[0].goesInClear && risk.items[0].copies.allSatisfy { !$0.isProtected })
    try school.desk.releaseAtRisk(id, approved: risk.digest, by: senco)
    #expect(try school.store.auditLines(of: id).last?.reason == "in clear: a child is at risk now")
  }

  @Test("without an attachment, all other bytes stay as they were, and a line says that it is gone")
  func withoutAttachment() throws {
    let bytes = DeskSchool.wire(Self.withFile)
    let part = try #require(
      bytes.withUnsafeBytes { MessageReader.read($0) }.parts.first { $0.name == "Secret Person.csv" })
    let range = try #require(part.headerRange).lowerBound..<(try #require(part.bodyRange)).upperBound
    let id = try school.hold(held(releaser: .officer), Self.withFile)
    let choice = ReleaseChoice(cuts: [PartCut(range: range, part: part.number, name: part.name)])
    _ = try school.release(id, choice: choice, by: "senco")
    try school.drain()
    let got = try #require(try delivered(1).first)
    let text = String(decoding: got.data, as: UTF8.self)
    let expected = Self.withFile.replacingOccurrences(of: "\n", with: "\r\n").components(
      separatedBy: "Content-Type: text/csv")
    let after = expected[1].components(separatedBy: "Secret,Person,row")[1]
    #expect(text.hasSuffix(expected[0] + PartSplicing.replacement + after))
    #expect(!text.contains("Secret"))
    try school.drain(after: 1)
    let letter = try #require(try school.hop.wait(for: 2).first { $0.envelope.sender.address.isEmpty })
    #expect(String(decoding: letter.data, as: UTF8.self).contains("1 attachment was taken out"))
  }

  @Test("a part that is none is never cut: the plan is refused, or the message is held again")
  func cutNothing() throws {
    let id = try school.hold(held(releaser: .officer), Self.withFile)
    let size = DeskSchool.wire(Self.withFile).count
    for range in [0..<20, 30..<30, 40..<(size + 1)] {
      #expect(
        error { _ = try school.release(id, choice: .init(cuts: [PartCut(range: range, part: "2")]), by: "senco") }
          == .cannotCut(id))
    }
    let twice = [PartCut(range: 40..<80, part: "1"), PartCut(range: 60..<90, part: "2")]
    #expect(error { _ = try school.release(id, choice: .init(cuts: twice), by: "senco") } == .cannotCut(id))
    _ = try school.release(id, choice: .init(cuts: [PartCut(range: 35..<60, part: "2")]), by: "senco")
    try school.drain()
    #expect(try school.state(id) == .held)
    #expect(school.hop.count == 0)
  }

  @Test("a return carries the officer's note to the sender, with the message")
  func giveBack() throws {
    let id = try school.hold()
    let reader = school.reader("head")
    let plan = try school.desk.returnPlan([id], note: "Please use the form.\nThank you", by: reader)
    #expect(plan.items.map(\.to) == ["t.marlow@oakfield.example"])
    _ = try school.desk.giveBack(
      [id], note: "Please use the form.\nThank you", approved: plan.digest, by: reader, reason: "wrong form")
    try school.drain()
    let letter = try #require(try school.hop.wait().first)
    let text = String(decoding: letter.data, as: UTF8.self)
    #expect(text.contains("    Please use the form.\r\n    Thank you\r\n") && text.contains("\r\n\r\nText\r\n"))
    #expect(try school.state(id) == .returned)
  }

  @Test("within the grace time a release and a return can be taken back; later they cannot")
  func undo() throws {
    let id = try school.hold()
    let reader = school.reader("senco")
    let choice = ReleaseChoice(recipients: ["a.parent@families.example"])
    _ = try school.release(id, choice: choice, by: "senco")
    try school.desk.takeBack([id], by: school.reader("head"))
    #expect(try school.state(id) == .held)
    #expect(try school.store.show(id).outcome?.withheld == nil)
    #expect(try school.drain() == 0)
    let plan = try school.desk.returnPlan([id], by: reader)
    _ = try school.desk.giveBack([id], approved: plan.digest, by: reader, reason: "no")
    try school.desk.takeBack([id], by: reader)
    _ = try school.release(id, by: "senco")
    try school.drain()
    #expect(try delivered(1).map(addresses) == [["a.parent@families.example", "b.parent@families.example"]])
    guard case .delivery(.store(let late)) = error({ try school.desk.takeBack([id], by: reader) }) else {
      return #expect(Bool(false))
    }
    #expect(late.kind == .tooLate)
    #expect(try school.state(id) == .released && school.hop.count == 1)
    let trail = try school.store.auditLines(of: id).map(\.action)
    #expect(trail == [.held, .releaseBegun, .takenBack, .returnBegun, .takenBack, .releaseBegun, .released])
  }

  @Test("of two officers the second is told who decided, and nothing is done twice")
  func twoAtOnce() throws {
    let id = try school.hold()
    let plan = try school.desk.plan(.whole, for: [id], by: school.reader("senco"))
    let other = try school.desk.returnPlan([id], by: school.reader("head"))
    _ = try school.desk.release(.whole, [id], approved: plan.digest, by: school.reader("senco"))
    let told = error {
      _ = try school.desk.giveBack([id], approved: other.digest, by: school.reader("head"), reason: "no")
    }
    #expect(told == .decided(id, .releasing, by: "senco@oakfield.example", at: school.clock.now))
    #expect(told?.description.contains("decided by senco@oakfield.example") == true)
    try school.drain()
    #expect(try delivered(1).count == 1)
  }

  @Test("many threads that decide at once end a hold once")
  func race() async throws {
    let id = try school.hold()
    let plan = try school.desk.plan(.whole, for: [id], by: school.reader("senco"))
    let desk = school.desk
    let readers = [school.reader("senco"), school.reader("head")]
    let done = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<12 {
        group.addTask {
          (try? desk.release(.whole, [id], approved: plan.digest, by: readers[number % 2])) != nil
        }
      }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(done == 1)
    try school.drain()
    #expect(try delivered(1).count == 1)
    #expect(try school.drain(after: 60) == 0)
  }

  @Test("a release is bound to what was shown: another choice, or anything that has changed, is refused")
  func bound() throws {
    let id = try school.hold()
    let senco = school.reader("senco")
    let plan = try school.desk.plan(.whole, for: [id], by: senco)
    let other = ReleaseChoice(addresses: .hidden)
    #expect(error { _ = try school.desk.release(other, [id], approved: plan.digest, by: senco) } == .changed(id))
    // It was let go and came back: what is known of it is another.
    let row = try #require(try school.store.queueRelease([id], by: "head@oakfield.example").first)
    try school.store.fail(row, ReleaseOutcome(problem: "refused"))
    #expect(try school.state(id) == .held)
    #expect(error { _ = try school.desk.release(.whole, [id], approved: plan.digest, by: senco) } == .changed(id))
    #expect(school.hop.count == 0)
  }

  @Test("several are released or returned together or not at all, and what names recipients is decided on by itself")
  func bulk() throws {
    var ids: [HeldID] = []
    for number in 1...3 {
      var message = held(releaser: .officer)
      message.messageID = "<bulk-\(number)@oakfield.example>"
      ids.append(try school.hold(message, "From: t.marlow@oakfield.example\n\nNumber \(number)\n"))
    }
    let senco = school.reader("senco")
    #expect(
      error { _ = try school.desk.plan(.init(recipients: ["a.parent@families.example"]), for: ids, by: senco) }
        == .oneByOne(ids[0]))
    let plan = try school.desk.plan(.whole, for: ids, by: senco)
    _ = try school.release(ids[1], by: "head")
    #expect(
      error { _ = try school.desk.release(.whole, ids, approved: plan.digest, by: senco) }
        == .decided(ids[1], .releasing, by: "head@oakfield.example", at: school.clock.now))
    #expect(try ids.map(school.state) == [.held, .releasing, .held])
    let rest = [ids[0], ids[2]]
    let both = try school.desk.plan(.whole, for: rest, by: senco)
    _ = try school.desk.release(.whole, rest, approved: both.digest, by: senco)
    try school.drain()
    #expect(try delivered(3).count == 3)
  }
}
