import PosternKit
import Testing

@testable import Inspection

@Suite("A worker that waits for a request")
struct WaitingTests {
  @Test("sleeps on while the filter takes its answer")
  func sleepsOn() throws {
    let sleeps = try NeedlessWaking.sleeps { socket in _ = try? FrameSocket.receiveBlocking(from: socket) }
    #expect(sleeps < 10)
  }
}
