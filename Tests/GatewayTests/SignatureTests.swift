import PosternKit
import Spool
import Testing

extension ThroughRelease {
  /// Postern's receipt milter comes first, then the school's signing milter: what is signed is what was approved.
  @Suite("Released mail is signed", .serialized, .school { try School(signer: OpenDKIM()) })
  struct SignatureTests {
    let school: School
    let signer: OpenDKIM
    init() throws {
      school = try #require(RunningSchool.current)
      signer = try #require(school.signer)
    }

    private static let bodies: [String: [UInt8]] = [
      "plain": [],
      "8-bit": [0x5A, 0x6F, 0xEB, 0x20, 0xFF, 0x80, 0xC3, 0xA9, 0x0D, 0x0A],
      "lines of 998 and of 5,000 bytes": [UInt8](repeating: 0x78, count: 998) + [0x0D, 0x0A]
        + [UInt8](repeating: 0x79, count: 5_000) + [0x0D, 0x0A],
      "dots": Array(".\r\n..\r\n.a\r\n...b .\r\n".utf8),
      "a bare CR in a line": Array("one\rtwo\r\n\rthree\r\n".utf8),
      "CR CR LF": Array("one\r\r\ntwo\r\r\r\n".utf8),
      "a bare LF": Array("one\ntwo\n\nthree\r\n".utf8),
      "spaces at the ends": Array(" one \t \r\n\t\r\n \r\n".utf8),
      "empty lines at the end": Array("one\r\n\r\n\r\n\r\n".utf8),
      "control characters": [0x01, 0x07, 0x08, 0x0B, 0x0C, 0x1B, 0x7F, 0x0D, 0x0A],
    ]

    @Test("the signature on released mail verifies, whatever bytes SMTP lets through", arguments: bodies.keys.sorted())
    func verifies(body: String) throws {
      let mail = Mail.toBeHeld()
      let bytes = mail.bytes + (Self.bodies[body] ?? [])
      let client = try school.connection(.login(mail.from))
      let envelope = Envelope(
        sender: .init(address: mail.from, parameters: ["BODY=8BITMIME"]), recipients: [.init(address: mail.to[0])])
      #expect(try client.send(bytes, envelope: envelope).code == 250)
      client.quit()
      let reference = try #require(try school.newlyHeld().first).reference
      let result = try school.site.run(["held", "release", reference, "--reason", "checked"])
      #expect(result.status == 0, "\(result.errors)")
      let got = try school.received(mail)
      #expect(got.header("DKIM-Signature").count == 1)
      #expect(try signer.verifies(got.data))
      var changed = got.data
      let at = try #require(changed.lastIndex(of: UInt8(ascii: "E")))
      changed[at] = UInt8(ascii: "F")
      #expect(try !signer.verifies(changed))
      // What Postfix makes of line ends it made of them when the message came; no other byte is another.
      #expect(Self.unified(got.withoutSignature.asReleased().rest) == Self.unified(bytes))
    }

    private static func unified(_ bytes: [UInt8]) -> [UInt8] {
      var out: [UInt8] = []
      for byte in bytes {
        if byte == 0x0A { while out.last == 0x0D { out.removeLast() } }
        out.append(byte)
      }
      // Newer Postfix makes a space of a CR within a line (cleanup_replace_stray_cr_lf).
      return out.map { $0 == 0x0D ? 0x20 : $0 }
    }
  }
}

extension ReceivedMessage {
  /// Without the signature that was put on top.
  fileprivate var withoutSignature: ReceivedMessage {
    var copy = self
    let name = Array("DKIM-Signature:".utf8)
    guard let start = data.indices.first(where: { ($0 == 0 || data[$0 - 1] == 0x0A) && data[$0...].starts(with: name) })
    else { return self }
    var end = start
    repeat {
      end = (data[end...].firstIndex(of: 0x0A) ?? data.count - 1) + 1
    } while end < data.count && (data[end] == 0x20 || data[end] == 0x09)
    copy.data.removeSubrange(start..<end)
    return copy
  }
}
