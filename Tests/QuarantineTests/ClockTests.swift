import PosternKit
import Spool
import Testing

@testable import Quarantine

@Suite("A clock that jumps")
struct ClockTests {
  private let day: Int64 = 86_400

  /// As the filter does: a look each hour.
  private func run(_ sample: Sample, _ store: QuarantineStore, hours: Int) throws -> ClockState {
    var state = try store.watchClock()
    for _ in 0..<hours {
      sample.clock.advance(3_600)
      state = try store.watchClock()
    }
    return state
  }

  @Test("a new store and a steady clock are trusted, also over a restart and a night without power")
  func steady() throws {
    let sample = try Sample()
    #expect(try run(sample, sample.open(), hours: 30) == .steady)
    sample.clock.advance(16 * 3_600)
    #expect(try sample.open().watchClock() == .steady)
  }

  @Test("a day, back or forth, is waited out: a day of steady running", arguments: [86_400, -86_400, 40 * 86_400])
  func jump(_ by: Int64) throws {
    let sample = try Sample()
    let store = try sample.open()
    #expect(try run(sample, store, hours: 2) == .steady)
    sample.clock.advance(by)
    #expect(try store.watchClock() == .settling(until: sample.clock.time + day, jump: by))
    #expect(try run(sample, store, hours: 23) == .settling(until: sample.clock.time + 3_600, jump: nil))
    #expect(try run(sample, store, hours: 1) == .steady)
  }

  @Test("forth and back again within the day begins the wait anew, over a restart, too")
  func forthAndBack() throws {
    let sample = try Sample()
    let store = try sample.open()
    _ = try run(sample, store, hours: 2)
    sample.clock.advance(300 * day)
    _ = try run(sample, store, hours: 5)
    sample.clock.advance(-300 * day)
    let reopened = try sample.open(as: .commandLine)
    #expect(try reopened.watchClock() == .settling(until: sample.clock.time + day, jump: -300 * day))
    #expect(try run(sample, store, hours: 24) == .steady)
  }

  /// `make chaos SEED=20261128` once had a message held twice, which this explains.
  @Test("a message is held once though the clock is set by forty days between two tries", arguments: [40, -40])
  func setBetweenTries(_ days: Int64) throws {
    let sample = try Sample()
    let store = try sample.open()
    let first = try store.hold(sampleMessage(), content: sampleContent())
    sample.clock.set(by: days * day)
    sample.clock.advance(2)
    #expect(try store.hold(sampleMessage(), content: sampleContent()) == Hold(id: first.id, isRepeat: true))
    // Another process on the same machine.
    let reopened = try sample.open(as: .commandLine)
    #expect(try reopened.acceptedBefore(sampleMessage(), content: sampleContent()) == first.id)
  }

  @Test("after a restart of the machine the clock alone tells what was lately")
  func restarted() throws {
    let sample = try Sample()
    let store = try sample.open()
    let first = try store.hold(sampleMessage(), content: sampleContent())
    sample.clock.restart()
    #expect(try store.hold(sampleMessage(), content: sampleContent()) == Hold(id: first.id, isRepeat: true))
    sample.clock.set(by: 6 * day)
    #expect(try !store.hold(sampleMessage(), content: sampleContent()).isRepeat)
  }

  @Test("where no start of the machine can be told from another, the clock alone counts, and years make no repeat")
  func untold() throws {
    let sample = try Sample()
    let store = try sample.open()
    sample.clock.forgetStart()
    let first = try store.hold(sampleMessage(), content: sampleContent())
    #expect(try store.hold(sampleMessage(), content: sampleContent()) == Hold(id: first.id, isRepeat: true))
    sample.clock.set(by: 400 * day)
    #expect(try !store.hold(sampleMessage(), content: sampleContent()).isRepeat)
  }

  @Test("this machine's own start has a name, and the time since then goes on")
  func system() {
    let one = Uptime.system
    #expect(one.boot?.isEmpty == false)
    #expect(one.seconds > 0 && Uptime.system.seconds >= one.seconds)
    #expect(Uptime.system.boot == one.boot)
  }

  @Test("while it is a day back, mail is held once, letters go, and nothing is lost")
  func backwards() throws {
    let sample = try Sample()
    let store = try sample.open()
    let id = try store.hold(sampleMessage(), content: sampleContent()).id
    let row = try #require(try store.queueRelease([id], by: "dco@oakfield.example").first)
    _ = try #require(try store.begin(row, digest: WireDigest(sampleContent())))
    try store.postpone(store.outgoing(row), problem: "no connection")
    sample.clock.advance(-day)
    #expect(try store.hold(sampleMessage(), content: sampleContent()) == Hold(id: id, isRepeat: true))
    #expect(try store.dueOutgoing() == [row], "it does not wait for a day because the clock went back")
    let next = try store.hold(sampleMessage(recipients: ["b@families.example"]), content: sampleContent()).id
    #expect(try store.show(next).message != nil)
    #expect(try store.verifyAudit() == [])
  }

  @Test("the daily letter is due once a day, and not on a store's first day")
  func digest() throws {
    let sample = try Sample()
    let store = try sample.open()
    #expect(try !store.takeDigest(of: 1), "there is no clock yet")
    _ = try store.watchClock()
    #expect(try !store.takeDigest(of: 10))
    #expect(try !store.takeDigest(of: 10))
    #expect(try store.takeDigest(of: 11))
    #expect(try !sample.open(as: .commandLine).takeDigest(of: 11))
  }
}
