import Foundation
import Synchronization
import Testing

@testable import Milter

@Suite("Threads that serve connections")
struct ServingThreadsTests {
  @Test("who takes the last place learns that nobody waits any more")
  func last() {
    let threads = ServingThreads()
    threads.expect()
    threads.expect()
    #expect(threads.leave())
    #expect(!threads.leave())
  }

  @Test("sixteen wait for the next connection, and what a crowd has left beyond that ends")
  func most() {
    let threads = ServingThreads()
    for number in 0..<40 { #expect(threads.comeBack() == (number < 16), "\(number)") }
    #expect(threads.leave())
    #expect(threads.comeBack())
  }

  @Test("the end waits for the last one that waits, and nobody comes back after it")
  func end() {
    let threads = ServingThreads()
    let isTime = Atomic<Bool>(false)
    let hasEnded = Atomic<Bool>(false)
    let done = DispatchSemaphore(value: 0)
    threads.expect()
    threads.expect()
    DispatchQueue.global().async {
      threads.waitUntilNobodyWaits { isTime.load(ordering: .sequentiallyConsistent) }
      hasEnded.store(true, ordering: .sequentiallyConsistent)
      done.signal()
    }
    // A connection came, and its thread will come back.
    threads.leave()
    #expect(threads.comeBack())
    isTime.store(true, ordering: .sequentiallyConsistent)
    threads.lookAgain()
    threads.leave()
    threads.lookAgain()
    let isEarly = hasEnded.load(ordering: .sequentiallyConsistent)
    #expect(!isEarly)
    threads.leave()
    threads.lookAgain()
    done.wait()
    #expect(!threads.comeBack())
  }
}
