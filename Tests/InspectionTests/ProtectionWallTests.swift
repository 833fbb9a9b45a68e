import Extraction
import Foundation
import MIME
import PosternKit
import Protection
import Spool
import Testing

@testable import Inspection

@Suite("Protecting behind the wall")
struct ProtectionWallTests {
  private func file(_ bytes: [UInt8]) throws -> MemoryFile {
    let file = MemoryFile()
    try file.append(bytes)
    return file
  }

  private func order(_ parts: ProtectionOrder.Parts = .attachments, body: Bool = false) throws -> ProtectionOrder {
    ProtectionOrder(password: try Password("lantern-\u{E9}-orbit"), parts: parts, includesBody: body)
  }

  private func message(_ attachment: [UInt8], name: String = "list.csv") -> [UInt8] {
    let body = Data(attachment).base64EncodedString(options: [
      .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
    ])
    return Array(
      """
      From: a.okafor@oakfield.example\r
      Subject: List\r
      MIME-Version: 1.0\r
      Content-Type: multipart/mixed; boundary=mix\r
      \r
      --mix\r
      Content-Type: text/plain\r
      \r
      See the list.\r
      --mix\r
      Content-Type: application/octet-stream; name=\(name)\r
      Content-Disposition: attachment; filename=\(name)\r
      Content-Transfer-Encoding: base64\r
      \r
      \(body)\r
      --mix--\r

      """.utf8)
  }

  private func content(_ answer: ProtectionAnswer) throws -> ProtectedContent {
    guard case .protected(let content) = answer else {
      Issue.record("\(answer)")
      throw Inspectors.Stuck()
    }
    return content
  }

