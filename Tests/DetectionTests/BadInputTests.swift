import Extraction
import Testing

@testable import Detection

@Suite("Bad input")
struct BadInputTests {
  let school: TestSchool

  init() throws { school = try TestSchool() }

  private func report(_ text: String) -> DetectionReport {
    school.detector.report([TestSchool.prose(text)], correspondents: Correspondents())
  }

  @Test(
    "odd texts are read without a crash",
    arguments: [
      "", " ", "\n\n\n", ">", "-", ":", "--", "\u{202E}nahK ahsiA\u{202C}", String(repeating: "\u{301}", count: 5_000),
      "\u{0}\u{0}", "a.b.c.d", "'s", "((((", "…",
      String(repeating: "(", count: 3_000), String(repeating: "a ", count: 3_000),
      String(repeating: "7R ", count: 2_000),
    ])
  func odd(_ text: String) { _ = report(text) }

  @Test("one line of a megabyte is read to its end")
  func longLine() {
    let text =
      String(repeating: "lorem ipsum dolor ", count: 20_000) + "Aisha Khan has epilepsy "
      + String(repeating: "9", count: 200_000) + " Tom Price has asthma"
    let findings = report(text).findings
    #expect(
      school.categories(findings) == [
        "health.epilepsy: Aisha Khan 7R (sentence)", "health.epilepsy: Thomas Price 8C (sentence)",
      ])
    let scalars = Array(text.unicodeScalars)
    for finding in findings where finding.what == .category(.health, .serious) {
      #expect(["epilepsy", "asthma"].contains(String(String.UnicodeScalarView(scalars[finding.range]))))
    }
  }

  @Test("more findings than are kept are said to be cut")
  func bounded() {
    let report = report(String(repeating: "Aisha Khan has asthma.\n\n", count: 6_000))
    #expect(report.findings.count == Detector.findingBound)
    #expect(report.limitsReached.count == 1)
  }

  @Test("findings are distinct and in order")
  func order() {
    let findings = report("Tom Price has asthma. Aisha Khan has epilepsy.").findings
    #expect(findings.map(\.range.lowerBound) == findings.map(\.range.lowerBound).sorted())
    #expect(Set(findings).count == findings.count)
  }
}
