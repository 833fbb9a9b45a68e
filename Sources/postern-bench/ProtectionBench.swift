import Configuration
import Foundation
import Inspection
import PosternKit
import Protection
import Spool

/// Measures how long a large document takes to go under a password, and how much memory its worker needs: a message with it
/// is handed to one worker, which has one thread, and put together again out of what comes back.
struct ProtectionBench {
  let folder: TemporaryFolder
  let rounds: Int

  /// What is promised: one second, and 256 MB.
  private static let (milliseconds, memory) = (1_000.0, 256 << 20)

  func summary() throws -> String {
    let script = FileManager.default.currentDirectoryPath + "/scripts/make-bench-documents"
    guard try ChildProcess("/usr/bin/python3", [script, folder.path, "--large"]).wait() == 0 else {
      throw BenchError(description: "scripts/make-bench-documents fails: run this in the checkout")
    }
    let lines = try [("docx, 10 MB", "large.docx"), ("PDF, 10 MB", "large.pdf")].map { try line($0, $1) }
    return
      (["", "under a password (bound: \(Int(Self.milliseconds)) ms, \(Self.memory >> 20) MB; \(rounds) rounds)"] + lines)
      .joined(separator: "\n")
  }

  private func line(_ name: String, _ file: String) throws -> String {
    let document = try Data(contentsOf: URL(filePath: folder.file(file)))
    let pool = try pool()
    defer { pool.close() }
    var taken: [Double] = []
    for _ in 0..<rounds {
      let message = try Self.message(document, file)
      let order = ProtectionOrder(password: try Password("saddle-lantern-orbit-velvet-acorn-badge"))
      let began = ProcessorTime.clock
      let answer = try pool.protect(ProtectionRequest(.message(message), order), milliseconds: 120_000)
      taken.append(ProcessorTime.clock - began)
      guard case .protected(let content) = answer,
        content.parts.first?.outcome == (file.hasSuffix("pdf") ? .pdf : .office)
      else { throw BenchError(description: "\(file) was not protected in place") }
    }
    taken.sort()
    let peak = pool.statistics.peakMemory
    return String(
      format: "  %@ (%.1f MB): %.0f ms, at most %.0f ms; a worker's memory %d MB%@", name, Double(document.count) / 1e6,
      taken[taken.count / 2], taken.last ?? 0, peak >> 20,
      taken[taken.count / 2] < Self.milliseconds && peak < Self.memory ? "" : "  MISSED")
  }

  private static func message(_ document: Data, _ name: String) throws -> MemoryFile {
    let head =
      "From: a@oakfield.example\r\nSubject: file\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=edge\r\n\r\n"
      + "--edge\r\nContent-Type: text/plain\r\n\r\nSee the file.\r\n--edge\r\nContent-Type: application/octet-stream; "
      + "name=\(name)\r\nContent-Disposition: attachment; filename=\(name)\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    let body = document.base64EncodedString(options: [
      .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
    ])
    let file = MemoryFile(label: "postern-bench")
    try file.append(Array((head + body + "\r\n--edge--\r\n").utf8))
    try file.seal()
    return file
  }

  private func pool() throws -> InspectorPool {
    let programs = (CommandLine.arguments[0] as NSString).deletingLastPathComponent
    var limits = Settings.Limits.standard
    limits.workers = 1
    return try InspectorPool(
      source: DirectZygoteSource(executable: programs + "/postern-inspector"),
      generation: InspectorGeneration(rulesFolder: FileManager.default.currentDirectoryPath + "/rules", people: nil),
      limits: limits)
  }
}
