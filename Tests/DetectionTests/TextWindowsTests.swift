import Testing

@testable import Detection

@Suite("Where a text is looked at")
struct TextWindowsTests {
  private func survey(_ text: String) -> TextSurvey {
    var survey = TextSurvey()
    Array(text.utf8).withUnsafeBufferPointer { survey.read($0, SoughtWords([])) }
    return survey
  }

  private func near(_ text: String, before: Int, behind: Int) -> [Range<Int>] {
    var windows = TextWindows(length: text.utf8.count)
    for place in survey(text).digits { windows.add(around: place, before: before, behind: behind) }
    return windows.ranges
  }

  @Test("is around the bytes that a match needs, windows that nearly meet becoming one, and nothing outside the text")
  func windows() {
    let gap = String(repeating: ".", count: 200)
    #expect(near("no digit at all", before: 5, behind: 5).isEmpty)
    #expect(near("..........12..........", before: 3, behind: 4) == [7..<16])
    #expect(near("1\(gap)2", before: 2, behind: 1) == [0..<2, 199..<202])
    #expect(near("1\(gap)2", before: 2, behind: 120) == [0..<202])
    #expect(near("", before: 5, behind: 5).isEmpty)
    var windows = TextWindows(length: 4)
    windows.addAll()
    #expect(windows.ranges == [0..<4])
    windows.reset(length: 0)
    windows.addAll()
    #expect(windows.ranges.isEmpty)
  }

  @Test("takes in narrower windows that came before a wide one")
  func wide() {
    var windows = TextWindows(length: 1_000)
    windows.add(around: 300..<301, before: 2, behind: 2)
    windows.add(around: 500..<501, before: 2, behind: 2)
    windows.add(around: 600..<601, before: 150, behind: 2)
    #expect(windows.ranges == [298..<303, 450..<603])
  }

  @Test("knows digits, signs and letters that stand alone")
  func marks() {
    let found = survey("room 14b, a@b.example: s e c r e t, x 7 y")
    #expect(found.digits == [5..<7, 38..<39])
    #expect(found.atSigns == [11..<12])
    #expect(found.colons == [21..<22])
    #expect(found.loneLetters == 7)
    #expect(survey("+44 a+b").pluses == [0..<1, 5..<6])
    #expect(survey("a £5, 7° é").signs == [2..<3, 8..<9])
  }

  private func pass(_ pattern: String, _ boundary: IdentifierRule.Boundary = .none) throws -> PatternPass {
    let pattern = try NarrowPattern(pattern) { Array($0.utf8) }
    return PatternPass(RuleExpression(matcher: .pattern(pattern, boundary)), [])
  }

  @Test("is told by what every match holds, in each alternative and at least once")
  func passes() throws {
    #expect(try pass("[a-z]{2}[0-9]{3}") == .nearDigits)
    #expect(try pass("[a-z]{2}[0-9]{6}") == .nearNumbers)
    #expect(try pass("[a-z]+@[a-z]+[0-9]") == .nearAtSigns)
    #expect(try pass("key: ?[a-z]{20}") == .nearColons)
    #expect(try pass("key: ?[a-z]{20}", .word) == .behindOpenings)
    #expect(try pass("(?:[0-9]{4}|four)") == .everywhere)
    #expect(try pass("abc[0-9]*") == .everywhere)
    #expect(try pass("abc[0-9a-f]{8}") == .everywhere)
  }

  @Test("leaves nothing out: identifiers stand anywhere in a long text, as far from their word as the rule allows")
  func complete() throws {
    let school = try TestSchool()
    let line = "The minutes of the last meeting lie on the shared drive, and the library closes at noon.\n"
    let filler = String(repeating: line, count: 1_500)
    let gap = String(repeating: "and so on ", count: 5)
    for text in [
      "NHS 943 476 5919.\n" + filler, filler + "NHS 943 476 5919", filler + "NHS \(gap)943 476 5919.\n" + filler,
      filler + "943 476 5919 \(gap)is the NHS number.\n" + filler,
    ] {
      #expect(school.identifiers(school.find(text)) == ["nhs_number 9434765919: nobody"])
    }
    #expect(school.identifiers(school.find(filler + "NHS " + gap + gap + "943 476 5919.")).isEmpty)
    #expect(school.identifiers(school.find(filler + "UPN B123456789012" + "\n" + filler)).count == 1)
  }

  @Test("finds a phrase by its last word whatever parts its words, and not inside other words")
  func phrases() throws {
    let school = try TestSchool()
    for written in [
      "child protection plan", "child-protection plan", "Child  Protection\nPlan", "child_protection_plan",
    ] {
      #expect(
        !school.find("Aisha Khan has a \(written).").filter { $0.evidence.recogniser == "safeguarding.concern" }.isEmpty
      )
    }
    for other in ["child protection planet", "grandchild protection plan", "child protections plan"] {
      #expect(
        school.find("Aisha Khan has a \(other).").filter { $0.evidence.recogniser == "safeguarding.concern" }.isEmpty)
    }
  }
}
