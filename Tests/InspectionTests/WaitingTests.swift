import Glibc
import PosternKit
import Testing

@testable import Inspection

@Suite("A worker that waits for a request")
struct WaitingTests {
  @Test("sleeps on while the filter takes its answer")
  func sleepsOn() throws {
    var pair: [Int32] = [-1, -1]
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
    let (ours, theirs) = (pair[0], pair[1])
    let waiting = WaitingThread { _ = try? FrameSocket.receiveBlocking(from: ours) }
    waiting.untilItSleeps()
    let before = waiting.sleeps
    for _ in 0..<100 {
      try #require(send(ours, "c", 1, 0) == 1)
      var byte: UInt8 = 0
      try #require(recv(theirs, &byte, 1, 0) == 1)
      // Whatever has been woken goes back to sleep meanwhile.
      usleep(1_000)
    }
    #expect(waiting.sleeps > 0 && waiting.sleeps - before < 10)
    close(theirs)
    waiting.join()
    close(ours)
  }
}
