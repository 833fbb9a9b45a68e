import Foundation
import Milter
import PosternKit
import Spool
import Synchronization
import Testing

/// What one client does must not be felt by another.
@Suite("Many connections at once", .serialized)
struct CrowdTests {
  let filter: SharedFilter
  init() throws { filter = try SharedFilter.shared.get() }

  private func peer() throws -> ProtocolPeer {
    let peer = try ProtocolPeer(path: filter.folder.file("milter"), milliseconds: 60_000)
    try #require(peer.begin())
    return peer
  }

  @Test("hundreds whose message is being judged, and as many that stall in the middle of one, keep nobody else waiting")
  func starvation() throws {
    let slow = sender("slow")
    let quick = sender("quick")
    let doors = DispatchSemaphore(value: 0)
    let inside = Atomic<Int>(0)
    filter.bench.judge(sender: slow) { _, _ in
      inside.add(1, ordering: .relaxed)
      doors.wait()
      return .accept
    }
    filter.bench.judge(sender: quick) { _, _ in .discard }
    let count = 200
    let slowOnes = try (0..<count).map { _ in try peer() }
    for peer in slowOnes {
      peer.open(from: slow, to: ["b@next.example"], header: [("Subject", "x")])
      peer.body([0x78])
      peer.send("E")
    }
    // Between packets, and inside of one: the second keeps a thread of libmilter's.
    let stalled = try (0..<count).map { _ in try peer() }
    for (number, peer) in stalled.enumerated() {
      peer.open(from: quick, to: ["b@next.example"], header: [("Subject", "x")])
      peer.body([UInt8](repeating: 0x78, count: 1_000))
      if number % 2 == 0 { peer.raw(ProtocolPeer.number(1_000) + Array("Bhalf".utf8)) }
    }
    while inside.load(ordering: .relaxed) < count { usleep(1_000) }
    // All of the slow ones are in their judge, and are kept there until the others have had their answers.
    let other = try peer()
    for _ in 0..<20 {
      other.open(from: quick, to: ["b@next.example"], header: [("Subject", "x")])
      other.body([0x78])
      #expect(other.end() == .discard)
    }
    let late = try peer()
    late.open(from: quick, to: ["b@next.example"], header: [("Subject", "x")])
    #expect(late.end() == .discard)
    for _ in 0..<count { doors.signal() }
    for peer in slowOnes { #expect(peer.receive()?.letter == "a") }
    for (number, peer) in stalled.enumerated() where number % 2 == 1 { #expect(peer.end() == .discard) }
  }

  @Test("what stalls half way gives its memory to what waits for it, and is asked to try again")
  func memory() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder("crowd")
      let path = folder.file("milter")
      var limits = MilterLimits()
      limits.memoryBytes = 2 << 20
      limits.standstillMilliseconds = 500
      let server = MilterServer(
        socket: .unix(path: path), mode: 0o666, limits: limits, implementation: testedImplementation,
        handler: ServerTests.Simple(), logger: quietLogger())
      serveOnThread(server)
      try ServerTests.waitUntil { server.listens }
      let piece = [UInt8](repeating: 0x78, count: 60_000)
      func open() throws -> ProtocolPeer {
        let peer = try ProtocolPeer(path: path, milliseconds: 60_000)
        try #require(peer.begin())
        peer.open(from: "keep@oakfield.example", to: ["b@next.example"], header: [("Subject", "x")])
        return peer
      }
      // Twice what there is; they stop half way.
      let stalled = try (0..<8).map { _ in try open() }
      for peer in stalled {
        for _ in 0..<8 { try #require(peer.body(piece)) }
      }
      // What is small asks for nothing.
      let small = try open()
      small.body([0x78])
      try #require(small.end() == .accept)
      let large = try open()
      for _ in 0..<16 { try #require(large.body(piece)) }
      try #require(large.end() == .accept)
      let answers = stalled.map { $0.end() }
      try #require(answers.contains(.tempfail))
      try #require(answers.allSatisfy { $0 == .tempfail || $0 == .accept })
      try #require(server.waitingForMemory == 0)
      // The connections serve on.
      for peer in stalled {
        peer.open(from: "keep@oakfield.example", to: ["b@next.example"], header: [("Subject", "x")])
        peer.body(piece)
        try #require(peer.end() == .accept)
      }
    }
  }
}
