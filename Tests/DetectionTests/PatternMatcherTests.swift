import Testing

@testable import Detection

@Suite("The narrow dialect")
struct PatternMatcherTests {
  private func match(_ pattern: String, _ text: String, end: Int? = nil) throws -> String? {
    let compiled = try NarrowPattern(pattern) { Array($0.lowercased().utf8) }
    var matcher = PatternMatcher()
    let bytes = Array(text.utf8)
    let last = end ?? bytes.count
    let start = bytes.withUnsafeBufferPointer {
      matcher.start(of: compiled, in: $0, earliest: 0, end: last) { _ in true }
    }
    return start.map { String(decoding: bytes[$0..<last], as: UTF8.self) }
  }

  @Test("finds the leftmost start of a match that ends at a place")
  func starts() throws {
    #expect(try match("[0-9]{3}[ -]?[0-9]{3}", "no. 485 777") == "485 777")
    #expect(try match("a+", "baaa") == "aaa")
    #expect(try match("(?:ab|b)c", "xabc") == "abc")
    #expect(try match("a.c", "a\nc") == nil)
    #expect(try match("x{2,3}?y", "xxxxy") == "xxxy")
    #expect(try match("[^a-z]5", "a5") == nil)
    #expect(try match("PIN: [A-Z]{2}", "pin: ab") == "pin: ab")
    #expect(try match("£[0-9]+", "owes £50") == "£50")
    #expect(try match("[£$]5", "£5") == "£5")
  }

  @Test("stays bounded where backtracking would explode")
  func bounded() throws {
    let compiled = try NarrowPattern("(?:a+)+b") { Array($0.utf8) }
    var matcher = PatternMatcher()
    let text = [UInt8](repeating: 0x61, count: 250)
    _ = text.withUnsafeBufferPointer { matcher.start(of: compiled, in: $0, earliest: 0, end: 250) { _ in true } }
    #expect(matcher.steps < 20_000)
  }
}
