import Extraction
import Foundation
import Glibc
import People
import Testing

@testable import Detection

@Suite("Compiled rules are kept for the next start")
struct PatternCacheTests {
  private let rules: RuleFolder
  private let folder: String
  private let cache: PatternCache

  init() throws {
    let parent = NSTemporaryDirectory() + "pattern-cache-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    folder = parent + "/patterns"
    cache = PatternCache(folder: folder)
    rules = try RuleFolder.usual()
  }

  private var files: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted().map { folder + "/" + $0 }
  }

  private func finds(_ patterns: PatternDatabase) -> Bool {
    let text = ExtractedText(place: Place(words: "text"), kind: .visible, content: .prose("He has epilepsy."))
    return Detector(patterns: patterns, people: .empty)
      .detect([text], correspondents: Correspondents(sender: "a@oakfield.example"))
      .contains { $0.evidence.recogniser == "health.epilepsy" }
  }

  private func compile() throws -> PatternDatabase {
    try PatternDatabase.compile(rulesFolder: rules.path, cache: cache)
  }

  /// So that what is written anew can be told: inode numbers come again.
  private func age() throws {
    for path in files {
      try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: 1_000)], ofItemAtPath: path)
    }
  }

  private func aged() throws -> Int {
    try files.count { path in
      try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
        == Date(timeIntervalSince1970: 1_000)
    }
  }

  @Test("the second start reads what the first one kept, and finds the same")
  func kept() throws {
    #expect(finds(try compile()))
    #expect(!files.isEmpty)
    try age()
    #expect(finds(try compile()))
    #expect(try aged() == files.count)
  }

  @Test("a damaged file is compiled again, and replaced")
  func damaged() throws {
    _ = try compile()
    for path in files {
      var bytes = try #require(FileManager.default.contents(atPath: path))
      bytes[bytes.count / 2] ^= 0xFF
      // As a disk damages it: in its place, with its owner and mode.
      let handle = try #require(FileHandle(forWritingAtPath: path))
      try handle.write(contentsOf: bytes)
      try handle.close()
    }
    try age()
    #expect(finds(try compile()))
    #expect(try aged() == 0)
    #expect(finds(try compile()))
  }

  @Test("a file that others may write is not believed")
  func writableByOthers() throws {
    _ = try compile()
    for path in files { #expect(chmod(path, 0o666) == 0) }
    try age()
    #expect(finds(try compile()))
    #expect(try aged() == 0)
  }

  @Test("what no rule needs any more goes")
  func swept() throws {
    _ = try compile()
    let old = Set(files)
    try RuleFolder.health.replacing("ph?ysiotherap", with: "ph?ysical therap").write(
      toFile: rules.path + "/categories/health.yaml", atomically: true, encoding: .utf8)
    #expect(finds(try compile()))
    #expect(files.count == old.count)
    #expect(!Set(files).isSubset(of: old))
  }

  @Test("a folder that cannot be made costs nothing but time")
  func noFolder() throws {
    let nowhere = PatternCache(folder: "/proc/none/patterns")
    #expect(finds(try PatternDatabase.compile(rulesFolder: rules.path, cache: nowhere)))
  }
}
