import Testing

@testable import Console

@Suite("What stands in a page is text, whatever a sender writes")
struct EscapingTests {
  @Test("a quotation mark with an accent upon it ends no attribute")
  func accentedQuote() {
    #expect(Escaping().escapeText("\"\u{301} onmouseover=x") == "&quot;\u{301} onmouseover=x")
    #expect(Escaping().escapeText("<\u{301}script>") == "&lt;\u{301}script&gt;")
  }

  @Test("what turns the direction of reading is shown as what it is")
  func direction() { #expect(Escaping().escapeText("a\u{202E}fdp.exe") == "a\u{FFFD}fdp.exe") }
}
