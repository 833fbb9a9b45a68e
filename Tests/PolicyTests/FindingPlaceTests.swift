import Detection
import Inspection
import Testing

@testable import Policy

@Suite("Where findings stand, in words")
struct FindingPlaceTests {
  private func facts(rows: Int) -> MessageFacts {
    var facts = MessageFacts.to(School.stranger).with(.sen, about: School.aisha)
    for row in 0..<rows {
      facts = facts.with(.sen, about: School.aisha, text: 3)
      facts.inspection.findings[facts.inspection.findings.count - 1].cell = "row \(row + 2), column SEN"
    }
    return facts
  }

  @Test("a cell is named with its row and column, and of many their number is said")
  func cells() {
    func places(_ rows: Int) -> [String] {
      let inspection = facts(rows: rows).inspection
      return inspection.places(ofFindings: inspection.findings.indices)
    }
    let file = "attachment Form 7C Khan.csv"
    #expect(places(0) == ["message"])
    #expect(places(1) == ["message", "\(file) › row 2, column SEN"])
    #expect(places(2) == ["message", "\(file) › row 2, column SEN; row 3, column SEN"])
    #expect(
      places(30) == ["message", "\(file) › row 2, column SEN; row 3, column SEN; row 4, column SEN and 27 more cells"])
  }

  @Test("a finding that is not there is passed over")
  func stray() { #expect(facts(rows: 1).inspection.places(ofFindings: [7, -1]).isEmpty) }
}
