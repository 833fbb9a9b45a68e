import Testing

@testable import Extraction

@Suite("A text that surely quotes nothing")
struct PlainQuotedTextTests {
  private static let lines = [
    "", " ", "\t", "Dear all,", "  indented", "From Monday on", "Friday: none", "From: A", "Sent: today", "To: B",
    "Begin forwarded message:", "Be quick", "*From:* A", "> quoted", ">", "-----Original Message-----", "- one", "--",
    "On Monday A wrote:", "On Monday A", "<a@b.example> wrote:", "Le 3 mai A a écrit :", "Am Montag schrieb:",
    "Kind regards", "é",
    "A wrote: ", "the end:", "wrote:",
  ]

  @Test("is one run, the same as line by line")
  func same() {
    var plain = 0
    var state: UInt64 = 7
    for _ in 0..<20_000 {
      var chosen: [String] = []
      for _ in 0...Int(state >> 60) % 6 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        chosen.append(Self.lines[Int(state >> 33) % Self.lines.count])
      }
      let text = chosen.joined(separator: "\n")
      guard let runs = QuotedText.plain(text) else { continue }
      plain += 1
      #expect(runs == QuotedText.read(text), "\(chosen)")
    }
    #expect(plain > 1_000)
    #expect(QuotedText.plain("Dear all,\n\nthe hall is free.\n\nKind regards")?.count == 1)
  }
}
