import Extraction
import PosternKit
import Testing

@Suite("OpenDocument files whose password stands in the message")
struct LockedOpenDocumentTests {
  private static let documents = [
    ("password.odt", "Gr\u{FC}n-7-w\u{E4}lder", "Locked words about a court order"),
    ("password.ods", "Blue-Heron 7", "Tom Example\tplain asthma"),
  ]

  private func read(_ bytes: [UInt8], _ name: String, passwords: [String]) -> ExtractedMessage {
    Fixture(file: name, protection: "", passwords: passwords, notes: [], names: [], expected: []).read(bytes)
  }

  @Test("are read, and stay protected", arguments: documents)
  func opened(name: String, password: String, words: String) throws {
    let message = read(try Fixture.bytes(name), name, passwords: ["not this", password])
    let part = try #require(message.parts.first { $0.protection != .none })
    #expect(part.protection == .openPassword)
    #expect(part.unreadable == nil)
    #expect(message.texts.contains { $0.kind == .visible && $0.plain.contains(words) })
    #expect(part.notes.contains("it opens with a password that stands in the message"))
  }

  @Test("give nothing without it, or with another", arguments: documents)
  func locked(name: String, password: String, words: String) throws {
    for passwords in [[], ["Blue-Heron 8", "\u{1F511}\u{1F511}"]] {
      let message = read(try Fixture.bytes(name), name, passwords: passwords)
      let part = try #require(message.parts.first { $0.protection != .none })
      #expect(part.protection == .openPassword)
      #expect(part.characters == 0)
      #expect(part.unreadable == nil)
    }
  }

  @Test("that ask for more rounds than any program, or for ways that are not known, stay locked")
  func ways() throws {
    let one = "AAAAAAAAAAAAAAAAAAAAAA=="
    for (rounds, way, algorithm) in [
      ("2000000000", "PBKDF2", "aes256-cbc"), ("-1", "PBKDF2", "aes256-cbc"), ("0", "PBKDF2", "aes256-cbc"),
      ("1000", "argon2id", "aes256-gcm"), ("1000", "PBKDF2", "blowfish"),
      ("99999999999999999999", "PBKDF2", "aes256-cbc"),
    ] {
      let manifest = """
        <manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry \
        manifest:full-path="content.xml"><manifest:encryption-data manifest:checksum-type="SHA1/1K" \
        manifest:checksum="\(one)"><manifest:algorithm manifest:algorithm-name="http://www.w3.org/2001/04/xmlenc#\(algorithm)" \
        manifest:initialisation-vector="\(one)"/><manifest:key-derivation manifest:key-derivation-name="\(way)" \
        manifest:key-size="32" manifest:iteration-count="\(rounds)" manifest:salt="\(one)"/></manifest:encryption-data>\
        </manifest:file-entry></manifest:manifest>
        """
      let file = ZipBuilder([
        ("mimetype", .stored(Array("application/vnd.oasis.opendocument.text".utf8))),
        ("content.xml", .stored([UInt8](repeating: 7, count: 64))),
        ("META-INF/manifest.xml", .stored(Array(manifest.utf8))),
      ]).bytes
      let part = try #require(read(file, "a.odt", passwords: ["Blue-Heron 7"]).parts.first { $0.protection != .none })
      #expect(part.protection == .openPassword)
      #expect(part.characters == 0)
    }
  }

  @Test("cut anywhere or with bits turned over, each ends in a reading", arguments: documents)
  func damaged(name: String, password: String, words: String) throws {
    let bytes = try Fixture.bytes(name)
    for place in stride(from: 40, to: bytes.count, by: 397) {
      var changed = bytes
      changed[place] ^= 1 << UInt8(place % 8)
      for broken in [changed, Array(bytes.prefix(place))] {
        let message = read(broken, name, passwords: [password])
        #expect(message.parts.reduce(0) { $0 + $1.characters } < 100_000)
      }
    }
  }
}
