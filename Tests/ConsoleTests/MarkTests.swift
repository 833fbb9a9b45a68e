import Configuration
import Detection
import Extraction
import Inspection
import Policy
import Quarantine
import Spool
import Testing

@testable import Console

@Suite("Marks in what is read")
struct MarkTests {
  private func text(_ content: ExtractedText.Content, _ words: String = "message", fingerprint: UInt64 = 1)
    -> MessageReading.Text
  {
    .init(
      ExtractedText(place: Place(words: words), kind: .visible, content: content), fingerprint: fingerprint)
  }

  private func held(_ findings: HeldFindings?) -> HeldMessage {
    var message = HeldMessage(
      envelope: Envelope(sender: .init(address: "a@oakfield.example"), recipients: []), identity: "a@oakfield.example",
      receivedAt: 0,
      rules: [
        .init(
          id: "health.others", title: "Health data to other families", mode: .enforce, requirements: ["hold"],
          clause: "",
          remedy: "", publicReason: "")
      ], cabinets: [.health], releaser: .sender, ruleSetVersion: "1")
    message.findings = findings
    return message
  }

  private func findings(_ marks: [HeldFindings.Mark], fingerprint: UInt64 = 1) -> HeldFindings {
    HeldFindings(
      texts: [.init(number: 0, place: "message", fingerprint: fingerprint)], people: ["Kai Hart", "Mia Stone"],
      marks: marks)
  }

  private func segments(_ reading: HeldReading) throws -> [TextSegment] {
    try #require(reading.view(group: 0, page: 1, base: "/held/x").sections.first).segments
  }

  @Test("stand at code points, whatever letters are made of")
  func codePoints() throws {
    let reading = HeldReading(
      MessageReading(texts: [text(.prose("Zoë 🏫🏫 e\u{301} has asthma now"))]),
      held(findings([.init(text: 0, range: 14..<20, what: .category(.health, .serious), people: [0], rules: [0])])))
    let found = try segments(reading)
    #expect(found.map(\.text) == ["Zoë 🏫🏫 e\u{301} has ", "asthma", " now"])
    #expect(found[1].label == "health information (serious), about Kai Hart; rule: Health data to other families")
    #expect(found[1].isGrave && found[1].isMarked && !found[0].isMarked)
  }

  @Test("that overlap become one, that touch stay two, and what is beyond the text is left out")
  func overlapping() throws {
    let reading = HeldReading(
      MessageReading(texts: [text(.prose("abcdefghij"))]),
      held(
        findings([
          .init(text: 0, range: 4..<6, what: .person, people: [1]),
          .init(text: 0, range: 1..<3, what: .person, people: [0]),
          .init(text: 0, range: 2..<4, what: .identifier(.nhsNumber), people: [0, 1], isAmbiguous: true),
          .init(text: 0, range: 2..<3, what: .person, people: [0]), .init(text: 0, range: 9..<400, what: .person),
          .init(text: 0, range: 7..<7, what: .person), .init(text: 5, range: 0..<1, what: .person),
        ])))
    let found = try segments(reading)
    #expect(found.map(\.text) == ["a", "bcd", "ef", "ghi", "j"])
    #expect(found.map(\.isMarked) == [false, true, true, false, true])
    #expect(found[1].label == "name of Kai Hart; also NHS number, of Kai Hart or Mia Stone")
    #expect(found[4].label == "a name")
  }

  @Test("stand in the cells of a table, on whichever page of it")
  func cells() throws {
    let rows = (0..<3_000).map { ["Pupil \($0)", "needs help", ""] }
    var offset = 0
    var marks: [HeldFindings.Mark] = []
    for (number, row) in rows.enumerated() {
      if number % 500 == 250 {
        marks.append(
          .init(text: 0, range: (offset + row[0].count + 1 + 6)..<(offset + row[0].count + 11), what: .person))
      }
      offset += row.reduce(0) { $0 + $1.count + 1 }
    }
    let reading = HeldReading(MessageReading(texts: [text(.table(Table(rows: rows)))]), held(findings(marks)))
    var marked: [String] = []
    var seen = 0
    var page = 1
    while let view = try? reading.view(group: 0, page: page, base: "/held/x") {
      for section in view.sections {
        for row in section.rows {
          seen += 1
          for (column, cell) in row.cells.enumerated() {
            for segment in cell.segments where segment.isMarked {
              marked.append("\(row.number) \(column) \(segment.text)")
            }
          }
        }
      }
      page += 1
    }
    #expect(seen == 3_000)
    #expect(page > 3)
    #expect(
      marked == stride(from: 251, to: 3_000, by: 500).map { "\($0) 1 help" }.map { $0.replacing("help", with: "help") })
  }

  @Test("pages of prose hold each letter once, and a mark across their border stands on both")
  func pages() throws {
    let prose = String(repeating: "Wörter und mehr Wörter in einer Zeile\n", count: 8_000)
    let all = 0..<prose.unicodeScalars.count
    let reading = HeldReading(
      MessageReading(texts: [text(.prose(prose))]), held(findings([.init(text: 0, range: all, what: .person)])))
    var read = ""
    var page = 1
    while let view = try? reading.view(group: 0, page: page, base: "/held/x") {
      for segment in view.sections.flatMap(\.segments) {
        #expect(segment.isMarked)
        read += segment.text
      }
      #expect(view.previous.isEmpty == (page == 1))
      page += 1
    }
    #expect(read == prose)
    #expect(page > 5)
  }

  @Test("a text that is not what it was has none, and says so; one that has only moved keeps them")
  func changed() throws {
    let mark = HeldFindings.Mark(text: 0, range: 0..<1, what: .person)
    let changed = HeldReading(MessageReading(texts: [text(.prose("abc"), fingerprint: 2)]), held(findings([mark])))
    #expect(try changed.view(group: 0, page: 1, base: "").sections.map(\.isChanged) == [true])
    #expect(try segments(changed).allSatisfy { !$0.isMarked })
    let moved = HeldReading(
      MessageReading(texts: [text(.prose("x"), fingerprint: 9), text(.prose("abc"))]), held(findings([mark])))
    #expect(try moved.view(group: 0, page: 1, base: "").sections.map(\.isChanged) == [false, false])
    #expect(moved.marks.marks(in: 1).count == 1 && moved.marks.marks(in: 0).isEmpty)
    let gone = HeldReading(
      MessageReading(texts: [text(.prose("abc"), "elsewhere")]), held(findings([mark], fingerprint: 3)))
    #expect(gone.notes.contains { $0.contains("message") })
  }

  @Test("an older message has none, and is read all the same")
  func older() throws {
    let reading = HeldReading(MessageReading(texts: [text(.prose("abc"))]), held(nil))
    #expect(try segments(reading) == [TextSegment(text: "abc")])
    #expect(throws: ConsoleError.notFound) { try reading.view(group: 0, page: 2, base: "") }
    #expect(throws: ConsoleError.notFound) { try reading.view(group: 7, page: 1, base: "") }
    #expect(throws: ConsoleError.notFound) { try reading.frame(0) }
  }
}
