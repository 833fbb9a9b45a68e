import Foundation
import Testing

@testable import Inspection

@Suite("The wall, from inside a worker")
struct WallTests {
  @Test("files, sockets, programs, processes and rights are refused, and each refusal is counted")
  func refusals() throws {
    try Inspectors.withPool { (pool) throws in
      let results = try pool.selfTest(.refusals)
      #expect(results.count == 16)
      for result in results {
        #expect(result.value != 0, "a worker could \(result.name)")
        #expect(result.isCounted, "\(result.name): refused, but not counted")
      }
      let calls = pool.statistics.refusedCalls
      for name in [
        "openat", "socket", "connect", "execve", "clone", "clone3", "ptrace", "kill", "mmap", "setuid", "prlimit64",
      ] {
        #expect(calls[name, default: 0] > 0, "\(name) is not among the counted calls")
      }
      #expect(calls["openat"] == 3)
      #expect(calls["socket"] == 2)
    }
  }

  @Test("a worker is nobody, cannot be dumped, gains no rights, runs under a filter, and has its bounds")
  func confinement() throws {
    try Inspectors.withPool { (pool) throws in
      let facts = Dictionary(try pool.selfTest(.confinement).map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
      #expect(facts["user"] != 0)
      #expect(facts["memory is hidden"] == 1)
      #expect(facts["no new privileges"] == 1)
      #expect(facts["seccomp mode"] == 2)
      #expect(facts["core size"] == 0)
      #expect(facts["file size"] == 0)
      #expect(facts["processes"] == 0)
      #expect(facts["descriptors"] == 16)
      #expect(facts["processor seconds"] == 900)
      #expect(facts["address space", default: .max] < 4 << 30)
      #expect(pool.statistics.refusedCalls.isEmpty)
    }
  }

  @Test("Landlock, where the kernel has it, refuses files also without the filter of system calls")
  func landlock() throws {
    let holds = Confinement.landlockHolds
    #expect(holds != false)
    try Inspectors.withPool { (pool) throws in
      let downgrades = pool.statistics.downgrades
      #expect(downgrades.contains { $0.hasPrefix("the kernel has no Landlock") } == (holds == nil))
    }
  }

  // What a worker has open only root may see: its memory is hidden from its own user, too.
  @Test(
    "a worker has its one socket and two folders of tables open and nothing else, and only the environment that it is given",
    .enabled(if: geteuid() == 0))
  func openDescriptors() throws {
    try Inspectors.withPool { (pool) throws in
      let worker = try Inspectors.eventually { pool.idleWorkers.first }
      let folder = "/proc/\(worker)/fd"
      let tables = ["/usr/share/poppler", "/usr/share/fonts"].filter(FileManager.default.fileExists)
      // It counts as idle from its fork on, and has closed what it inherited a moment later.
      let open = try Inspectors.eventually {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder))?.sorted() ?? []
        return names.count > 4 + tables.count
          ? nil
          : names.compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: folder + "/" + $0) }
      }
      #expect(open.count == 4 + tables.count)
      #expect(open.prefix(3).allSatisfy { $0 == "/dev/null" })
      #expect(open.dropFirst(3).first?.hasPrefix("socket:") == true)
      #expect(open.suffix(tables.count) == tables[...])
      let environment = try #require(FileManager.default.contents(atPath: "/proc/\(worker)/environ"))
      #expect(environment.split(separator: 0).map { String(decoding: $0, as: UTF8.self) } == ZygoteSpawn.environment)
    }
  }

  @Test("what is loaded lies in memory that all workers share until they write to it, and no file can be changed by it")
  func sharedMemory() throws {
    try Inspectors.withPool { (pool) throws in
      let worker = try Inspectors.eventually { pool.idleWorkers.first }
      let maps = try String(contentsOfFile: "/proc/\(worker)/maps", encoding: .utf8).split(separator: "\n")
      let tables = maps.filter { $0.contains("/memfd:tables") }
      #expect(!tables.isEmpty)
      // "p": what a worker writes there is its own.
      #expect(tables.allSatisfy { $0.contains(" rw-p ") })
      #expect(!maps.contains { $0.contains(" rw-s ") })
      // Nor is the heap still there beside it, with pages that each fork would copy tables of.
      let heap = maps.first { $0.hasSuffix("[heap]") }?.prefix { $0 != " " }.split(separator: "-").map {
        UInt($0, radix: 16) ?? 0
      }
      #expect(heap.map { $0[1] - $0[0] < 16 << 20 } ?? true)
    }
  }

  @Test("all charsets that the C library lists still convert, without a single refusal")
  func charsets() throws {
    let names = try listedCharsets()
    #expect(names.count > 500)
    try Inspectors.withPool { (pool) throws in
      let results = try pool.selfTest(.charsets(names))
      #expect(results.count == names.count)
      let differing = results.filter { $0.value != CharsetTrial.run($0.name) }
      #expect(differing.isEmpty, "other than outside the wall: \(differing)")
      let working = results.count { $0.value == 0 }
      #expect(working > results.count * 9 / 10)
      #expect(pool.statistics.refusedCalls.isEmpty)
    }
  }

  @Test("all charsets of ICU still convert, without a single refusal")
  func unicodeCharsets() throws {
    try Inspectors.withPool { (pool) throws in
      let results = try pool.selfTest(.unicodeCharsets)
      #expect(results.count > 200)
      let failing = results.filter { $0.value != CharsetTrial.runICU($0.name) }
      #expect(failing.isEmpty, "other than outside the wall: \(failing)")
      // "ibm-37_P100-1995,swaplfnl" is an option of ICU's, which no mail may choose; every real charset converts.
      #expect(results.filter { $0.value != 0 && !$0.name.contains(",") }.isEmpty)
      #expect(pool.statistics.refusedCalls.isEmpty)
    }
  }

  /// As `iconv -l` prints them: "ISO-8859-1//".
  private func listedCharsets() throws -> [String] {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/iconv")
    process.arguments = ["-l"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text.split(whereSeparator: \.isWhitespace).map { String($0.prefix { $0 != "/" }) }
  }
}
