import Foundation
import Synchronization
import Testing

@testable import Configuration
@testable import Inspection

/// The real program, as built beside these tests, and pools of it.
enum Inspectors {
  /// `postern-inspector` in the build folder in which this test program lies.
  static let executable: String = {
    let programs = [
      try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"), CommandLine.arguments.first,
      Bundle.main.bundlePath, Bundle.main.executablePath,
    ].compactMap { $0 }
    var folders = programs.map { ($0 as NSString).deletingLastPathComponent } + programs
    folders.append(FileManager.default.currentDirectoryPath + "/.build/debug")
    let places = folders.map { $0 + "/postern-inspector" }
    return places.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "/nowhere/postern-inspector"
  }()

  /// One rule, so that a zygote starts at once; the rules that ship have tests of their own.
  static let generation: InspectorGeneration = {
    let folder = NSTemporaryDirectory() + "postern-rules-\(getpid())"
    atexit { try? FileManager.default.removeItem(atPath: Inspectors.generation.rulesFolder ?? "") }
    writeRules(
      """
      category: health
      title: Health
      terms:
        - id: health.epilepsy
          grade: serious
          confidence: 0.9
          words: [epilepsy]
      """, to: folder)
    return InspectorGeneration(rulesFolder: folder, people: nil)
  }()

  static func writeRules(_ text: String, to folder: String) {
    try? FileManager.default.createDirectory(atPath: folder + "/categories", withIntermediateDirectories: true)
    try? text.write(toFile: folder + "/categories/health.yaml", atomically: true, encoding: .utf8)
    try? "schema: 1\nphrases: [please delete my * email]\nsubjects: [recall]\nunless: [if]\n"
      .write(toFile: folder + "/retraction.yaml", atomically: true, encoding: .utf8)
  }

  static func limits(workers: Int = 2, milliseconds: Int = 20_000, messages: Int = 500, memory: Int = 512 << 20)
    -> Settings.Limits
  {
    Settings.Limits(
      inspectionMilliseconds: milliseconds, pendingMilliseconds: milliseconds, workers: workers, workerMemory: memory,
      parts: 5_000, depth: 50,
      decodedBytes: 512 << 20, messagesPerWorker: messages)
  }

  static func withPool<T>(
    _ limits: Settings.Limits = limits(), source: (any ZygoteSource)? = nil, _ body: (InspectorPool) throws -> T
  ) throws -> T {
    let pool = try InspectorPool(
      source: source ?? DirectZygoteSource(executable: executable), generation: generation, limits: limits)
    defer { pool.close() }
    return try body(pool)
  }

  /// Waits until `condition` gives something. A minute is no expectation, only an end for a test that has failed.
  static func eventually<T>(_ condition: () -> T?) throws -> T {
    let end = MonotonicTime.now + 60_000
    while MonotonicTime.now < end {
      if let value = condition() { return value }
      usleep(2_000)
    }
    throw Stuck()
  }

  struct Stuck: Error {}
}

/// Something that runs on a thread of its own.
final class Running<T: Sendable>: Sendable {
  private let outcome = Mutex<Result<T, any Error>?>(nil)

  init(_ body: @escaping @Sendable () throws -> T) {
    Thread.detachNewThread {
      let result = Result { try body() }
      self.outcome.withLock { $0 = result }
    }
  }

  var isDone: Bool { outcome.withLock { $0 != nil } }

  func value() throws -> T {
    try Inspectors.eventually { outcome.withLock { $0 } }.get()
  }
}
