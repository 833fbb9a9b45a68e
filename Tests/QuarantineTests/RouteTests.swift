import Policy
import Spool
import Testing

@testable import Quarantine

@Suite("Copies that go different ways")
struct RouteTests {
  private let store: QuarantineStore
  private let id: HeldID
  private let digest: WireDigest

  init() throws {
    store = try Sample().open()
    let content = try sampleContent()
    digest = try WireDigest(content)
    id = try store.hold(
      sampleMessage(
        recipients: ["a@families.example", "b@families.example"],
        copies: [
          .init(addresses: ["a@families.example"], shown: .everybody),
          .init(addresses: ["b@families.example"], shown: .nobody, route: .verifiedTLS),
        ]), content: content
    ).id
  }

  private func released() throws -> (ordinary: Outgoing, verified: Outgoing) {
    let rows = try store.queueRelease([id], by: "dco@oakfield.example", reason: "checked").map {
      try store.outgoing($0)
    }
    #expect(rows.count == 2)
    return (
      try #require(rows.first { $0.record.route == nil }), try #require(rows.first { $0.record.route == .verifiedTLS })
    )
  }

  @Test("are released as rows of their own, each with its recipients and its way")
  func rows() throws {
    let (ordinary, verified) = try released()
    #expect(ordinary.record.envelope.recipients.map(\.address) == ["a@families.example"])
    #expect(verified.record.envelope.recipients.map(\.address) == ["b@families.example"])
    #expect(verified.record.shown == .nobody)
    for row in [verified, ordinary] {
      #expect(try store.show(id).summary.state == .releasing)
      _ = try #require(try store.begin(row.id, digest: digest))
      try store.settle(row.id, ReleaseOutcome(queueID: "4A"))
    }
    #expect(try store.show(id).summary.state == .released)
  }

  @Test("get their receipt by the service of their way alone")
  func receipts() throws {
    let (ordinary, verified) = try released()
    let routes: [(Outgoing, right: OutgoingRoute?, wrong: OutgoingRoute?)] = [
      (ordinary, nil, .verifiedTLS), (verified, .verifiedTLS, nil),
    ]
    for (row, right, wrong) in routes {
      let attempt = try #require(try store.begin(row.id, digest: digest))
      let envelope = row.record.envelope
      #expect(
        try store.receive(attempt, envelope: envelope, digest: digest, queueID: "4A", by: wrong) == .otherRoute)
      #expect(try store.receive(attempt, envelope: envelope, digest: digest, queueID: "4A", by: right) == nil)
    }
  }

  @Test("keep their way when a try did not go")
  func again() throws {
    let verified = try released().verified
    _ = try store.begin(verified.id, digest: digest)
    try store.postpone(store.outgoing(verified.id), problem: "nobody there")
    #expect(try store.outgoing(verified.id).record.route == .verifiedTLS)
  }
}
