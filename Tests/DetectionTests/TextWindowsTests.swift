import Testing

@testable import Detection

@Suite("Where a text is looked at")
struct TextWindowsTests {
  private func near(_ text: String, reach: Int) -> [Range<Int>] {
    Array(text.utf8).withUnsafeBufferPointer { TextWindows.near(.digits, $0, reach: reach).ranges }
  }

  @Test("is around the bytes that a match needs, windows that meet becoming one, and nothing outside the text")
  func windows() {
    #expect(near("no digit at all", reach: 5).isEmpty)
    #expect(near("..........12..........", reach: 3) == [7..<15])
    #expect(near("1.........2", reach: 2) == [0..<3, 8..<11])
    #expect(near("1.........2", reach: 5) == [0..<11])
    #expect(near("", reach: 5).isEmpty)
    #expect(TextWindows.whole(4).ranges == [0..<4])
    #expect(TextWindows.whole(0).ranges.isEmpty)
  }

  private func pass(_ pattern: String) throws -> PatternPass {
    let pattern = try NarrowPattern(pattern) { Array($0.utf8) }
    return PatternPass(RuleExpression(matcher: .pattern(pattern, .none)), [])
  }

  @Test("is told by what every match holds, in each alternative and at least once")
  func passes() throws {
    #expect(try pass("[a-z]{2}[0-9]{6}") == .nearDigits)
    #expect(try pass("[a-z]+@[a-z]+[0-9]") == .nearAtSigns)
    #expect(try pass("key: ?[a-z]{20}") == .nearColons)
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
