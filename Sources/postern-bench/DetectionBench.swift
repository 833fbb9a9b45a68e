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

  func run() throws {
    let checkout = FileManager.default.currentDirectoryPath
    var files = Settings.PeopleFiles()
    files.pupils = try LargeSchool.write(people: people, to: folder)
    let settings = try Settings.load(checkout + "/examples/oakfield/postern.yaml")
    let index = try PeopleIndex.build(files: files, organisation: settings.organisation)
    let table = try PeopleTable(index.table(gazetteer: Gazetteer.load(folder: checkout + "/rules/names")))
    let detector = Detector(patterns: try PatternDatabase.compile(rulesFolder: checkout + "/rules"), people: table)
    let pass = try HyperscanPass(rules: checkout + "/rules/identifiers")
    var lines = ["", "text searched with all rules and \(people) people, in MB/s of processor time"]
    let texts = [
      ("prose", prose(), 50), ("prose with ’, – and £", prose(isTypeset: true), 50),
      ("columns of numbers", numbers(), 20),
    ]
    for (name, content, target) in texts {
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
          + String(format: "  %6.0f  (at least %d; the Hyperscan pass alone %.0f)", median, target, alone))
    }
    print(lines.joined(separator: "\n"))
  }

  /// Letters of a school: nearly nothing in them is about anybody, as in most mail.
  /// - Parameter isTypeset: with marks beyond ASCII, as word processors put them, in every other sentence.
  private func prose(isTypeset: Bool = false) -> ExtractedText.Content {
    let mail = SampleMail(size: 16_000)
    var text = ""
    var number = 0
    while text.utf8.count < Self.size {
      let body = String(decoding: mail.message(number), as: UTF8.self).replacing("\r\n", with: "\n")
      text += body.split(separator: "\n\n", maxSplits: 1).last ?? ""
      if number % 4 == 0 { text += "Aisha Ashbyby was absent on Tuesday, and Mrs Cranford rang home.\n\n" }
      number += 1
    }
    guard isTypeset else { return .prose(text) }
    return .prose(
      text.replacing(", ", with: " – ").replacing("The supplier", with: "The school’s supplier")
        .replacing("number is ", with: "price is £"))
  }

  /// A register of figures, as finance and assessment systems export it.
  private func numbers() -> ExtractedText.Content {
    var state: UInt64 = 7
    func pick(_ bound: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % bound
    }
    var rows = [["Ref", "Cost centre", "Ledger", "Order", "Net", "VAT", "Due", "Batch"]]
    var size = 0
    while size < Self.size {
      let row = [
        "\(pick(9_000_000) + 1_000_000)", "\(pick(900) + 100)", "\(pick(90_000) + 10_000)",
        "\(pick(9_000_000_000) + 1_000_000_000)", "\(pick(9_000)).\(pick(90) + 10)", "\(pick(900)).\(pick(90) + 10)",
        "2026-0\(pick(9) + 1)-1\(pick(10))", "\(pick(900_000) + 100_000)",
      ]
      size += row.reduce(row.count) { $0 + $1.utf8.count }
      rows.append(row)
    }
    return .table(Extraction.Table(rows: rows, headingRow: 0, isSheet: true))
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
