import Extraction
import Testing

@testable import Detection

@Suite("Tables")
struct TableReadingTests {
  let school: TestSchool

  init() throws { school = try TestSchool() }

  private func find(_ rows: [[String]], heading: Int? = 0) -> [Finding] {
    school.find([
      ExtractedText(
        place: Place(part: 1, words: "attachment Pupils.csv"), kind: .visible,
        content: .table(Table(rows: rows, headingRow: heading)))
    ])
  }

  @Test("a heading gives its category to the person of each filled row")
  func headings() {
    let findings = find([
      ["Name", "Form", "Medical"], ["Aisha Khan", "7R", "inhaler"], ["Tom Price", "8C", "no"],
      ["Oliver Hart", "7C", "-"], ["Lucy Baker", "9B", "insulin"],
    ])
    #expect(
      school.categories(findings) == ["health.heading: Aisha Khan 7R (column)", "health.heading: Lucy Baker (column)"])
    #expect(school.people(findings) == ["Aisha Khan 7R", "Thomas Price 8C", "Oliver Hart 7C", "Lucy Baker"])
  }

  @Test("a finding says its cell, as the document counts rows and heads columns")
  func cells() {
    let table = Table(
      rows: [["Name", "SEN \u{1F392}", "Notes"], ["Aisha Khan 🎉", "", "é\n"], [], ["Tom Price", "autism", "ø"]],
      headingRow: 0, rowNumbers: [1, 3, 4, 14], isSheet: true)
    let findings = school.find([
      ExtractedText(place: Place(part: 0, words: "message"), kind: .visible, content: .prose("Lucy Baker has autism.")),
      ExtractedText(
        place: Place(part: 1, words: "attachment Pupils.xlsx › sheet Data"), kind: .visible, content: .table(table)),
    ])
    #expect(findings.filter { $0.text == 0 }.allSatisfy { $0.cell == nil })
    let inTable = findings.filter { $0.text == 1 }
    #expect(Set(inTable.compactMap(\.cell)) == ["row 3, column Name", "row 14, column Name", "row 14, column SEN 🎒"])
    #expect(inTable.allSatisfy { $0.cell != nil })
  }

  @Test("first name and surname may stand apart, in any order")
  func apart() {
    let findings = find([
      ["Surname", "Form", "First name", "Condition"], ["Khan", "7R", "Aisha", "asthma"],
      ["Baker", "7R", "Imogen", "asthma"],
    ])
    #expect(
      school.categories(findings) == ["health.epilepsy: Aisha Khan 7R (row)", "health.epilepsy: Imogen Baker (row)"])
  }

  @Test("a heading names the numbers below it, and only those")
  func identifiers() {
    let findings = find([
      ["Name", "NHS number", "Order"], ["Aisha Khan", "9434765919", ""], ["Tom Price", "", "9434765919"],
    ])
    #expect(school.identifiers(findings) == ["nhs_number 9434765919: Aisha Khan 7R"])
  }

  @Test("offsets count over the flat text, also with line breaks in cells")
  func offsets() throws {
    let table = Table(rows: [["Näme", "Notes"], ["Aisha Khan", "has\nbad\tasthma 🙂"], ["x", "y"]], headingRow: 0)
    let finding = try #require(find(table.rows).first { $0.evidence.recogniser == "health.epilepsy" })
    let scalars = Array(table.flat.unicodeScalars)
    #expect(String(String.UnicodeScalarView(scalars[finding.range])) == "asthma")
  }

  @Test("a table without headings is read by its rows")
  func noHeadings() {
    #expect(
      school.categories(find([["Aisha Khan", "asthma"], ["Tom Price", ""]], heading: nil)) == [
        "health.epilepsy: Aisha Khan 7R (row)"
      ])
  }
}
