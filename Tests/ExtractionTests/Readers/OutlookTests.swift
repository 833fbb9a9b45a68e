import Extraction
import Testing

@Suite("winmail.dat")
struct OutlookTests {
  /// A message in Outlook's transport format ([MS-OXTNEF]), put together by hand.
  private struct Bundle {
    var bytes: [UInt8] = [0x78, 0x9F, 0x3E, 0x22, 1, 0]

    static func number(_ value: Int, _ count: Int = 4) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    mutating func add(_ attribute: Int, _ data: [UInt8], level: UInt8 = 1) {
      let sum = data.reduce(0) { $0 + Int($1) }
      bytes += [level] + Self.number(attribute) + Self.number(data.count) + data + Self.number(sum, 2)
    }

    /// Properties of text in UTF-16 and of bytes.
    static func properties(_ list: [(id: Int, type: Int, value: [UInt8])]) -> [UInt8] {
      number(list.count)
        + list.flatMap { property -> [UInt8] in
          let padding = [UInt8](repeating: 0, count: (4 - property.value.count % 4) % 4)
          return number(property.type, 2) + number(property.id, 2) + number(1) + number(property.value.count)
            + property.value + padding
        }
    }

    static func wide(_ text: String) -> [UInt8] { (text + "\0").utf16.flatMap { number(Int($0), 2) } }
  }

  private static func message(_ body: String) -> Bundle {
    var bundle = Bundle()
    bundle.add(0x0006_9007, Bundle.number(1251))
    bundle.add(0x0001_8004, [0xCF, 0xF0, 0xE8, 0])
    bundle.add(0x0006_9003, Bundle.properties([(0x1000, 0x001F, Bundle.wide(body))]))
    return bundle
  }

  @Test("subject, body, files and attached messages come out, in the message's code page")
  func bundle() {
    var bundle = Self.message("Body about a court order")
    let html = Array("<p>Page about <b>asthma</b></p>".utf8)
    bundle.add(0x0006_9003, Bundle.properties([(0x1013, 0x0102, html)]))
    bundle.add(0x0006_9002, [UInt8](repeating: 0, count: 14), level: 2)
    bundle.add(0x0001_8010, Array("NEEDS~1.CSV\0".utf8), level: 2)
    bundle.add(0x0006_800F, Array("Name,Need\nTom Example,epilepsy\n".utf8), level: 2)
    bundle.add(0x0006_9005, Bundle.properties([(0x3707, 0x001F, Bundle.wide("Needs of 7B.csv"))]), level: 2)
    bundle.add(0x0006_9002, [UInt8](repeating: 0, count: 14), level: 2)
    let inner = [UInt8](repeating: 9, count: 16) + Self.message("Inner words about adoption").bytes
    bundle.add(0x0006_9005, Bundle.properties([(0x3701, 0x000D, inner)]), level: 2)
    let sample = Sample(bundle.bytes, name: "winmail.dat")
    #expect(sample.part.unreadable == nil)
    #expect(sample.text(.subject).hasPrefix("При"))
    #expect(sample.place("Body about a court order") == "body")
    #expect(sample.text(.visible).contains("Page about asthma"))
    #expect(sample.place("epilepsy") == "Needs of 7B.csv")
    #expect(sample.text(.fileName) == "Needs of 7B.csv")
    #expect(sample.place("Inner words about adoption") == "attached message › body")
  }

  @Test("a bundle that ends too early is damaged, and what was read stays")
  func cut() {
    let bytes = Self.message("Body about a court order").bytes
    let sample = Sample(Array((bytes + [1, 4, 0x80, 1, 0, 99, 0, 0, 0]).prefix(bytes.count + 9)), name: "winmail.dat")
    #expect(sample.part.unreadableKind == .damaged)
    #expect(sample.text(.visible).contains("Body about a court order"))
  }

  @Test("messages within messages end in a reason")
  func nesting() {
    var bytes = Self.message("the innermost").bytes
    for _ in 0..<40 {
      var outer = Self.message("around it")
      outer.add(0x0006_9002, [UInt8](repeating: 0, count: 14), level: 2)
      let object = [UInt8](repeating: 9, count: 16) + bytes
      outer.add(0x0006_9005, Bundle.properties([(0x3701, 0x000D, object)]), level: 2)
      bytes = outer.bytes
    }
    let sample = Sample(bytes, name: "winmail.dat")
    #expect(sample.part.unreadableKind != nil)
    #expect(sample.text(.visible).contains("around it"))
  }

  @Test("packed RTF is unpacked")
  func packedRTF() {
    // [MS-OXRTFCP] §4.1.1.
    let packed: [UInt8] = [
      0x2D, 0, 0, 0, 0x2B, 0, 0, 0, 0x4C, 0x5A, 0x46, 0x75, 0xF1, 0xC5, 0xC7, 0xA7, 0x03, 0x00, 0x0A, 0x00, 0x72, 0x63,
      0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0A, 0xF3, 0x20, 0x68, 0x65, 0x6C, 0x09, 0x00, 0x20, 0x62, 0x77, 0x05,
      0xB0, 0x6C, 0x64, 0x7D, 0x0A, 0x80, 0x0F, 0xA0,
    ]
    var bundle = Bundle()
    bundle.add(0x0006_9003, Bundle.properties([(0x1009, 0x0102, packed)]))
    #expect(Sample(bundle.bytes, name: "winmail.dat").text(.visible) == "hello world")
  }
}
