import Normalisation
import Testing

@testable import Detection

@Suite("Eight bytes at once")
struct EightBytesTests {
  @Test("tell the same as one after the other, also at a text's end")
  func same() {
    var state: UInt64 = 3
    for _ in 0..<300 {
      let bytes = (0..<11).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        // Half of them around the letters and digits.
        return state >> 60 < 8
          ? UInt8(truncatingIfNeeded: state >> 40) : Array("/09:`az{@.a1".utf8)[Int(state >> 40 % 12)]
      }
      for start in 0...bytes.count {
        let rest = Array(bytes[start...].prefix(8)) + [UInt8](repeating: 0, count: max(0, 8 - (bytes.count - start)))
        let loaded = bytes.withUnsafeBytes { EightBytes.load($0, start) }
        #expect(loaded == rest.reversed().reduce(0) { $0 << 8 | UInt64($1) })
        #expect(marked(EightBytes.letters(loaded)) == rest.map { $0 >= 0x61 && $0 <= 0x7A })
        #expect(marked(EightBytes.digits(loaded)) == rest.map { $0 >= 0x30 && $0 <= 0x39 })
        #expect(marked(EightBytes.equal(0x2E, loaded)) == rest.map { $0 == 0x2E })
        let run = EightBytes.letters(loaded) | EightBytes.digits(loaded)
        let length = rest.prefix { TextBytes.isRunByte($0) }.count
        #expect(EightBytes.leading(run) == length)
        if length > 0 { #expect(EightBytes.first(length, of: loaded) == loaded & (.max >> UInt64(64 - 8 * length))) }
      }
    }
  }

  private func marked(_ marks: UInt64) -> [Bool] { (0..<8).map { marks >> UInt64($0 * 8 + 7) & 1 == 1 } }

  @Test("part a text into words of any length, without the possessive")
  func words() {
    func words(_ text: String) -> [String] {
      let bytes = NormalisedText(text).bytes
      return Tokeniser.tokens(bytes).map { String(decoding: bytes[$0], as: UTF8.self) }
    }
    #expect(
      words("A, be  seven77 eightlet ninelette\nseventeenletters1 x") == [
        "a", "be", "seven77", "eightlet", "ninelette", "seventeenletters1", "x",
      ])
    #expect(
      words("Aisha's O'Brien's D’Arcy’s 'quoted' Smith-Jones — Łukasz, éa") == [
        "aisha", "o'brien", "d’arcy", "quoted", "smith", "jones", "łukasz", "éa",
      ])
    #expect(words("...") == [])
    #expect(words("") == [])
  }
}
