import Configuration
import Foundation
import Inspection
import Spool

/// Measures the most memory that a worker holds over some files, one at a time behind the wall.
struct WorkerMemory {
  /// What is promised (docs/memory.md), in bytes.
  static let bound = 512 << 20

  /// - Returns: a line for each file that needs most, at most `lines`, and one for all.
  static func report(_ files: [String], lines: Int) throws -> String {
    let checkout = FileManager.default.currentDirectoryPath
    let programs = (CommandLine.arguments[0] as NSString).deletingLastPathComponent
    var limits = Settings.Limits.standard
    limits.workers = 1
    // Room for more than is promised, so that passing it shows as a figure.
    limits.workerMemory = 4 << 30
    var peaks: [(name: String, bytes: Int, unreadable: String?)] = []
    for path in files {
      // The pool keeps the highest of its workers' peaks.
      let pool = try InspectorPool(
        source: DirectZygoteSource(executable: programs + "/postern-inspector"),
        generation: InspectorGeneration(rulesFolder: checkout + "/rules", people: nil), limits: limits)
      defer { pool.close() }
      let name = (path as NSString).lastPathComponent
      let read = try pool.extract(try MemoryFile(contentsOf: path), name: name, milliseconds: 120_000)
      peaks.append((name, pool.statistics.peakMemory, read.part.unreadable))
    }
    peaks.sort { $0.bytes > $1.bytes }
    let rows = peaks.prefix(lines).map {
      "  \($0.bytes >> 20) MB  \($0.name)\($0.unreadable.map { "  (\($0))" } ?? "")"
    }
    let most = peaks.first?.bytes ?? 0
    return
      (["a worker's memory over \(peaks.count) files: at most \(most >> 20) MB (bound: \(bound >> 20) MB)"] + rows)
      .joined(separator: "\n")
  }
}
