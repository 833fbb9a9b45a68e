import Foundation
import PosternKit

/// What poppler's programs say of a PDF.
struct Paperwork {
  private let folder: TemporaryFolder
  private let path: String

  init(_ pdf: Data) throws {
    folder = try TemporaryFolder("paper", mode: 0o700)
    path = folder.file("paper.pdf")
    try pdf.write(to: URL(filePath: path))
  }

  /// The text, page by page.
  func pages() throws -> [String] {
    try run(["pdftotext", "-layout", path, "-"]).split(separator: "\u{0C}").map(String.init)
      .filter { !$0.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty }
  }

  /// "Title" → "Breach record …".
  func facts() throws -> [String: String] {
    var facts: [String: String] = [:]
    for line in try run(["pdfinfo", path]).split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2 { facts[String(parts[0])] = parts[1].trimmingCharacters(in: .whitespaces) }
    }
    return facts
  }

  /// The tags of its structure with their text.
  func structure() throws -> String { try run(["pdfinfo", "-struct-text", path]) }

  private func run(_ command: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.fileReadCorruptFile) }
    return String(decoding: data, as: UTF8.self)
  }
}
