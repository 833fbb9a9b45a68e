import Testing

@testable import MIME

@Suite("A plain text under a header in good order")
struct PlainMessageTests {
  private func reading(_ mail: String, _ read: (TreeBuilder, PartSource, TreeBuilder.Slot) -> MessageHeader?)
    -> [String]
  {
    let bytes = Array(mail.utf8)
    return bytes.withUnsafeBytes { bytes in
      let builder = TreeBuilder(limits: ReadingLimits())
      let source = PartSource(rawMail: bytes)
      let slot = TreeBuilder.Slot(
        parent: nil, number: "", prefix: "", depth: 0, reading: nil, source: source, end: bytes.count)
      guard let header = read(builder, source, slot) else { return [] }
      let parts = builder.parts.map { part in
        "\(part.number) \(part.type) \(part.parameters.sorted { $0.key < $1.key }) \(part.transferEncoding) "
          + "\(part.name ?? "-") \(part.isAttachment) \(part.protection) \(String(describing: part.headerRange)) "
          + "\(String(describing: part.bodyRange)) \(String(decoding: part.content.bytes(), as: UTF8.self))"
      }
      return ["\(header)"] + parts + builder.ambiguities.map { "\($0)" }
    }
  }

  private static let orderly = [
    "From: Jane <a@b.example>\r\nTo: c@d.example\r\nSubject: Notes\r\n\r\nHello\r\n",
    "Subject: folded\r\n over two\r\n\tlines\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHello\r\n\r\nyou\r\n",
    "Content-Type: TEXT/Plain;\r\n\tcharset=\"iso-8859-1\"; format=flowed\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\ncaf=E9\r\n",
    "Content-Type: text/plain; name=list.txt\nContent-Transfer-Encoding: base64\n\nSGVsbG8=\n",
    "Subject: =?utf-8?Q?caf=C3=A9?=\r\nMIME-Version: 1.0\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n",
    "Subject: a\r\nSubject: b\r\nContent-Transfer-Encoding: x-unknown\r\n\r\nbegin 644 a.txt\r\n%2&5L;&\\`\r\n`\r\nend\r\n",
    "To: undisclosed-recipients:;\r\nX-Empty:\r\n\r\n\r\n",
  ]

  @Test("is the same whether GMime reads all of it or not", arguments: orderly)
  func same(_ mail: String) {
    let quick = reading(mail) { $0.plainMessage(in: $1, slot: $2) }
    #expect(!quick.isEmpty)
    #expect(quick == reading(mail) { $0.anyMessage(in: $1, slot: $2) })
  }

  @Test(
    "is left to GMime wherever anything is out of order",
    arguments: [
      "", "Hello\r\n", "Subject: no end\r\n", "Subject : space\r\n\r\ntext", "Subject: a\r\nstray line\r\n\r\ntext",
      " begins folded\r\n\r\ntext", "Subject: a\r\n \r\n\r\ntext", "Subject: a\rb\r\n\r\ntext",
      "Subject: a\0b\r\n\r\ntext",
      "From me Mon\r\nSubject: a\r\n\r\ntext", "Content-Type: text/html\r\n\r\ntext",
      "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x--", "Content-Type: text/plain; charset\r\n\r\ntext",
      "Content-Type: text/plain; charset=utf-8; (comment)\r\n\r\ntext",
      "Content-Type: text/plain\r\nContent-Type: text/plain\r\n\r\ntext",
      "Content-Disposition: attachment\r\n\r\ntext", "\r\ntext", "Subject: no body\r\n\r\n",
    ])
  func others(_ mail: String) { #expect(reading(mail) { $0.plainMessage(in: $1, slot: $2) }.isEmpty) }
}
