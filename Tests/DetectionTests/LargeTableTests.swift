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
    #expect(report.limitsReached == ["more than 5000 findings, about 2 people: the gravest were kept"])
    #expect(report.findings.contains { $0.cell == "row 2, column SEN" })
  }

  /// People whom the records lack, each with a need, at a form apiece, and the last one with something else.
  private func strangers(_ count: Int, columns: Int = 1) -> [[String]] {
    func name(_ number: Int) -> String {
      "Q"
        + String(number, radix: 20).map {
          String(UnicodeScalar(UInt8(97 + ($0.hexDigitValue ?? 10 + Int($0.asciiValue ?? 97) - 97))))
        }
        .joined()
    }
    return [["First name", "Surname"] + (0..<columns).map { "SEN \($0)" }]
      + (0..<count).map { number in
        ["Harriet", name(number)] + (0..<columns).map { _ in number == count - 1 ? "court order" : "autism" }
      }
  }

  @Test("of a long list as many people stay as findings may, and how many there were is said")
  func people() throws {
    let report = find(strangers(6_000, columns: 2))
    #expect(report.findings.count == Detector.findingBound)
    #expect(FindingCut.people(report.findings) > 4_500)
    let limit = try #require(report.limitsReached.first)
    #expect(limit.hasPrefix("more than 5000 findings, about 6000 people"))
  }

  @Test("the one finding of another kind in the last row stays among ten thousand")
  func rare() {
    let report = find(strangers(6_000, columns: 2))
    let cells = report.findings.compactMap(\.cell)
    #expect(cells.contains { $0.hasPrefix("row 6001,") }, "\(cells.suffix(3))")
  }

  @Test("past the bound of names the people counted so far stand")
  func names() throws {
    let report = find(strangers(30_000, columns: 12))
    #expect(
      report.limitsReached.contains { $0.contains("names, terms and numbers, about ") }, "\(report.limitsReached)")
    #expect(FindingCut.people(report.findings) > 4_500)
  }
}
