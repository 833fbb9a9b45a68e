import Configuration
import Foundation
import Inspection
import Logging
import PosternKit
import Spool
import Testing

@testable import Console
@testable import Quarantine

@Suite("A held message as it is read", .serialized)
struct HeldReadingTests {
  private static let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

  private static func room(_ settings: Settings, milliseconds: Int = 120_000) -> ReadingRoom {
    ReadingRoom(
      settings, logger: quiet, source: DirectZygoteSource(executable: ConsoleSite.programs + "/postern-inspector"),
      milliseconds: milliseconds)
  }

  /// A workbook with a sheet that is seen and one that is not.
  private static var workbook: [UInt8] {
    func sheet(_ rows: [[String]]) -> String {
      "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>"
        + rows.enumerated().map { number, row in
          "<row r=\"\(number + 1)\">" + row.map { "<c t=\"inlineStr\"><is><t>\($0)</t></is></c>" }.joined() + "</row>"
        }.joined() + "</sheetData></worksheet>"
    }
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    let files: [(name: String, text: String)] = [
      ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
      (
        "xl/workbook.xml",
        "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"\(relations)\"><sheets>"
          + "<sheet name=\"Rooms\" sheetId=\"1\" r:id=\"rId1\"/><sheet name=\"Data\" sheetId=\"2\" state=\"hidden\" r:id=\"rId2\"/>"
          + "</sheets></workbook>"
      ),
      (
        "xl/_rels/workbook.xml.rels",
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
          + (1...2).map {
            "<Relationship Id=\"rId\($0)\" Type=\"\(relations)/worksheet\" Target=\"worksheets/sheet\($0).xml\"/>"
          }.joined() + "</Relationships>"
      ), ("xl/worksheets/sheet1.xml", sheet([["Room", "Seats"], ["Hall", "200"]])),
      ("xl/worksheets/sheet2.xml", sheet([["Name", "Condition"], ["Thomas Hughes", "epilepsy"]])),
    ]
    return ZipBuilder(files.map { ($0.name, .stored(Array($0.text.utf8))) }).bytes
  }

  private static var mail: [UInt8] {
    message(
      """
      From: Tess Ash <t.ash@oakfield.example>
      To: peter.khan10@postbox.example
      Subject: Lists
      Date: Tue, 24 Nov 2026 09:15:00 +0000
      Message-ID: <reading@oakfield.example>
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary=x

      --x
      Content-Type: text/html; charset=utf-8

      <p>Here is the list. Thomas Hughes has epilepsy.</p><script>x</script>
      --x
      Content-Type: text/csv; name=list.csv
      Content-Disposition: attachment; filename=list.csv

      Name,Condition
      Thomas Hughes,epilepsy
      --x
      Content-Type: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet; name=rooms.xlsx
      Content-Disposition: attachment; filename=rooms.xlsx
      Content-Transfer-Encoding: base64

      \(Data(workbook).base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed]))
      --x
      Content-Type: message/rfc822

      From: n.hughes@homemail.example
      Subject: Re: plan
      MIME-Version: 1.0
      Content-Type: text/plain

      The epilepsy plan for Thomas Hughes is agreed.
      --x--
      """)
  }

