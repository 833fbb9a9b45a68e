import Benchmark
import Extraction
import Foundation
import MIME
import PosternKit

/// From a message's bytes to its texts.
func measureReading() {
  measureReading("a letter of 4 KB") { _ in SampleMail(size: 4_096) }
  measureReading("HTML of 60 KB and a docx of 38 KB") { try SampleMail(html: 60_000, files: [$0("note.docx")]) }
  for (kind, name) in [
    ("a docx of 1 MB", "letter.docx"), ("an xlsx of 5,000 rows", "list.xlsx"), ("a PDF of 20 pages", "pages.pdf"),
    ("a PDF of 200 pages", "book.pdf"),
  ] {
    measureReading(kind) { try SampleMail(html: 0, files: [$0(name)]) }
  }
}

private typealias Attachment = (name: String, content: Data)

/// - Parameter mail: is given what reads one of the documents that `scripts/make-bench-documents` makes.
private func measureReading(_ name: String, mail: @escaping ((String) throws -> Attachment) throws -> SampleMail) {
  measure(
    "Reading: " + name,
    prepare: {
      Extractor.prepare()
      let folder = try TemporaryFolder("postern-micro")
      let message = try mail { document in
        try BenchDocuments.make(in: folder)
        return (document, try Data(contentsOf: URL(filePath: folder.file(document))))
      }.message(0)
      let read = read(message)
      if let part = read.parts.first(where: { $0.unreadable != nil }) {
        throw UnfitBenchmark(description: part.unreadable ?? "")
      }
      return message
    }, work: { blackHole(read($0)) })
}

private func read(_ message: [UInt8]) -> ExtractedMessage {
  message.withUnsafeBytes { Extractor.extract(MessageReader.read($0)) }
}
