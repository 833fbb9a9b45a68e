import Testing

@testable import Detection

@Suite("How an expression goes on behind its opening")
struct OpeningAutomatonTests {
  private static let patterns = [
    "(?:owes?|unpaid) [^.]{0,20}£ ?[0-9](?:[0-9,]*)", "on (?:m|ups) ?[1-6]", "(?:on|to)", "on:(?: now)?",
    "told [a-z ]{0,12}(?:hit|hits|hurt) (?:her|him)", "pass[0-9a-z]+",
    "vot(?:e|es|ed) (?:for )?(?:the )?(?:green|leave)",
    "(?:a|an) (?:a|b)(?: [a-z]+){0,3} end", "to a*b",
  ]

  private func table(_ patterns: [String]) throws -> (OpeningTable, [NarrowPattern]) {
    let compiled = try patterns.map { try NarrowPattern($0) { Array($0.utf8) } }
    let expressions = compiled.map { RuleExpression(matcher: .pattern($0, .word)) }
    return (OpeningTable(Array(0..<UInt32(patterns.count)), expressions), compiled)
  }

  private func mayEnd(_ automaton: OpeningAutomaton, _ table: OpeningTable, _ bytes: [UInt8], at start: Int) -> Bool {
    bytes.withUnsafeBufferPointer { text in
      table.openings.indices.contains { number in
        let opening = table.openings[number]
        let end = start + opening.bytes.count
        guard TextBytes.equal(text, start, opening.bytes) else { return false }
        guard opening.isOpen || end == text.count || !TextBytes.isRunByte(text[end]) else { return false }
        return automaton.mayEnd(number, text, from: end, upTo: min(text.count, start + table.reaches[number]))
      }
    }
  }

  @Test("is told as a search for matches tells it, for any text and however often one is read")
  func complete() throws {
    let (table, compiled) = try table(Self.patterns)
    let automaton = OpeningAutomaton(table)
    let prepared = OpeningAutomaton(table)
    prepared.prepare(upTo: 40)
    let words =
      Self.patterns.flatMap { $0.split { !$0.isLetter } }.map(String.init) + [
        "£5", "£ 1,000", "m3", "é", "x.", "7", ":",
      ]
    var state: UInt64 = 7
    func pick(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    var ends = 0
    for _ in 0..<1_500 {
      automaton.begin()
      prepared.begin()
      let bytes = Array((0...pick(9)).map { _ in words[pick(words.count)] + (pick(5) == 0 ? "" : " ") }.joined().utf8)
      for start in bytes.indices where start == 0 || !TextBytes.isWordByte(bytes[start - 1]) {
        let isMatch = compiled.contains { holds($0, bytes, start) }
        #expect(
          mayEnd(automaton, table, bytes, at: start) == isMatch, "\(String(decoding: bytes, as: UTF8.self)) \(start)")
        #expect(mayEnd(prepared, table, bytes, at: start) == isMatch)
        if isMatch { ends += 1 }
      }
    }
    #expect(ends > 200)
  }

  @Test("has its first states made beforehand, as many as are asked for, of the expressions that ship, too")
  func prepared() throws {
    let shipped = OpeningAutomaton(try ShippedRulesTests.patterns.get().openings)
    #expect(shipped.stateCount == 2)
    shipped.prepare(upTo: 2_000)
    #expect((2_000..<2_100).contains(shipped.stateCount))
    let few = OpeningAutomaton(try table(["on (?:m|ups) ?[1-6]"]).0)
    few.prepare(upTo: 2_000)
    #expect((4..<20).contains(few.stateCount), "all there are, and no more")
  }

  /// Whether the expression matches from a place up to a word's end.
  private func holds(_ pattern: NarrowPattern, _ bytes: [UInt8], _ start: Int) -> Bool {
    bytes.withUnsafeBufferPointer { text in
      var matcher = PatternMatcher()
      return (start...text.count).contains { end in
        !TextBytes.isWord(at: end, in: text)
          && matcher.start(of: pattern, in: text, earliest: start, end: end, mayStart: { $0 == start }) == start
      }
    }
  }

  @Test("is left to a search where a text leads to too many states")
  func bounded() throws {
    let (table, _) = try table(["go (?:[ab]{0,200}c|[ab]{0,100}a[ab]{60}d)"])
    let automaton = OpeningAutomaton(table)
    var state: UInt64 = 1
    var said: Set<Bool> = []
    for _ in 0..<40 {
      let bytes =
        Array("go ".utf8)
        + (0..<240).map { _ in
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          return 0x61 + UInt8(state >> 40 & 1)
        }
      said.insert(mayEnd(automaton, table, bytes, at: 0))
    }
    #expect(said == [false, true])
    // The next text is followed again.
    automaton.begin()
    #expect(!mayEnd(automaton, table, Array("go x".utf8), at: 0))
    #expect(mayEnd(automaton, table, Array("go c".utf8), at: 0))
  }
}
