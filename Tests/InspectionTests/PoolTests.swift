import Detection
import Extraction
import Foundation
import MIME
import Spool
import Synchronization
import Testing

@testable import Inspection

@Suite("The pool of workers")
struct PoolTests {
  private func request(_ text: String) throws -> InspectionRequest {
    let file = MemoryFile()
    try file.append(Array(text.utf8))
    return InspectionRequest(
      .message(file), sender: "a.okafor@oakfield.example", recipients: ["b.reed@oakfield.example"])
  }

  private let letter =
    "From: a.okafor@oakfield.example\r\nTo: b.reed@oakfield.example\r\nSubject: Lunch\r\n\r\nSee you there.\r\n"

  @Test("a message is read, and its part is listed with size and SHA-256")
  func reads() throws {
    try Inspectors.withPool { (pool) throws in
      let inspection = try pool.inspect(try request(letter))
      #expect(inspection.headers.subject == "Lunch")
      #expect(inspection.parts.count == 1)
      #expect(inspection.parts.first?.type == "text/plain")
      #expect(inspection.parts.first?.size == 16)
      // printf 'See you there.\r\n' | sha256sum
      #expect(
        inspection.parts.first?.digest.map { String(format: "%02x", $0) }.joined()
          == "2b8edc9592f2dd2912be7f3417c213e7cedc9ac46ef8ff55d07d2084da8ba88a")
      #expect(inspection.refusedCalls.isEmpty)
    }
  }

  @Test("a category is found in a message, and where it stands")
  func detects() throws {
    try Inspectors.withPool { (pool) throws in
      let inspection = try pool.inspect(
        try request(letter.replacingOccurrences(of: "See you there.", with: "She has epilepsy and will be late.")))
      let finding = try #require(inspection.findings.first)
      #expect(finding.what == .category(.health, .serious))
      #expect(finding.range == 8..<16)
      #expect(inspection.texts[finding.text].place.part == 0)
      #expect(inspection.texts[finding.text].kind == .visible)
    }
  }

  @Test("mail that is not read for content is listed and hashed only")
  func listsOnly() throws {
    try Inspectors.withPool { (pool) throws in
      var request = try request(letter.replacingOccurrences(of: "See you there.", with: "She has epilepsy."))
      request.readsContent = false
      request.headersWereCut = true
      let inspection = try pool.inspect(request)
      #expect(inspection.findings.isEmpty && inspection.texts.isEmpty)
      #expect(inspection.parts.first?.digest.count == 32)
      #expect(inspection.headers.isTruncated)
      #expect(inspection.ambiguities == [Ambiguity(.headerTruncated)])
    }
  }

  @Test("bare text is read in the same way")
  func readsText() throws {
    try Inspectors.withPool { (pool) throws in
      let file = MemoryFile()
      try file.append(Array("Epilepsy is on his plan.".utf8))
      let inspection = try pool.inspect(InspectionRequest(.text(file), sender: "", recipients: []))
      #expect(inspection.findings.first?.range == 0..<8)
    }
  }

  @Test("an empty message gets its inspection")
  func empty() throws {
    try Inspectors.withPool { (pool) throws in
      let inspection = try pool.inspect(try request(""))
      #expect(inspection.findings.isEmpty)
    }
  }

  @Test("a message cannot be changed any more once a worker has it")
  func seals() throws {
    try Inspectors.withPool { (pool) throws in
      let request = try request(letter)
      _ = try pool.inspect(request)
      #expect(throws: SpoolError.self) { try request.subject.file.append([0x41]) }
    }
  }

  @Test("64 threads with 4 workers all get their answers")
  func manyThreads() throws {
    try Inspectors.withPool(Inspectors.limits(workers: 4, milliseconds: 60_000)) { (pool) throws in
      let running = try (0..<64).map { number in
        let request = try request(letter.replacingOccurrences(of: "Lunch", with: "Lunch \(number)"))
        return Running { try pool.inspect(request).headers.subject }
      }
      for (number, thread) in running.enumerated() { #expect(try thread.value() == "Lunch \(number)") }
      #expect(pool.statistics.served == 64)
      #expect(pool.statistics.died == 0)
      #expect(pool.statistics.started == 4)
    }
  }

  @Test("a thousand inspections by 250 workers leak no descriptor, here or in the zygote")
  func noLeaks() throws {
    let source = ZygoteTests.Watched()
    try Inspectors.withPool(Inspectors.limits(workers: 2, messages: 4), source: source) { (pool) throws in
      let zygote = try #require(source.pids.withLock { $0.first })
      _ = try Inspectors.eventually { pool.idleWorkers.count == 2 ? true : nil }
      let before = (here: try descriptors("self").count, zygote: try descriptors("\(zygote)").count)
      let file = MemoryFile(label: "postern-leak-test")
      try file.append(Array(letter.utf8))
      // Small as it is, it goes over as a descriptor once it is in a file.
      _ = try file.descriptor
      let request = InspectionRequest(.message(file), sender: "", recipients: [])
      for _ in 0..<1_000 { _ = try pool.inspect(request) }
      #expect(pool.statistics.served == 1_000)
      #expect(pool.statistics.died == 0)
      _ = try Inspectors.eventually { pool.idleWorkers.count == 2 ? true : nil }
      #expect(pool.statistics.started >= 250)
      // The zygote closes its copy of a worker's socket a moment after the worker is known here.
      let settled = try Inspectors.eventually {
        ((try? descriptors("\(zygote)").count) ?? .max) <= before.zygote ? true : nil
      }
      #expect(settled)
      #expect(try descriptors("self").count { $0.contains("postern-leak-test") } == 1)
      // Other tests open and close theirs meanwhile, far fewer than the 250 sockets that a leak would leave.
      #expect(try descriptors("self").count < before.here + 150)
    }
  }

  /// What a process has open, as the kernel names it.
  private func descriptors(_ process: String) throws -> [String] {
    let folder = "/proc/\(process)/fd"
    return try FileManager.default.contentsOfDirectory(atPath: folder).compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: folder + "/" + $0)
    }
  }

  @Test("a worker killed in the middle of a message is replaced, and the message answered by another")
  func killedOnce() throws {
    try Inspectors.withPool { (pool) throws in
      let running = Running { try pool.selfTest(.pause(milliseconds: 300)) }
      let pid = try Inspectors.eventually { pool.busyWorkers.first }
      kill(pid, SIGKILL)
      #expect(try running.value().isEmpty)
      #expect(pool.statistics.served == 1)
      #expect(pool.statistics.died >= 1)
    }
  }

  @Test("a message that kills its worker twice is reported, with the way of death")
  func killedTwice() throws {
    try Inspectors.withPool { (pool) throws in
      let running = Running { try pool.selfTest(.pause(milliseconds: 50_000), milliseconds: 60_000) }
      var killed: Set<pid_t> = []
      _ = try Inspectors.eventually { () -> Bool? in
        if let worker = pool.busyWorkers.first(where: { !killed.contains($0) }) {
          // One that is killed before it has read the request is no death by this message: then a third gets it.
          usleep(50_000)
          kill(worker, SIGKILL)
          killed.insert(worker)
        }
        return running.isDone ? true : nil
      }
      #expect(killed.count >= 2)
      #expect(throws: InspectionFailure.workerDied(reason: "its process was killed (signal 9)")) { try running.value() }
      #expect(try pool.selfTest(.taint).isEmpty)
    }
  }

  @Test("a crash is tried once more, reported, and does not touch the next message")
  func crash() throws {
    try Inspectors.withPool { (pool) throws in
      #expect(throws: InspectionFailure.self) { try pool.selfTest(.crash) }
      #expect(pool.statistics.died == 2)
      #expect(try pool.inspect(try request(letter)).headers.subject == "Lunch")
    }
  }

  @Test("a worker that hangs is killed when the time is up, and replaced")
  func hangs() throws {
    try Inspectors.withPool(Inspectors.limits(workers: 1)) { (pool) throws in
      #expect(throws: InspectionFailure.outOfTime(milliseconds: 150)) { try pool.selfTest(.spin, milliseconds: 150) }
      #expect(try pool.inspect(try request(letter)).headers.subject == "Lunch")
      #expect(pool.statistics.outOfTime == 1)
      #expect(pool.statistics.started == 2)
    }
  }

  @Test("a worker that takes too much memory dies alone; one that takes less is served")
  func memory() throws {
    try Inspectors.withPool(Inspectors.limits(memory: 200 << 20)) { (pool) throws in
      #expect(throws: InspectionFailure.self) { try pool.selfTest(.allocate(bytes: 400 << 20)) }
      #expect(try pool.selfTest(.allocate(bytes: 100 << 20)).first?.value == 1)
    }
  }

  @Test("an answer that means nothing is refused, and its worker not used again")
  func babble() throws {
    try Inspectors.withPool(Inspectors.limits(workers: 1)) { (pool) throws in
      #expect {
        try pool.selfTest(.babble)
      } throws: { error in
        guard case InspectionFailure.invalidAnswer = error else { return false }
        return true
      }
      #expect(try pool.inspect(try request(letter)).headers.subject == "Lunch")
      #expect(pool.statistics.started == 2)
    }
  }

  @Test("a worker that says it is tainted serves no second message")
  func taint() throws {
    try Inspectors.withPool(Inspectors.limits(workers: 1)) { (pool) throws in
      for _ in 0..<5 { _ = try pool.selfTest(.taint) }
      _ = try Inspectors.eventually { pool.statistics.started == 6 ? true : nil }
      #expect(pool.statistics.died == 0)
    }
  }

  @Test("when all workers are busy until the time is up, that is said")
  func overloaded() throws {
    try Inspectors.withPool(Inspectors.limits(workers: 1)) { (pool) throws in
      let running = Running { try pool.selfTest(.pause(milliseconds: 3_000)) }
      _ = try Inspectors.eventually { pool.busyWorkers.first }
      #expect(throws: InspectionFailure.overloaded) { try pool.selfTest(.taint, milliseconds: 20) }
      #expect(try running.value().isEmpty)
    }
  }

  @Test("what is read in the background has a worker of its own, at a low priority, and keeps nobody waiting")
  func background() throws {
    try Inspectors.withPool(Inspectors.limits(workers: 1)) { (pool) throws in
      let usual = try Inspectors.eventually { pool.idleWorkers.first }
      let background = Running {
        try pool.perform(.selfTest(.pause(milliseconds: 3_000)), milliseconds: nil, inBackground: true, progress: nil)
      }
      let worker = try Inspectors.eventually { pool.busyWorkers.first }
      #expect(worker != usual)
      // It gives up its priority as it starts, a moment after it counts as busy.
      _ = try Inspectors.eventually { getpriority(Int32(PRIO_PROCESS.rawValue), id_t(worker)) == 10 ? true : nil }
      // Linux may weigh whole sessions against each other; a kernel that does not has no such file.
      #expect(getsid(worker) == worker)
      if let group = try? String(contentsOfFile: "/proc/\(worker)/autogroup", encoding: .utf8) {
        #expect(group.hasSuffix(" nice 10\n"))
      }
      #expect(getpriority(Int32(PRIO_PROCESS.rawValue), id_t(usual)) == 0)
      #expect(try pool.inspect(try request(letter)).headers.subject == "Lunch")
      #expect(pool.idleWorkers == [usual])
      _ = try background.value()
      // It has served its one message.
      _ = try Inspectors.eventually { kill(worker, 0) != 0 ? true : nil }
      #expect(try pool.inspect(try request(letter), inBackground: true).headers.subject == "Lunch")
      #expect(pool.idleWorkers == [usual])
    }
  }

  @Test("what is read in the background is broken off at once when it is to end, and nothing is begun any more")
  func backgroundEnds() throws {
    try Inspectors.withPool { (pool) throws in
      let running = Running {
        try pool.perform(
          .selfTest(.pause(milliseconds: 50_000)), milliseconds: 60_000, inBackground: true, progress: nil)
      }
      _ = try Inspectors.eventually { pool.busyWorkers.first }
      pool.endBackground()
      #expect(throws: InspectionFailure.self) { try running.value() }
      #expect(throws: InspectionFailure.self) { try pool.inspect(try request(letter), inBackground: true) }
      #expect(try pool.inspect(try request(letter)).headers.subject == "Lunch")
    }
  }

  @Test("a background worker whose zygote dies is replaced by one of the next zygote")
  func backgroundAfterZygote() throws {
    try Inspectors.withPool { (pool) throws in
      let running = Running {
        try pool.perform(.selfTest(.pause(milliseconds: 500)), milliseconds: nil, inBackground: true, progress: nil)
      }
      let worker = try Inspectors.eventually { pool.busyWorkers.first }
      let status = try String(contentsOfFile: "/proc/\(worker)/status", encoding: .utf8)
      let parent = status.split(separator: "\n").first { $0.hasPrefix("PPid:") }?.split(separator: "\t").last
      kill(try #require(parent.flatMap { pid_t($0) }), SIGKILL)
      _ = try running.value()
      #expect(pool.statistics.zygotes == 2)
    }
  }

  @Test("what is written in a charset that few use is read by a worker that knows all, beside the usual ones")
  func rareCharset() throws {
    try Inspectors.withPool(Inspectors.limits(workers: 1)) { (pool) throws in
      // RFC 2047; the bytes of ISO 8859-7.
      let greek = letter.replacing("Lunch", with: "=?iso-8859-7?Q?=D3=F7=EF=EB=E5=DF=EF?=")
      #expect(try pool.inspect(try request(greek)).headers.subject == "Σχολείο")
      #expect(try pool.inspect(try request(greek), inBackground: true).headers.subject == "Σχολείο")
      #expect(pool.statistics.refusedCalls.isEmpty)
      // The usual worker that could not read it may have learned that there is no such charset: it is not asked again.
      let worker = try Inspectors.eventually { pool.idleWorkers.first }
      #expect(try pool.inspect(try request(letter)).headers.subject == "Lunch")
      #expect(pool.idleWorkers == [worker])
      #expect(pool.statistics.died == 0)
    }
  }

  @Test("a long wait reports progress to the one who waits")
  func progress() throws {
    try Inspectors.withPool { (pool) throws in
      var calls = 0
      _ = try pool.selfTest(.pause(milliseconds: 3_500)) { calls += 1 }
      #expect(calls == 1)
    }
  }

  @Test("new rules and people take over without a pause: what is under way finishes with the old")
  func replacement() throws {
    try Inspectors.withPool { (pool) throws in
      let running = Running { try pool.selfTest(.pause(milliseconds: 1_000)) }
      let old = try Inspectors.eventually { pool.busyWorkers.first }
      try pool.replace(with: Inspectors.generation)
      #expect(!pool.idleWorkers.contains(old))
      #expect(try pool.inspect(try request(letter)).headers.subject == "Lunch")
      #expect(try running.value().isEmpty)
      #expect(pool.statistics.zygotes == 2)
      #expect(pool.statistics.died == 0)
    }
  }

  @Test("a closed pool refuses, and leaves no process behind")
  func close() throws {
    let pool = try InspectorPool(
      source: DirectZygoteSource(executable: Inspectors.executable), generation: Inspectors.generation,
      limits: Inspectors.limits())
    let workers = try Inspectors.eventually { pool.idleWorkers.count == 2 ? pool.idleWorkers : nil }
    pool.close()
    #expect(throws: InspectionFailure.unavailable(reason: "Postern is shutting down")) { try pool.selfTest(.taint) }
    for pid in workers { _ = try Inspectors.eventually { kill(pid, 0) != 0 ? true : nil } }
    #expect(pool.statistics.alive == 0)
  }
}