  private func sample(_ name: String) throws -> [UInt8] {
    let folder = URL(filePath: #filePath).appending(path: "../../Fixtures/documents").standardized
    return [UInt8](try Data(contentsOf: folder.appending(path: name)))
  }

  /// The last attachment's bytes, as they are after the rebuilding.
  private func attachment(_ content: ProtectedContent) throws -> [UInt8] {
    try content.file.withBytes { bytes in MessageReader.read(bytes).parts.last?.content.bytes() ?? [] }
  }

  @Test("a document, a PDF, a text and a message are locked by a worker that may do nothing")
  func kinds() throws {
    try Inspectors.withPool { pool in
      for (name, outcome) in [
        ("hidden.docx", ProtectedPart.Outcome.office), ("marks.pdf", .pdf), ("utf8.csv", .archive(reason: nil)),
      ] {
        let original = message(try sample(name), name: name)
        let content = try content(try pool.protect(ProtectionRequest(.message(try file(original)), try order())))
        #expect(content.parts == [ProtectedPart(number: "2", outcome: outcome)])
        let rebuilt = try content.file.withBytes { Array($0) }
        // Up to the first replaced byte, and after the last one.
        let (first, last) = try (#require(content.replaced.first), #require(content.replaced.last))
        #expect((rebuilt.prefix(first.lowerBound) == original.prefix(first.lowerBound)))
        #expect((rebuilt.suffix(original.count - last.upperBound) == original.suffix(original.count - last.upperBound)))
        let inspection = try pool.inspect(
          InspectionRequest(.message(content.file), sender: "a@oakfield.example", recipients: []))
        #expect(inspection.parts.last?.protection == .openPassword)
      }
      #expect(pool.statistics.refusedCalls.isEmpty, "\(pool.statistics.refusedCalls)")
    }
  }

  @Test("two workers of one zygote make different salts and keys", arguments: ["utf8.csv", "hidden.docx", "marks.pdf"])
  func chance(name: String) throws {
    try Inspectors.withPool { pool in
      let bytes = try sample(name)
      let results = try (0..<3).map { _ in
        try content(try pool.protect(ProtectionRequest(.file(try file(bytes), name: name), try order()))).file
          .withBytes { Array($0) }
      }
      #expect(Set(results).count == 3)
      if name == "utf8.csv" {
        // WinZip's salt of 16 bytes stands behind the name and the extra fields.
        let salts = results.map { Array($0[(30 + Int($0[26]) + Int($0[28]))...].prefix(16)) }
        #expect(Set(salts).count == 3)
      }
    }
  }

  @Test("a worker protects one message, and ends")
  func once() throws {
    try Inspectors.withPool(Inspectors.limits(workers: 1)) { pool in
      let before = pool.idleWorkers
      _ = try pool.protect(ProtectionRequest(.message(try file(message([1, 2, 3]))), try order()))
      _ = try Inspectors.eventually { pool.idleWorkers.isEmpty ? nil : true }
      #expect(pool.idleWorkers.isDisjoint(with: before))
    }
  }

  @Test("why something is not protected comes through")
  func refusals() throws {
    try Inspectors.withPool { pool in
      let letter = Array("From: a@b.example\r\nSubject: Hi\r\n\r\nHello\r\n".utf8)
      guard
        case .refused(.nothingToProtect) = try pool.protect(ProtectionRequest(.message(try file(letter)), try order()))
      else { throw Inspectors.Stuck() }
      guard
        case .refused(.unknownPart("9")) = try pool.protect(
          ProtectionRequest(.message(try file(letter)), try order(.numbered(["9"]))))
      else { throw Inspectors.Stuck() }
    }
  }

  @Test(
    "a large file passes through whole, within the worker's memory, and progress is told",
    arguments: ["list.csv", "a.docx"])
  func large(name: String) throws {
    var source = SystemRandomNumberGenerator()
    var block = [UInt8]((0..<(1 << 20)).map { _ in UInt8.random(in: .min ... .max, using: &source) })
    block += []
    let bytes =
      name == "a.docx"
      ? ZipBuilder(
        [("[Content_Types].xml", .stored(Array("<Types/>".utf8))), ("word/document.xml", .stored(Array("<w/>".utf8)))]
          + (0..<50).map { ("word/media/\($0).bin", .stored(block)) }
      ).bytes : (0..<50).flatMap { _ in block }
    let limits = Inspectors.limits(milliseconds: 300_000, memory: 1 << 30)
    try Inspectors.withPool(limits) { pool in
      let original = message(bytes, name: name)
      let content = try content(try pool.protect(ProtectionRequest(.message(try file(original)), try order())))
      #expect(content.parts.map(\.outcome) == [name == "a.docx" ? .office : .archive(reason: nil)])
      #expect(try attachment(content).count > bytes.count)
    }
  }

  @Test("a whole message's text goes into the archive behind the wall, too")
  func body() throws {
    try Inspectors.withPool { pool in
      let content = try content(
        try pool.protect(ProtectionRequest(.message(try file(message([1, 2, 3]))), try order(body: true))))
      #expect(content.parts.map(\.number) == ["1", "2"])
      let text = try content.file.withBytes { String(decoding: $0, as: UTF8.self) }
      #expect(!text.contains("See the list."))
    }
  }
}

@Suite("What a worker says it has protected")
struct RebuildingTests {
  private static let letter = Array(
    "From: a@b.example\nSubject: Hi\n there\nContent-Type: text/plain;\n charset=utf-8\nX: y\n\nHello\n".utf8)

  private func rebuild(_ replacements: [(Range<Int>, String)], isMessage: Bool = true) throws -> String {
    let plan = ProtectionPlan(
      replacements: replacements.map { ProtectionPlan.Replacement(range: $0, count: $1.utf8.count) }, parts: [])
    return try Self.letter.withUnsafeBytes { original in
      var rebuilding = try Rebuilding(plan, of: original, isMessage: isMessage)
      // Byte by byte, so that every place to stop is tried.
      for byte in replacements.flatMap({ Array($1.utf8) }) {
        try withUnsafeBytes(of: byte) { bytes throws in try rebuilding.take(bytes) }
      }
      return try rebuilding.finish().withBytes { String(decoding: $0, as: UTF8.self) }
    }
  }

  private func place(_ text: String) throws -> Range<Int> {
    let whole = String(decoding: Self.letter, as: UTF8.self)
    let range = try #require(whole.range(of: text))
    let start = whole.utf8.distance(from: whole.startIndex, to: range.lowerBound)
    return start..<start + text.utf8.count
  }

  @Test("bytes go where they belong, and all else stays")
  func honest() throws {
    let field = try place("Content-Type: text/plain;\n charset=utf-8\n")
    let end = try place("\nHello").lowerBound
    let body = try place("Hello\n")
    #expect(
      try rebuild([(field, "Content-Type: a/b;\n\tc=d\n"), (end..<end, "MIME-Version: 1.0\n"), (body, "Bye\n")])
        == "From: a@b.example\nSubject: Hi\n there\nContent-Type: a/b;\n\tc=d\nX: y\nMIME-Version: 1.0\n\nBye\n")
    #expect(try rebuild([]) == String(decoding: Self.letter, as: UTF8.self))
    #expect(try rebuild([(body, "")]).hasSuffix("X: y\n\n"))
    #expect(try rebuild([(0..<Self.letter.count, "all")], isMessage: false) == "all")
  }

  @Test("a worker that was taken over cannot touch the message's header")
  func header() throws {
    let end = try place("\nHello").lowerBound
    let field = try place("Content-Type: text/plain;\n charset=utf-8\n")
    for (range, text) in [
      (try place("From: a@b.example\n"), "From: c@d.example\n"), (end..<end, "Bcc: c@d.example\n"),
      (end..<end + 1, "\n"), (end..<end, "Content-X: y\n\n"), (end..<end, "Content-X: y\nBcc: z\n"),
      (end..<end, "Content-X"),
      (field, "Content-Type: a/b\nTo: c@d.example\n"), (field, " folded\n"), (field, ""),
      (field.lowerBound..<field.upperBound - 15, "Content-Type: a/b\n"), (0..<Self.letter.count, "all"),
      (field.lowerBound + 1..<field.upperBound, "x\n"),
    ] where !(range == field && text.isEmpty) {
      #expect(throws: CodecError.self, "\(range) \(text)") { try rebuild([(range, text)]) }
    }
  }

  @Test("what lies outside, overlaps, grows too much, or comes short is refused")
  func bounds() throws {
    let body = try place("Hello\n")
    #expect(throws: CodecError.self) { try rebuild([(body.lowerBound..<Self.letter.count + 1, "x")]) }
    #expect(throws: CodecError.self) { try rebuild([(body, "x"), (body, "y")]) }
    #expect(throws: CodecError.self) {
      try rebuild([(body, String(repeating: "x", count: Rebuilding.longestPayload(for: Self.letter.count) + 1))])
    }
    #expect(throws: CodecError.self) {
      try Self.letter.withUnsafeBytes { original in
        var rebuilding = try Rebuilding(
          ProtectionPlan(replacements: [.init(range: body, count: 9)], parts: []), of: original, isMessage: true)
        _ = try rebuilding.finish()
      }
    }
    #expect(throws: CodecError.self) {
      try Self.letter.withUnsafeBytes { original in
        var rebuilding = try Rebuilding(ProtectionPlan(replacements: [], parts: []), of: original, isMessage: true)
        try withUnsafeBytes(of: UInt8(0)) { bytes throws in try rebuilding.take(bytes) }
      }
    }
  }

  @Test("request and answer come through the wire as they were")
  func coding() throws {
    let file = MemoryFile(sealing: Self.letter)
    let order = ProtectionOrder(
      password: try Password("lantern"), parts: .numbered(["1.2", "3"]), includesBody: true, archiveName: "a\u{E9}.zip")
    let (bytes, _) = WorkerRequest.protect(ProtectionRequest(.file(file, name: "b.docx"), order)).encoded()
    guard case .protect(let request) = try WorkerRequest(bytes, file: nil),
      case .file(let copy, "b.docx") = request.subject
    else { throw Inspectors.Stuck() }
    #expect(try copy.withBytes { Array($0) } == Self.letter)
    #expect(request.order.password == order.password && request.order.parts == order.parts)
    #expect(request.order.includesBody && request.order.archiveName == order.archiveName)
    let plan = ProtectionPlan(
      replacements: [.init(range: 3..<9, count: 5)],
      parts: [
        ProtectedPart(number: "2", outcome: .office), ProtectedPart(number: "3", outcome: .archive(reason: .signed)),
        ProtectedPart(number: "", outcome: .alreadyLocked), ProtectedPart(number: "4", outcome: .pdf),
      ])
    for answer in [
      WorkerAnswer.protection(plan), .notProtected(.unknownPart("1")), .notProtected(.ambiguous),
      .notProtected(.failed("x")), .notProtected(.signed("TEXT")), .notProtected(.writtenIntoText("1")),
      .notProtected(.tooLarge), .notProtected(.nothingToProtect),
    ] {
      #expect(try AnswerEnvelope(AnswerEnvelope(answer).encoded()).answer == answer)
    }
  }
}