  @Test("what was found is marked in the body, a cell, a hidden sheet and a message within the message")
  func marked() async throws {
    let site = try Site(
      programs: ConsoleSite.programs, school: ConsoleSite.path("examples/oakfield"),
      settings: "limits: {workers: 2, inspection_milliseconds: 120000}")
    defer { site.stop() }
    let reply = try site.send(
      Self.mail, from: "t.ash@oakfield.example", to: ["peter.khan10@postbox.example"], login: "t.ash@oakfield.example")
    #expect(reply.code == 250)
    let settings = try Settings.load(site.configuration)
    let keys = try KeyRing.load(settings.keys, database: settings.keysDatabase, apartFrom: settings.state)
    let store = try QuarantineStore.open(state: settings.state, keys: keys, as: .console)
    let id = try #require(try store.list().first?.id)
    let held = try #require(try store.show(id).message)
    let room = Self.room(settings)
    let content = try store.content(id, reason: "to see what is in it", by: "dco@oakfield.example")
    let reading = try await room.open(id, for: "dco@oakfield.example", content: content, held)

    #expect(reading.groups.map(\.title) == ["Message", "list.csv", "rooms.xlsx", "Forwarded message"])
    func marked(_ group: Int) throws -> [String] {
      try reading.view(group: group, page: 1, base: "/held/\(id)").sections.flatMap { section in
        let cells = section.rows.flatMap(\.cells).flatMap(\.segments)
        return (section.segments + cells).filter(\.isMarked).map { "\(section.place): \($0.text)" }
      }
    }
    let body = try marked(0)
    #expect(body.contains("message: Thomas Hughes") && body.contains("message: epilepsy"))
    #expect(try marked(reading.groups[3].number).contains("forwarded message › body: epilepsy"))
    let list = reading.groups[1]
    #expect(try marked(list.number).contains { $0.hasSuffix(": epilepsy") })
    let sheets = try reading.view(group: reading.groups[2].number, page: 1, base: "").sections
    let hidden = try #require(sheets.first { $0.kind == "Hidden sheet" })
    #expect(hidden.isUnseen && hidden.isTable)
    let cell = try #require(hidden.rows.last?.cells.last?.segments.first)
    #expect(cell.isMarked && cell.text == "epilepsy")
    #expect(cell.label.contains("health information") && cell.label.contains("Thomas Hughes"))
    #expect(
      sheets.first { $0.kind.isEmpty && $0.isTable }?.rows.flatMap(\.cells).flatMap(\.segments).allSatisfy {
        !$0.isMarked
      } == true)
    #expect(reading.frames(base: "/held/\(id)").first?.notes.isEmpty == false)

    // A second page comes out of memory, for this viewer alone.
    let again = try await room.open(id, for: "dco@oakfield.example", content: MemoryFile(), held)
    #expect(again.reading == reading.reading)
    let other = try await room.open(id, for: "head@oakfield.example", content: MemoryFile(), held)
    #expect(other.reading != reading.reading)
    await room.close()
  }

  @Test("damaged content is shown as far as it can be read, and says what is wrong")
  func damaged() async throws {
    let room = Self.room(try Settings.load(ConsoleSite.path("examples/oakfield/postern.yaml")))
    var bytes = Self.mail
    bytes.replaceSubrange((bytes.count / 2)..<(bytes.count / 2 + 200), with: [UInt8](repeating: 0x41, count: 200))
    let file = MemoryFile()
    try file.append(bytes)
    let reading = try await room.open(.random(), for: "dco@oakfield.example", content: file, .empty)
    let workbook = try #require(reading.groups.first { $0.title == "rooms.xlsx" })
    let view = try reading.view(group: workbook.number, page: 1, base: "")
    #expect(view.notes.contains { $0.hasPrefix("Not read in full") })
    #expect(
      try reading.view(group: 0, page: 1, base: "").sections.contains {
        $0.segments.contains { $0.text.contains("epilepsy") }
      })
    await room.close()
  }

  @Test("what takes too long, or cannot be read at all, is told in words")
  func troubles() async throws {
    let settings = try Settings.load(ConsoleSite.path("examples/oakfield/postern.yaml"))
    let slow = Self.room(settings, milliseconds: 1)
    await slow.warmUp()
    let file = MemoryFile()
    try file.append(message("Subject: s\n\n" + String(repeating: "words and words\n", count: 200_000)))
    await #expect(throws: ReadingTrouble(.outOfTime(milliseconds: 1))) {
      _ = try await slow.open(.random(), for: "a@oakfield.example", content: file, .empty)
    }
    await slow.close()
    let broken = ReadingRoom(
      settings, logger: Self.quiet, source: DirectZygoteSource(executable: "/nowhere/postern-inspector"))
    await #expect(throws: ReadingTrouble(.unavailable(reason: ""))) {
      _ = try await broken.open(.random(), for: "a@oakfield.example", content: file, .empty)
    }
    await broken.close()
  }
}
