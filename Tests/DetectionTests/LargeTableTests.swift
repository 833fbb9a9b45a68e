import Extraction
import Testing

@testable import Detection

@Suite("Tables of many rows")
struct LargeTableTests {
  let school: TestSchool

  init() throws { school = try TestSchool() }

  /// Rows in whose sight the same two people stand again and again, far over a run's length.
  private func rows(_ count: Int) -> [[String]] {
    [["UPN", "Surname", "First name", "Form", "SEN", "Medical"]]
      + (0..<count).map { number in
        number % 2 == 0
          ? ["", "Khan", "Aisha", "7R", "autism", ""]
          : ["", "Baker", "Imogen", "", "", number % 4 == 1 ? "insulin" : "no"]
      }
  }

  private func find(_ rows: [[String]]) -> DetectionReport {
    school.detector.report(
      [
        ExtractedText(
          place: Place(part: 1, words: "attachment Pupils.csv"), kind: .visible,
          content: .table(Table(rows: rows, headingRow: 0)))
      ], correspondents: Correspondents(sender: "a@oakfield.example"))
  }

  @Test("a finding in the last row is about the person of the last row")
  func last() throws {
    let report = find(rows(1_200))
    let sen = report.findings.filter { if case .category(.sen, _) = $0.what { true } else { false } }
    #expect(sen.count == 600)
    #expect(Set(sen.map(\.subjects)).count == 1)
    #expect(sen.last?.cell == "row 1200, column SEN")
    #expect(report.limitsReached.isEmpty)
  }

  @Test("of more findings than are kept the gravest stay, and it is said")
  func most() {
    let report = find(rows(20_000))
    #expect(report.findings.count == Detector.findingBound)
    #expect(report.limitsReached == ["more than 5000 findings: the gravest were kept"])
    #expect(report.findings.contains { $0.cell == "row 2, column SEN" })
  }
}
