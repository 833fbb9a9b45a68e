import PosternKit
import Testing

@Suite("Figures for each letter and megabyte are made with texts of that size")
struct SampleTextsTests {
  @Test("prose has the size that was asked for", arguments: [1, 4_096, 16_000, 1 << 20])
  func prose(size: Int) {
    let text = SampleTexts.prose(size: size)
    #expect(text.utf8.count == size)
    #expect(text.utf8.allSatisfy { $0 < 0x80 })
  }
}
