import Testing

@testable import Quarantine

@Suite("What has come by")
struct SightingTests {
  private let sample: Sample
  private let store: QuarantineStore

  init() throws {
    sample = try Sample()
    store = try sample.open()
  }

  @Test("a probe is known by its subject alone, and once it was expected")
  func probe() throws {
    let probe = ProbeToken.random()
    #expect(ProbeToken(subject: probe.subject) == probe)
    #expect(ProbeToken(subject: "  \(probe.subject) ") == probe)
    for subject in ["Re: \(probe.subject)", probe.subject + "x", "Postern probe", "Postern probe ILOU", "Tuesday"] {
      #expect(ProbeToken(subject: subject) == nil, "\(subject)")
    }
    #expect(try !store.see(probe))
    try store.expect(probe)
    #expect(try store.probeSeenAt(probe) == nil)
    #expect(try !store.see(ProbeToken.random()))
    #expect(try store.see(probe))
    let first = sample.clock.time
    sample.clock.advance(60)
    #expect(try store.see(probe))
    #expect(try store.probeSeenAt(probe) == first)
    // Who reads the database cannot send one.
    #expect(try sample.files(with: "\(probe)").isEmpty)
  }

  @Test("old probes are forgotten")
  func forgotten() throws {
    let old = ProbeToken.random()
    try store.expect(old)
    _ = try store.see(old)
    sample.clock.advance(8 * 86_400)
    try store.expect(ProbeToken.random())
    #expect(try store.probeSeenAt(old) == nil)
  }

  @Test("the last time of internal mail is kept, over a restart, too")
  func internalMail() throws {
    #expect(try store.internalMailSeenAt() == nil)
    try store.noteInternalMail()
    sample.clock.advance(3_600)
    try store.noteInternalMail()
    #expect(try store.internalMailSeenAt() == sample.clock.time)
    #expect(try sample.open(as: .commandLine).internalMailSeenAt() == sample.clock.time)
  }
}
