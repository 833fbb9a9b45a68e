import PosternKit
import Testing

@testable import Milter

@Suite("A thread that waits for the MTA")
struct WaitingTests {
  @Test("sleeps on while the MTA takes what it was answered")
  func sleepsOn() throws {
    let sleeps = try NeedlessWaking.sleeps { socket in _ = try? PacketReader(socket, isTCP: false).next() }
    #expect(sleeps < 10)
  }
}
