import Extraction
import Testing

@Suite("Files that were tampered with")
struct HostileFileTests {
  private static let names = [
    "marks.pdf", "cjk.pdf", "password.pdf", "sheets.xls", "password.xls", "letter.doc", "password.doc", "letter.rtf",
    "signed.p7m", "signed-in-pieces.p7m", "fax.tiff", "note.png", "note.webp", "talk.ppt", "outlook.msg", "packed.cab",
  ]

  private static var hasty: ExtractionLimits {
    var limits = ExtractionLimits()
    limits.recognitionMilliseconds = 0
    return limits
  }

  @Test("cut anywhere, each is read as far as it goes or said to be unreadable", arguments: names)
  func cut(name: String) throws {
    let bytes = try Sample.bytes(name)
    for length in stride(from: 9, to: bytes.count, by: max(1, bytes.count / 60)) {
      let sample = Sample(Array(bytes.prefix(length)), name: name, limits: Self.hasty)
      #expect(sample.part.characters < 1_000_000)
    }
  }

  @Test("with bits turned over, each ends in a reading", arguments: names)
  func flipped(name: String) throws {
    let bytes = try Sample.bytes(name)
    // The same turns each time, from a small linear congruential generator.
    var state: UInt64 = 7
    for _ in 0..<150 {
      var changed = bytes
      for _ in 0..<8 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        changed[Int(state >> 33) % changed.count] ^= UInt8(1 << (state >> 20 & 7))
      }
      let sample = Sample(changed, name: name, limits: Self.hasty)
      #expect(sample.part.characters < 5_000_000)
    }
  }
}
