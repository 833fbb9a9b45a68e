import Foundation
import Spool
import Synchronization
import Testing

@testable import Inspection

@Suite("The zygote and where it comes from")
struct ZygoteTests {
  /// Keeps the pids of what it starts.
  final class Watched: ZygoteSource {
    let pids = Mutex<[pid_t]>([])

    func start() throws(InspectionFailure) -> StartedZygote {
      let (pid, socket) = try ZygoteSpawn.start(executable: Inspectors.executable)
      pids.withLock { $0.append(pid) }
      return StartedZygote(socket: socket) { ZygoteSpawn.bury(pid) }
    }
  }

  @Test("a zygote that is killed is replaced, and the next request answered")
  func killed() throws {
    let source = Watched()
    try Inspectors.withPool(source: source) { (pool) throws in
      _ = try pool.selfTest(.pause(milliseconds: 0))
      kill(try #require(source.pids.withLock { $0.first }), SIGKILL)
      #expect(try pool.selfTest(.confinement).isEmpty == false)
      _ = try Inspectors.eventually { pool.statistics.zygotes == 2 ? true : nil }
    }
  }

  @Test("a zygote killed under a busy worker: the worker dies with it, and the message is answered by the next")
  func killedWhileBusy() throws {
    let source = Watched()
    try Inspectors.withPool(source: source) { (pool) throws in
      let running = Running { try pool.selfTest(.pause(milliseconds: 300)) }
      let worker = try Inspectors.eventually { pool.busyWorkers.first }
      kill(try #require(source.pids.withLock { $0.first }), SIGKILL)
      #expect(try running.value().isEmpty)
      _ = try Inspectors.eventually { kill(worker, 0) != 0 ? true : nil }
    }
  }

  /// What belongs to a process alone or is a fork's copy, in bytes: of what is resident all but files and shared memory
  /// (proc(5), statm).
  private func ownMemory(_ pid: pid_t) throws -> Int {
    let fields = try String(contentsOfFile: "/proc/\(pid)/statm", encoding: .utf8).split(separator: " ")
    return try (#require(Int(fields[1])) - #require(Int(fields[2]))) * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  @Test("a worker has taken what it will write to before mail comes: a megabyte of new memory, and what was learned")
  func workingSet() throws {
    let source = Watched()
    try Inspectors.withPool(source: source) { (pool) throws in
      let zygote = try ownMemory(#require(source.pids.withLock { $0.first }))
      // Workers are there as soon as they are forked, before they have done anything.
      _ = try Inspectors.eventually {
        pool.idleWorkers.contains { ((try? ownMemory($0)) ?? 0) > zygote + 1_200_000 } ? true : nil
      }
    }
  }

  @Test("a folder of rules that is not there is named in the error")
  func brokenRules() {
    let generation = InspectorGeneration(rulesFolder: "/nowhere/rules", people: nil)
    #expect {
      _ = try InspectorPool(
        source: DirectZygoteSource(executable: Inspectors.executable), generation: generation,
        limits: Inspectors.limits())
    } throws: { error in
      guard case InspectionFailure.unavailable(let reason) = error else { return false }
      return reason.contains("/nowhere/rules")
    }
  }

  @Test("an error in a rule file comes back with its file and line")
  func brokenRule() throws {
    let folder = NSTemporaryDirectory() + "postern-broken-rules-\(getpid())"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    Inspectors.writeRules("category: health\ntitle: Health\ncolour: red\n", to: folder)
    #expect {
      _ = try InspectorPool(
        source: DirectZygoteSource(executable: Inspectors.executable),
        generation: InspectorGeneration(rulesFolder: folder, people: nil), limits: Inspectors.limits())
    } throws: { error in
      guard case InspectionFailure.unavailable(let reason) = error else { return false }
      return reason.contains(folder + "/categories/health.yaml:3:")
    }
  }

  @Test("a new generation that does not load leaves the old one at work")
  func brokenReplacement() throws {
    try Inspectors.withPool { (pool) throws in
      #expect(throws: InspectionFailure.self) {
        try pool.replace(with: InspectorGeneration(rulesFolder: "/nowhere/rules", people: nil))
      }
      #expect(try pool.selfTest(.taint).isEmpty)
    }
  }

  @Test("a program that is not there is said so")
  func noProgram() {
    #expect(
      throws: InspectionFailure.unavailable(
        reason: "cannot start /nowhere/postern-inspector: No such file or directory")
    ) {
      _ = try InspectorPool(
        source: DirectZygoteSource(executable: "/nowhere/postern-inspector"), generation: Inspectors.generation,
        limits: Inspectors.limits())
    }
  }

  @Test("a program that is no zygote is said so")
  func wrongProgram() {
    #expect(throws: InspectionFailure.self) {
      _ = try InspectorPool(
        source: DirectZygoteSource(executable: "/bin/true"), generation: Inspectors.generation,
        limits: Inspectors.limits())
    }
  }

  @Test("a supervisor hands out zygotes over a socket, also a second one, and buries them")
  func supervised() throws {
    let (supervisor, filter) = try ZygoteProvider.pair()
    let provider = ZygoteProvider(executable: Inspectors.executable)
    let serving = Running {
      while provider.answer(supervisor) {}
      close(supervisor)
      return true
    }
    do {
      let source = SupervisedZygoteSource(adopting: filter)
      try Inspectors.withPool(source: source) { (pool) throws in
        #expect(try pool.selfTest(.refusals).count == 16)
        try pool.replace(with: Inspectors.generation)
        #expect(try pool.selfTest(.refusals).count == 16)
        #expect(provider.count == 2)
      }
    }
    #expect(try serving.value())
    _ = try Inspectors.eventually { () -> Bool? in
      provider.bury()
      return provider.count == 0 ? true : nil
    }
  }

  @Test("a supervisor that cannot start the program passes the reason on")
  func supervisedFailure() throws {
    let (supervisor, filter) = try ZygoteProvider.pair()
    let provider = ZygoteProvider(executable: "/nowhere/postern-inspector")
    let serving = Running {
      while provider.answer(supervisor) {}
      close(supervisor)
      return true
    }
    #expect(
      throws: InspectionFailure.unavailable(
        reason: "cannot start /nowhere/postern-inspector: No such file or directory")
    ) { _ = try SupervisedZygoteSource(adopting: filter).start() }
    #expect(try serving.value())
  }

  @Test("started by hand it says what it is for")
  func byHand() throws {
    let process = Process()
    process.executableURL = URL(filePath: Inspectors.executable)
    let pipe = Pipe()
    process.standardError = pipe
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 64)
    #expect(String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self).contains("postern check"))
  }
}
