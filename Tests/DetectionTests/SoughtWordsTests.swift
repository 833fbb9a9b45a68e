import Testing

@testable import Detection

@Suite("Words that are sought in a text")
struct SoughtWordsTests {
  private func found(_ sought: [(String, Bool)], _ text: String) -> [String] {
    var survey = TextSurvey()
    let words = SoughtWords(sought.map { .init(bytes: Array($0.0.utf8), isOpen: $0.1) })
    Array(text.utf8).withUnsafeBufferPointer { survey.read($0, words) }
    return survey.reports.map { "\(sought[Int($0.number)].0) \($0.end)" }
  }

  @Test("are found where a word begins, whole unless they are open, with what belongs to them behind it")
  func words() {
    #expect(found([("form", false)], "form, reform, forms, 7form, form") == ["form 4", "form 32"])
    #expect(found([("allerg", true)], "allergy allerg pollenallergy") == ["allerg 6", "allerg 14"])
    #expect(found([("d.o.b", false), ("d", false)], "d.o.b d.o d") == ["d 1", "d.o.b 5", "d 7", "d 11"])
    #expect(found([("parents'", false)], "the parents' evening, the parents") == ["parents' 12"])
    #expect(found([("été", false)], "l'été, bété") == ["été 7"])
    #expect(found([("care", true), ("carers", false)], "carers") == ["care 4", "carers 6"])
  }

  @Test("are found however long they are, and open ones up to any length")
  func long() {
    let long = String(repeating: "abcdefgh", count: 9)
    #expect(
      found([("abcdefgh", false), ("abcdefghi", false), ("abcdefghabc", true)], "abcdefgh abcdefghi abcdefghabcd")
        == ["abcdefgh 8", "abcdefghi 18", "abcdefghabc 30"])
    #expect(
      found([(long, true), (long + "a", true)], "x \(long)abc, \(long)") == [
        "\(long) 74", "\(long)a 75", "\(long) 151",
      ])
    #expect(found([("a", true), ("ab", true)], "abc a b") == ["a 1", "ab 2", "a 5"])
  }

  @Test("are the same that a search at every place finds, in any mixture")
  func complete() {
    var state: UInt64 = 7
    func pick(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    func word(_ most: Int) -> [UInt8] { (0...pick(most)).map { _ in Array("abc1".utf8)[pick(4)] } }
    for _ in 0..<200 {
      let sought = (0..<20).map { _ in
        SoughtWords.Sought(bytes: word(3) + (pick(4) == 0 ? [0x2E] + word(2) : []), isOpen: pick(3) == 0)
      }
      let text = (0..<120).map { _ in Array("abc1 .".utf8)[pick(6)] }
      var survey = TextSurvey()
      text.withUnsafeBufferPointer { survey.read($0, SoughtWords(sought)) }
      var wanted: Set<[Int]> = []
      for (number, one) in sought.enumerated() {
        for start in text.indices where start + one.bytes.count <= text.count {
          let end = start + one.bytes.count
          guard Array(text[start..<end]) == one.bytes, start == 0 || !TextBytes.isRunByte(text[start - 1]) else {
            continue
          }
          // What goes on behind its first run is confirmed by whoever asked for it.
          if one.isOpen || end == text.count || !TextBytes.isRunByte(text[end]) || one.bytes.contains(0x2E) {
            wanted.insert([number, end])
          }
        }
      }
      #expect(Set(survey.reports.map { [Int($0.number), Int($0.end)] }) == wanted)
    }
  }

  @Test("open an expression in each way in which its matches begin; what begins with anything has none")
  func openings() throws {
    func openings(_ pattern: String) throws -> [String]? {
      try NarrowPattern(pattern) { Array($0.utf8) }.openings?
        .map { String(decoding: $0.key.bytes, as: UTF8.self) + ($0.key.isOpen ? "*" : "") }.sorted()
    }
    #expect(try openings("complain(?:t|ed)? about") == ["complain", "complained", "complaint"])
    #expect(try openings("(?:to|on) (?:m[1-6])") == ["on", "to"])
    #expect(try openings("ghp_[0-9a-z]{36}") == ["ghp"])
    #expect(try openings("pass[0-9a-z]+") == ["pass*"])
    #expect(try openings("[rs]k_live") == ["rk", "sk"])
    #expect(try openings("[a-z]{2}[0-9]{6}") == nil)
    #expect(try openings("£ ?[0-9]") == nil)
    #expect(try openings("(?:mr )?smith") == ["mr", "smith"])
  }

  @Test("leave room for a match on both sides of a byte that each has")
  func reach() throws {
    func reach(_ pattern: String) throws -> [Int]? {
      try NarrowPattern(pattern) { Array($0.utf8) }.root.reach(from: .digits).map { [$0.before, $0.behind] }
    }
    #expect(try reach("[a-z]{2}[0-9]{6}") == [2, 5])
    #expect(try reach("[a-z]{1,3} ?[0-9]") == [4, 0])
    #expect(try reach("[0-9][a-z]*") == [0, 256])
    #expect(try reach("(?:a[0-9]|bb[0-9]cc)") == [2, 2])
    #expect(try reach("[a-z][0-9]?") == nil)
  }
}
