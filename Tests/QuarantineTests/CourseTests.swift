import Spool
import Testing

@testable import Quarantine

@Suite("What became of held mail")
struct CourseTests {
  private let officer = "dco@oakfield.example"
  private let sample: Sample
  private let store: QuarantineStore

  init() throws {
    sample = try Sample()
    store = try sample.open()
  }

  @Test("who decided first, and when; for mail that waits nobody")
  func courses() throws {
    let first = try store.hold(sampleMessage(number: 1), content: sampleContent("1")).id
    let second = try store.hold(sampleMessage(number: 2), content: sampleContent("2")).id
    sample.clock.advance(600)
    _ = try store.queueRelease([first], by: officer, reason: "checked")
    let courses = try store.courses(since: 0, visibleTo: nil)
    #expect(courses.map(\.summary.id) == [first, second])
    #expect(courses.map(\.deed) == [.releaseBegun, nil])
    #expect(courses[0].decidedAt == courses[0].summary.heldAt + 600)
    #expect(courses.map(\.actor) == [officer, nil])
    #expect(try store.courses(since: sample.clock.time, visibleTo: nil).isEmpty)
  }

  @Test("of one sender alone, in any case of letters; and none that a reader may not know of")
  func narrowed() throws {
    let id = try store.hold(sampleMessage(conduct: [officer]), content: sampleContent()).id
    #expect(try store.courses(since: 0, of: "T.Wobblegate@Oakfield.example", visibleTo: nil).map(\.summary.id) == [id])
    #expect(try store.courses(since: 0, of: "other@oakfield.example", visibleTo: nil).isEmpty)
    #expect(try store.courses(since: 0, visibleTo: ["dco@home.example", "DCO@oakfield.example"]).isEmpty)
  }

  @Test("how much waits, and since when")
  func lengths() throws {
    #expect(try store.queueLengths().pending == QueueLength(count: 0, oldest: nil))
    let start = sample.clock.time
    let id = try store.hold(sampleMessage(), content: sampleContent()).id
    sample.clock.advance(60)
    _ = try store.queueRelease([id], by: officer, reason: "checked")
    let (pending, outbox) = try store.queueLengths()
    #expect(pending.count == 0)
    #expect(outbox == QueueLength(count: 1, oldest: start + 60))
  }
}
