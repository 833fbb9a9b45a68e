import Detection
import Extraction
import Foundation
import Spool
import Testing

@testable import Inspection

@Suite("A message that a person is to be shown")
struct ReadingTests {
  private static func message(_ text: String) throws -> MemoryFile {
    let file = MemoryFile()
    try file.append(Array(text.replacingOccurrences(of: "\n", with: "\r\n").utf8))
    return file
  }

  private static let mail = """
    From: =?utf-8?Q?Amara_Okaf=C3=B6r?= <a.okafor@oakfield.example>
    To: Karen Hart <karen.hart@postbox.example>, b@postbox.example
    Cc: c@postbox.example
    Date: Tue, 24 Nov 2026 09:15:00 +0000
    Subject: =?utf-8?Q?Caf=C3=A9?= and epilepsy
    Message-ID: <1@oakfield.example>
    MIME-Version: 1.0
    Content-Type: multipart/mixed; boundary=x

    --x
    Content-Type: text/html; charset=iso-8859-1
    Content-Transfer-Encoding: quoted-printable

    <p onclick=3Dx()>Caf=E9 about <b>epilepsy</b><img src=3Dhttp://hostile.example/a.png></p><div style=3D"display:none">hidden epilepsy</div>
    --x
    Content-Type: text/csv; name=list.csv
    Content-Disposition: attachment; filename=list.csv

    Name,Need
    Kai Hart,epilepsy
    Mia Stone,none
    --x--
    """

  @Test("comes with its header, its texts, its tables and its pages")
  func whole() throws {
    try Inspectors.withPool { pool in
      let reading = try pool.read(Self.message(Self.mail), milliseconds: 60_000)
      let fields = Dictionary(uniqueKeysWithValues: reading.fields.map { ($0.name, $0.value) })
      #expect(fields["From"] == "Amara Okaför <a.okafor@oakfield.example>")
      #expect(fields["To"] == "Karen Hart <karen.hart@postbox.example>, b@postbox.example")
      #expect(fields["Date"] == "Tue, 24 Nov 2026 09:15:00 +0000")
      #expect(fields["Subject"] == "Café and epilepsy")
      #expect(fields["Message-ID"] == "<1@oakfield.example>")
      #expect(reading.parts.map(\.number) == ["TEXT", "1", "2"])
      #expect(reading.texts.contains { $0.text.kind == .hidden && $0.text.content == .prose("hidden epilepsy") })
      let table = try #require(
        reading.texts.compactMap { text -> Table? in
          if case .table(let table) = text.text.content { table } else { nil }
        }.first)
      #expect(table.rows == [["Name", "Need"], ["Kai Hart", "epilepsy"], ["Mia Stone", "none"]])
      #expect(table.headingRow == 0)
      let page = try #require(reading.pages.first)
      #expect(page.part == 1 && reading.pages.count == 1)
      #expect(page.page.html.contains("Café about <span"))
      #expect(!page.page.html.contains("hostile") && !page.page.html.contains("hidden"))
      #expect(page.page.leavesOutHidden)
    }
  }

  @Test("has its texts where the inspection had them, and knows them again")
  func fingerprints() throws {
    try Inspectors.withPool { pool in
      let file = try Self.message(Self.mail)
      let inspection = try pool.inspect(
        InspectionRequest(.message(file), sender: "a.okafor@oakfield.example", recipients: []), milliseconds: 60_000)
      let reading = try pool.read(file, milliseconds: 60_000)
      #expect(inspection.texts.map(\.place) == reading.texts.map(\.text.place))
      let found = Set(inspection.findings.map(\.text))
      #expect(found.count >= 4)
      for number in inspection.texts.indices {
        #expect(
          inspection.texts[number].fingerprint == (found.contains(number) ? reading.texts[number].fingerprint : nil))
      }
    }
  }

  @Test("is read by a process that has no rules, which takes nothing for clean")
  func withoutRules() throws {
    let pool = try InspectorPool(
      source: DirectZygoteSource(executable: Inspectors.executable),
      generation: InspectorGeneration(rulesFolder: nil, people: nil), limits: Inspectors.limits())
    defer { pool.close() }
    let file = try Self.message(Self.mail)
    #expect(try pool.read(file, milliseconds: 60_000).texts.count > 4)
    #expect(throws: InspectionFailure.self) {
      try pool.inspect(InspectionRequest(.message(file), sender: "a@b.example", recipients: []), milliseconds: 60_000)
    }
    #expect(throws: InspectionFailure.self) {
      try pool.inspect(InspectionRequest(.text(file), sender: "a@b.example", recipients: []), milliseconds: 60_000)
    }
  }

  @Test("with more text than an answer holds comes cut, and says so")
  func tooMuch() throws {
    try Inspectors.withPool { pool in
      let line = String(repeating: "é", count: 70) + "\n"
      let file = try Self.message(
        "Subject: s\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
          + String(repeating: line, count: 100_000))
      let reading = try pool.read(file, milliseconds: 60_000)
      #expect(reading.isCut)
      #expect(reading.texts.last?.isCut == true)
      guard case .prose(let prose)? = reading.texts.last?.text.content else { return #expect(Bool(false)) }
      #expect(prose.utf8.count > 8 << 20 && prose.hasPrefix("éé"))
      #expect(prose.unicodeScalars.allSatisfy { $0 == "é" || $0 == "\n" })
    }
  }

  @Test("broken in any way has an answer all the same")
  func broken() throws {
    try Inspectors.withPool { pool in
      let bytes = Array(Self.mail.utf8)
      var random = SystemRandomNumberGenerator()
      for _ in 0..<60 {
        var broken = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
        for _ in 0..<8 where !broken.isEmpty {
          broken[Int.random(in: broken.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        let file = MemoryFile()
        try file.append(broken)
        let reading = try pool.read(file, milliseconds: 60_000)
        #expect(MessageReading(encoded: reading.encoded()) == reading)
      }
    }
  }
}
