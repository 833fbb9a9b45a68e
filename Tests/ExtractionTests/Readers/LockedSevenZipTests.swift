import Extraction
import PosternKit
import Testing

@Suite("7z archives whose password stands in the message")
struct LockedSevenZipTests {
  private static let password = "Blue-Heron 7"
  private static let names = ["locked.plainhead.7z", "locked.lzma2.7z", "locked.stored.7z", "half.7z"]

  private func read(_ bytes: [UInt8], password: String = Self.password) -> ExtractedMessage {
    Fixture(file: "a.7z", protection: "", passwords: [password], notes: [], names: [], expected: []).read(bytes)
  }

  @Test("an empty file beside locked ones leaves the archive protected")
  func empty() throws {
    let message = read(try Fixture.bytes("locked.lzma2.7z"))
    let part = try #require(message.parts.first { $0.protection != .none })
    #expect(part.protection == .openPassword)
    #expect(message.texts.contains { $0.kind == .fileName && $0.plain == "nothing.txt" })
  }

  @Test("no more rounds are hashed than 7-Zip itself would, and the archive stays locked")
  func rounds() throws {
    let bytes = try Fixture.bytes("locked.plainhead.7z")
    let cipher = try #require(bytes.indices.first { bytes[$0...].starts(with: [0x06, 0xF1, 0x07, 0x01]) })
    // Behind the method's number and the length of its properties: two to the 19th power.
    #expect(bytes[cipher + 5] & 0x3F == 19)
    for power in [25, 40, 62] as [UInt8] {
      var changed = bytes
      changed[cipher + 5] = changed[cipher + 5] & 0xC0 | power
      // The header's place, size and checksum are in the first 32 bytes.
      let header = changed[(32 + Int(changed[12]) + Int(changed[13]) << 8)...]
      changed.replaceSubrange(28..<32, with: ZipBuilder.four(Int(ZipBuilder.checksum(.stored(Array(header))))))
      let message = read(changed)
      #expect(!message.texts.contains { $0.plain.contains("Tom Exemplar") })
    }
  }

  @Test("cut anywhere, each comes to an end and shows nothing that is not in it", arguments: names)
  func cut(name: String) throws {
    let bytes = try Fixture.bytes(name)
    for length in stride(from: 6, to: bytes.count, by: 40) {
      for text in read(Array(bytes.prefix(length))).texts where text.kind == .visible && text.place.part == 1 {
        #expect(text.plain.count < 500)
      }
    }
  }

  @Test("with bits turned over, each ends in a reading", arguments: names)
  func flipped(name: String) throws {
    let bytes = try Fixture.bytes(name)
    for place in stride(from: 6, to: bytes.count, by: 23) {
      var changed = bytes
      changed[place] ^= 1 << UInt8(place % 8)
      let message = read(changed)
      #expect(message.parts.reduce(0) { $0 + $1.characters } < 1_000_000)
    }
  }
}
