import Configuration
import Foundation
import Inspection
import Spool

/// Measures the most memory that a worker holds over some files, each read by a fresh worker behind the wall.
struct WorkerMemory {
  /// What is promised (docs/memory.md), in bytes.
  private static let bound = 512 << 20

  /// - Parameter isEach: whether each file's own figure is asked for, with a pool of its own; else the highest alone.
  static func report(_ files: [String], isEach: Bool) throws -> String {
    var rows: [(bytes: Int, words: String)] = []
    for group in isEach ? files.map({ [$0] }) : [files] {
      let pool = try pool()
      defer { pool.close() }
      for path in group {
        let name = (path as NSString).lastPathComponent
        let before = pool.statistics.peakMemory
        let read = try pool.extract(try MemoryFile(contentsOf: path), name: name, milliseconds: 120_000)
        // The pool keeps the highest of its workers' peaks.
        guard pool.statistics.peakMemory > before else { continue }
        rows.append((pool.statistics.peakMemory, name + (read.part.unreadable.map { "  (\($0))" } ?? "")))
      }
    }
    rows.sort { $0.bytes > $1.bytes }
    let most = rows.first?.bytes ?? 0
    let list = rows.prefix(isEach ? rows.count : 1).map { "  \($0.bytes >> 20) MB  \($0.words)" }
    return
      (["a worker's memory over \(files.count) files: at most \(most >> 20) MB (bound: \(bound >> 20) MB)"] + list)
      .joined(separator: "\n")
  }

  private static func pool() throws -> InspectorPool {
    let programs = (CommandLine.arguments[0] as NSString).deletingLastPathComponent
    var limits = Settings.Limits.standard
    limits.workers = 1
    // Room for more than is promised, so that passing it shows as a figure.
    limits.workerMemory = 4 << 30
    return try InspectorPool(
      source: DirectZygoteSource(executable: programs + "/postern-inspector"),
      generation: InspectorGeneration(
        rulesFolder: FileManager.default.currentDirectoryPath + "/rules", people: nil),
      limits: limits)
  }
}
