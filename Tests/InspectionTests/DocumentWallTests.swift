import Extraction
import Foundation
import Spool
import Testing

@testable import Inspection

@Suite("Documents behind the wall")
struct DocumentWallTests {
  private static let documents: [(name: String, words: String)] = [
    // Fonts and tables that are not in the file, white letters that have to be drawn, pages and pictures to recognise.
    ("cjk.pdf", "保健室の記録"), ("cjk.pdf", "学生名单"), ("cjk.pdf", "학생 명단"), ("marks.pdf", "White words about epilepsy"),
    ("scan.pdf", "severe epilepsy"), ("note.png", "rescue inhaler"), ("note.webp", "rescue inhaler"),
    ("turned.jpg", "rescue inhaler"), ("fax.tiff", "Second sheet"), ("sheets.xls", "deeply hidden words"),
    ("letter.doc", "hidden words about self-harm"), ("letter.rtf", "Привет"), ("talk.ppt.gz", "Speaker notes"),
    ("velvet.xls", "plain asthma"), ("signed.p7m", "Words inside a signature"), ("owner.pdf", "a court order"),
  ]

  @Test("every format gives its text there, and asks for nothing that is refused")
  func formats() throws {
    try Inspectors.withPool { (pool) throws in
      for (name, words) in Self.documents {
        let read = try pool.extract(try Self.file(name), name: name, milliseconds: 120_000)
        #expect(read.texts.contains { $0.text.contains(words) }, "\(name): \(words)")
        #expect(read.part.unreadable == nil, "\(name)")
      }
      #expect(pool.statistics.refusedCalls.isEmpty)
    }
  }

  @Test("the character maps of the library are within reach, and nothing beside them")
  func reach() throws {
    try Inspectors.withPool { (pool) throws in
      let results = try pool.selfTest(.refusals)
      let beside = try #require(results.first { $0.name == "leave a folder of tables" })
      #expect(beside.value != 0)
    }
  }

  private static func file(_ name: String) throws -> MemoryFile {
    let folder = URL(filePath: #filePath).appending(path: "../../Fixtures/documents").standardized
    let file = MemoryFile()
    try file.append(Array(try Data(contentsOf: folder.appending(path: name))))
    return file
  }
}
