import Extraction
import Foundation
import MIME
import PosternKit

/// Measures how long attachments take to be read, beside the programs that do nothing else, in turns within one run.
struct ReadingBench {
  let folder: TemporaryFolder
  let rounds: Int

  /// CPU time and time on the clock, in milliseconds.
  private struct Cost {
    var processor: Double
    var clock: Double
  }

  private struct Row {
    var name: String
    var target: String
    var own: [Cost] = []
    /// What the other program took.
    var other: [Cost] = []
  }

  func run() throws {
    try BenchDocuments.make(in: folder)
    Extractor.prepare()
    var rows = [
      Row(name: "docx, 1 MB", target: "60 ms"), Row(name: "xlsx, 5,000 rows", target: "60 ms"),
      Row(name: "random attachment, 20 MB", target: "300 ms"),
      Row(name: "PDF, 200 pages / pdftotext", target: "1.2 of its CPU time"),
      Row(name: "A4 scan, 200 dpi / tesseract", target: "1.1 of its time"),
    ]
    let files = try ["letter.docx", "list.xlsx", "random.bin", "book.pdf", "scan.png"].map(bytes)
    let mail = Self.mail(files[2])
    for _ in 0..<rounds {
      for (number, name) in ["letter.docx", "list.xlsx"].enumerated() {
        rows[number].own.append(Self.cost { Self.read(files[number], name) })
      }
      rows[2].own.append(Self.cost { Self.read(mail: mail) })
      rows[3].own.append(Self.cost { Self.read(files[3], "book.pdf") })
      rows[3].other.append(
        try Self.cost(of: "/usr/bin/pdftotext", [folder.file("book.pdf"), folder.file("book.txt")]))
      rows[4].own.append(Self.cost { Self.read(files[4], "scan.png") })
      rows[4].other.append(try Self.cost(of: "/usr/bin/tesseract", [folder.file("scan.png"), folder.file("scan")]))
    }
    print(Self.table(rows, rounds))
    print(try memory())
  }

  /// Over the measured documents and the tests' corpus.
  private func memory() throws -> String {
    let corpus = FileManager.default.currentDirectoryPath + "/Tests/Fixtures/documents"
    let names = try FileManager.default.contentsOfDirectory(atPath: corpus).filter { !$0.hasSuffix("jsonl") }
    let made = ["letter.docx", "list.xlsx", "random.bin", "book.pdf", "scan.png"].map(folder.file)
    return try WorkerMemory.report(made + names.sorted().map { corpus + "/" + $0 }, isEach: false)
  }

  private func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: folder.file(name))))
  }

  /// As a mail program would send it.
  private static func mail(_ attachment: [UInt8]) -> [UInt8] {
    let head =
      "From: a@oakfield.example\r\nSubject: file\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream; name=a.bin\r\n"
      + "Content-Disposition: attachment; filename=a.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    let body = Data(attachment).base64EncodedString(options: [
      .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
    ])
    return Array((head + body + "\r\n").utf8)
  }

  private static func read(_ bytes: [UInt8], _ name: String) {
    var limits = ExtractionLimits()
    limits.recognitionMilliseconds = 600_000
    let read = bytes.withUnsafeBytes { Extractor.extract(file: $0, name: name, limits: limits) }
    precondition(read.parts[0].unreadable == nil && read.parts[0].characters > 0, "\(name) was not read")
  }

  private static func read(mail bytes: [UInt8]) {
    let read = bytes.withUnsafeBytes { Extractor.extract(MessageReader.read($0)) }
    precondition(read.parts.count == 1, "the message was not read")
  }

  private static func cost(_ work: () -> Void) -> Cost {
    let (processor, clock) = (ProcessorTime.own, ProcessorTime.clock)
    work()
    return Cost(processor: ProcessorTime.own - processor, clock: ProcessorTime.clock - clock)
  }

  private static func cost(of program: String, _ arguments: [String]) throws -> Cost {
    let (before, clock) = (ProcessorTime.ofChildren, ProcessorTime.clock)
    guard try ChildProcess(program, arguments).wait() == 0 else {
      throw BenchError(description: "\(program) fails: install poppler-utils and tesseract-ocr")
    }
    return Cost(processor: ProcessorTime.ofChildren - before, clock: ProcessorTime.clock - clock)
  }

  private static func table(_ rows: [Row], _ rounds: Int) -> String {
    func pad(_ text: String, _ width: Int) -> String { text.padding(toLength: width, withPad: " ", startingAt: 0) }
    func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
    var lines = ["", pad("", 30) + "  CPU ms  clock ms  other's CPU ms  ratio of CPU  ratio of clock  at most"]
    for row in rows {
      var line =
        pad(row.name, 30)
        + String(format: "  %6.0f  %8.0f", median(row.own.map(\.processor)), median(row.own.map(\.clock)))
      if row.other.isEmpty {
        line += pad("", 46)
      } else {
        line += String(
          format: "  %14.0f  %12.2f  %14.2f", median(row.other.map(\.processor)),
          median(zip(row.own, row.other).map { $0.processor / $1.processor }),
          median(zip(row.own, row.other).map { $0.clock / $1.clock }))
      }
      lines.append(line + "  " + row.target)
    }
    lines.append("medians over \(rounds) rounds; ratios are taken within each round")
    return lines.joined(separator: "\n")
  }
}
