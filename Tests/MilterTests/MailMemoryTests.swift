import Foundation
import Spool
import Testing

@testable import Milter

/// Each step is a quarter of a megabyte.
@Suite("The memory that all mail under way takes together")
struct MailMemoryTests {
  private static func memory(steps: Int, wait: Int = 60_000, standstill: Int = 60_000) -> MailMemory {
    var limits = MilterLimits()
    limits.memoryBytes = steps * MailMemory.step
    limits.memoryWaitMilliseconds = wait
    limits.standstillMilliseconds = standstill
    return MailMemory(limits)
  }

  private static func share() -> MailShare { MailShare(MemoryFile()) }

  /// Asks on a thread of its own.
  private static func ask(_ memory: MailMemory, _ share: MailShare, steps: Int) -> Asked {
    let asked = Asked()
    let before = memory.waiting
    Thread.detachNewThread {
      asked.end(
        Result { () throws(IncomingMessageError) -> Int in
          try memory.grow(share, to: steps * MailMemory.step)
        })
    }
    while memory.waiting == before, !asked.isOver { usleep(1_000) }
    return asked
  }

  final class Asked: @unchecked Sendable {
    // Sendable because `result` is written before `over` is signalled, and read behind its lock.
    private let lock = NSCondition()
    private var result: Result<Int, IncomingMessageError>?

    func end(_ result: Result<Int, IncomingMessageError>) {
      lock.withLock {
        self.result = result
        lock.broadcast()
      }
    }

    var isOver: Bool { lock.withLock { result != nil } }

    func wait() throws -> Int {
      lock.lock()
      defer { lock.unlock() }
      while result == nil { lock.wait() }
      return try #require(result).get()
    }
  }

  @Test("is given out up to its bound, and comes back")
  func bound() throws {
    let memory = Self.memory(steps: 4)
    let first = Self.share()
    let second = Self.share()
    #expect(try memory.grow(first, to: 1) == MailMemory.step)
    #expect(try memory.grow(first, to: MailMemory.step) == MailMemory.step)
    #expect(try memory.grow(second, to: 3 * MailMemory.step) == 3 * MailMemory.step)
    #expect(memory.used == 4 * MailMemory.step)
    memory.leave(first)
    memory.leave(first)
    #expect(memory.used == 3 * MailMemory.step)
    memory.leave(second)
    #expect(memory.used == 0)
  }

  @Test("goes beyond its bound for one message at a time, so that what is half there comes to its end")
  func beyond() throws {
    let memory = Self.memory(steps: 2)
    let shares = [Self.share(), Self.share()]
    for share in shares { _ = try memory.grow(share, to: 1) }
    #expect(try memory.grow(shares[1], to: 2 * MailMemory.step) == 2 * MailMemory.step)
    let older = Self.ask(memory, shares[0], steps: 2)
    #expect(memory.waiting == 1 && !older.isOver)
    // Whoever goes beyond it may do so again, though an older one waits: that waits for its end.
    #expect(try memory.grow(shares[1], to: 5 * MailMemory.step) == 5 * MailMemory.step)
    #expect(!older.isOver)
    memory.leave(shares[1])
    #expect(try older.wait() == 2 * MailMemory.step)
    #expect(memory.used == 2 * MailMemory.step)
  }

  @Test("is given to the message that came first, whoever asked first")
  func order() throws {
    let memory = Self.memory(steps: 3)
    let shares = [Self.share(), Self.share(), Self.share()]
    for share in shares { _ = try memory.grow(share, to: 1) }
    #expect(try memory.grow(shares[2], to: 4 * MailMemory.step) == 4 * MailMemory.step)
    let younger = Self.ask(memory, shares[1], steps: 3)
    let older = Self.ask(memory, shares[0], steps: 2)
    #expect(memory.waiting == 2)
    // Back to two of three steps: there is room for one more, and the younger would need two.
    memory.leave(shares[2])
    #expect(try older.wait() == 2 * MailMemory.step)
    #expect(try younger.wait() == 3 * MailMemory.step)
    #expect(memory.used == 5 * MailMemory.step)
  }

  @Test("is refused after a while, and the next one is served")
  func patience() throws {
    let memory = Self.memory(steps: 1, wait: 300)
    let shares = [Self.share(), Self.share(), Self.share()]
    _ = try memory.grow(shares[0], to: MailMemory.step)
    _ = try memory.grow(shares[1], to: MailMemory.step)
    let third = Self.ask(memory, shares[2], steps: 1)
    #expect(throws: IncomingMessageError.self) { try third.wait() }
    #expect(memory.waiting == 0 && memory.used == 2 * MailMemory.step)
    memory.leave(shares[2])
    memory.leave(shares[1])
    #expect(try memory.grow(Self.share(), to: MailMemory.step) == MailMemory.step)
  }

  @Test("is asked for at once for what a sender has announced, and given back with the message")
  func announced() throws {
    let memory = Self.memory(steps: 8)
    func message(_ parameters: [String]) -> IncomingMessage {
      let message = IncomingMessage(
        sender: Envelope.Path(address: "a@oakfield.example", parameters: parameters), limits: MilterLimits(),
        memory: memory, addsSpace: false)
      message.open()
      return message
    }
    func fill(_ message: IncomingMessage, _ bytes: Int) {
      [UInt8](repeating: 0x78, count: bytes).withUnsafeBytes { message.add(body: $0) }
    }
    do {
      let large = message(["BODY=8BITMIME", "SIZE=\(4 * MailMemory.step)"])
      fill(large, 10_000)
      #expect(memory.used == 0)
      fill(large, 100_000)
      #expect(memory.used == 4 * MailMemory.step)
      // What says less than it has gets what it needs; nonsense is as good as nothing.
      for parameters in [["SIZE=1"], ["SIZE=x"], ["SIZE=-5"], []] {
        let other = message(parameters)
        fill(other, 100_000)
        #expect(memory.used == 5 * MailMemory.step)
      }
    }
    #expect(memory.used == 0)
  }

  @Test("is taken from what stands still half way while others wait, and only then; what is whole keeps its own")
  func standstill() throws {
    let memory = Self.memory(steps: 3, standstill: 300)
    let stalled = Self.share()
    let whole = Self.share()
    let beyond = Self.share()
    for (share, steps) in [(stalled, 2), (whole, 1)] {
      _ = try memory.grow(share, to: steps * MailMemory.step)
      try share.file.append([UInt8](repeating: 7, count: MailMemory.step))
    }
    try memory.settle(whole)
    _ = try memory.grow(beyond, to: MailMemory.step)
    try memory.settle(beyond)
    usleep(400_000)
    #expect(try stalled.file.size == MailMemory.step)
    #expect(try memory.grow(stalled, to: MailMemory.step) == 2 * MailMemory.step)
    // Now somebody waits.
    let waiting = Self.ask(memory, Self.share(), steps: 1)
    #expect(try waiting.wait() == MailMemory.step)
    #expect(try stalled.file.size == 0)
    #expect(throws: IncomingMessageError.self) { try memory.settle(stalled) }
    #expect(throws: IncomingMessageError.self) { try memory.grow(stalled, to: 2 * MailMemory.step) }
    #expect(try whole.file.size == MailMemory.step)
    #expect(memory.used == 3 * MailMemory.step)
  }
}
