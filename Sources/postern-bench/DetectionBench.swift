import CHyperscan
import Configuration
import Detection
import Extraction
import Foundation
import People
import PosternKit

/// Measures how fast text is searched with all rules and a large school's people, beside one Hyperscan pass over the same
/// bytes with the identifiers' expressions alone, in turns within one run.
struct DetectionBench {
  let folder: TemporaryFolder
  let rounds: Int
  let people: Int

  private static let size = 8 << 20
  /// Nearly as many as a first name may have for it to be looked into at all.
  private static let namesakes = 1_900

  func run() throws {
    let checkout = FileManager.default.currentDirectoryPath
    let settings = try Settings.load(checkout + "/examples/oakfield/postern.yaml")
    let patterns = try PatternDatabase.compile(rulesFolder: checkout + "/rules")
    func detector(_ pupils: String) throws -> Detector {
      var files = Settings.PeopleFiles()
      files.pupils = pupils
      let index = try PeopleIndex.build(files: files, organisation: settings.organisation)
      let table = try PeopleTable(index.table(gazetteer: Gazetteer.load(folder: checkout + "/rules/names")))
      return Detector(patterns: patterns, people: table)
    }
    let usual = try detector(try LargeSchool.write(people: people, to: folder))
    let namesakes = try detector(try LargeSchool.writeNamesakes(bearers: Self.namesakes, to: folder))
    let pass = try HyperscanPass(rules: checkout + "/rules/identifiers")
    var lines = ["", "text searched with all rules and \(people) people, in MB/s of processor time"]
    let numbers = Extraction.Table(rows: SampleTexts.numbers(size: Self.size), headingRow: 0, isSheet: true)
    let texts: [(String, ExtractedText.Content, Detector, Double)] = [
      ("prose", .prose(SampleTexts.prose(size: Self.size)), usual, 50),
      ("prose with ’, – and £", .prose(SampleTexts.typesetProse(size: Self.size)), usual, 50),
      ("columns of numbers", .table(numbers), usual, 20),
      ("first names of \(Self.namesakes) each", .prose(SampleTexts.firstNames(size: 1 << 20)), namesakes, 0.5),
    ]
    for (name, content, detector, target) in texts {
      let text = ExtractedText(place: Place(part: 0, words: "message"), kind: .visible, content: content)
      let bytes = Self.bytes(content)
      var own: [Double] = []
      var other: [Double] = []
      for _ in 0..<rounds {
        own.append(Self.rate(bytes.count) { _ = detector.report([text], correspondents: Correspondents()) })
        other.append(Self.rate(bytes.count) { pass.run(bytes) })
      }
      let median = own.sorted()[rounds / 2]
      let alone = other.sorted()[rounds / 2]
      lines.append(
        name.padding(toLength: 30, withPad: " ", startingAt: 0)
          + String(format: "  %6.1f  (at least %g; the Hyperscan pass alone %.0f)", median, target, alone))
    }
    print(lines.joined(separator: "\n"))
  }

  private static func bytes(_ content: ExtractedText.Content) -> [UInt8] {
    switch content {
    case .prose(let prose): Array(prose.utf8)
    case .table(let table): Array(table.flat.utf8)
    }
  }

  private static func rate(_ bytes: Int, _ work: () -> Void) -> Double {
    let start = ProcessorTime.own
    work()
    return Double(bytes) / 1_000 / (ProcessorTime.own - start)
  }
}

/// All identifiers' expressions in one Hyperscan database, scanned over every byte, with what matches thrown away.
private final class HyperscanPass {
  private var database: OpaquePointer?
  private var scratch: OpaquePointer?

  init(rules folder: String) throws {
    var expressions: [String] = []
    for file in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
      for line in try String(contentsOfFile: folder + "/" + file, encoding: .utf8).split(separator: "\n") {
        guard let quote = line.firstRange(of: "regex: '"), line.hasSuffix("'") else { continue }
        expressions.append(String(line[quote.upperBound...].dropLast()).replacing("''", with: "'"))
      }
    }
    // A few go beyond what Hyperscan takes as it stands.
    expressions.removeAll { Self.compiled([$0]) == nil }
    database = Self.compiled(expressions)
    guard database != nil, hs_alloc_scratch(database, &scratch) == HS_SUCCESS
    else { throw BenchError(description: "Hyperscan does not take the expressions of \(folder)") }
  }

  private static func compiled(_ expressions: [String]) -> OpaquePointer? {
    var texts = expressions.map { UnsafePointer<CChar>?(strdup($0)) }
    defer { for text in texts { free(UnsafeMutablePointer(mutating: text)) } }
    let flags = [UInt32](repeating: UInt32(HS_FLAG_CASELESS | HS_FLAG_DOTALL), count: texts.count)
    let ids = (0..<UInt32(texts.count)).map { $0 }
    var database: OpaquePointer?
    var failure: UnsafeMutablePointer<hs_compile_error_t>?
    defer { hs_free_compile_error(failure) }
    hs_compile_multi(&texts, flags, ids, UInt32(texts.count), UInt32(HS_MODE_BLOCK), nil, &database, &failure)
    return database
  }

  func run(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { buffer in
      _ = hs_scan(
        database, buffer.bindMemory(to: CChar.self).baseAddress, UInt32(buffer.count), 0, scratch,
        { _, _, _, _, _ in 0 }, nil)
    }
  }

  deinit {
    hs_free_scratch(scratch)
    hs_free_database(database)
  }
}
