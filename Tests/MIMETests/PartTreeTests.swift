import MIME
import Testing

@Suite("The tree of parts")
struct PartTreeTests {
  static let mail = """
    From: Ada Example <ada@oakfield.example>
    To: bo@elsewhere.example
    Subject: Trip
    MIME-Version: 1.0
    Content-Type: multipart/mixed; boundary="outer"

    before
    --outer
    Content-Type: multipart/alternative; boundary=inner

    --inner
    Content-Type: text/plain; charset=UTF-8

    plain words
    --inner
    Content-Type: text/html; charset=utf-8
    Content-Transfer-Encoding: quoted-printable

    <p>caf=C3=A9</p>
    --inner--
    --outer
    Content-Type: application/pdf; name="List.pdf"
    Content-Disposition: attachment; filename="List.pdf"
    Content-Transfer-Encoding: base64

    JVBERi0xLjQK
    --outer
    Content-Type: message/rfc822

    From: Cy Example <cy@third.example>
    Subject: Inside
    Content-Type: text/plain

    inner words
    --outer--
    after

    """

  @Test("numbers parts as IMAP does, depth first, with their parents")
  func numbers() {
    let reading = Reading(Self.mail)
    #expect(reading.parts.map(\.number) == ["TEXT", "1", "1.1", "1.2", "2", "3", "3.1"])
    #expect(reading.parts.map(\.parent) == [nil, 0, 1, 1, 0, 0, 5])
    #expect(reading.ambiguities.isEmpty)
  }

  @Test("decodes contents by their transfer encodings")
  func contents() {
    let reading = Reading(Self.mail)
    #expect(reading.parts[2].text == "plain words")
    #expect(reading.parts[3].text == "<p>café</p>")
    #expect(reading.parts[4].text == "%PDF-1.4\n")
    #expect(reading.parts[6].text == "inner words")
  }

  @Test("keeps what stands before the first and after the last boundary")
  func faces() {
    let reading = Reading(Self.mail)
    #expect(reading.parts[0].preamble.contains("before"))
    #expect(reading.parts[0].epilogue.contains("after"))
  }

  @Test("gives an embedded message's own header")
  func embedded() {
    let message = Reading(Self.mail).parts[5].message
    #expect(message?.facts.from.map(\.address) == ["cy@third.example"])
    #expect(message?.facts.subject == "Inside")
  }

  @Test("says where each header and body stands in the raw mail", arguments: [false, true])
  func offsets(bareFeeds: Bool) {
    let bytes = bareFeeds ? Array(Self.mail.utf8) : wire(Self.mail)
    let end = bareFeeds ? "\n" : "\r\n"
    let reading = Reading(bytes)
    func text(_ range: Range<Int>?) -> String { range.map { String(decoding: bytes[$0], as: UTF8.self) } ?? "none" }
    #expect(text(reading.parts[2].headerRange) == "Content-Type: text/plain; charset=UTF-8\(end)\(end)")
    #expect(text(reading.parts[2].bodyRange) == "plain words")
    #expect(text(reading.parts[4].bodyRange) == "JVBERi0xLjQK")
    #expect(text(reading.parts[1].headerRange) == "Content-Type: multipart/alternative; boundary=inner\(end)\(end)")
    #expect(text(reading.parts[1].bodyRange).hasSuffix("--inner--"))
    #expect(text(reading.parts[5].bodyRange).hasPrefix("From: Cy"))
    #expect(text(reading.parts[5].bodyRange).hasSuffix("inner words"))
    #expect(text(reading.parts[6].headerRange).hasPrefix("From: Cy"))
    #expect(text(reading.parts[0].headerRange).hasPrefix("From: Ada"))
    #expect(reading.parts[0].bodyRange?.upperBound == bytes.count)
  }

  @Test("tells attachments from the text")
  func attachments() {
    let reading = Reading(Self.mail)
    #expect(reading.parts.map(\.isAttachment) == [false, false, false, false, true, true, false])
  }

  @Test("reads a message/rfc822 that was encoded against the standard")
  func encodedMessage() {
    let reading = Reading(
      """
      Content-Type: multipart/mixed; boundary=b

      --b
      Content-Type: message/rfc822
      Content-Transfer-Encoding: base64

      U3ViamVjdDogSGlkZGVuCgpzZWNyZXQgd29yZHMK
      --b--
      """)
    #expect(reading.parts[1].message?.facts.subject == "Hidden")
    #expect(reading.parts.last?.text == "secret words\n")
  }

  @Test("reads an attached mail file whatever its type")
  func mailFile() {
    let reading = Reading(
      """
      Content-Type: application/octet-stream; name="Fwd.EML"
      Content-Disposition: attachment

      From: cy@third.example
      Subject: Kept

      inner words
      """)
    #expect(reading.parts.map(\.number) == ["1", "1.1"])
    #expect(reading.parts[0].message?.facts.subject == "Kept")
    #expect(reading.parts[1].text == "inner words")
  }

  @Test("takes uuencoded files out of a text")
  func uuencode() {
    let reading = Reading(
      """
      Subject: file

      here it is
      begin 644 Class list.txt
      #0V%T
      `
      end
      bye
      """)
    #expect(reading.parts.count == 2)
    #expect(reading.parts[1].name == "Class list.txt")
    #expect(reading.parts[1].text == "Cat")
    #expect(reading.parts[1].reading == .embeddedFile)
    #expect(reading.parts[1].isAttachment)
  }

  @Test("leaves a text alone that only begins like uuencode")
  func noUuencode() {
    #expect(Reading("Subject: x\n\nbegin the day well\nbegin 644 \nno data\n").parts.count == 1)
  }

  @Test("takes yEnc files out of a text")
  func yEnc() {
    let data = Array("Tom, 7B".utf8).map { $0 &+ 42 }
    let bytes =
      wire("Subject: x\n\n=ybegin line=128 size=7 name=my list.csv\n") + data + wire("\n=yend size=7\n")
    let reading = Reading(bytes)
    #expect(reading.parts[1].name == "my list.csv")
    #expect(reading.parts[1].text == "Tom, 7B")
  }

  @Test("sees signed and encrypted mail as such")
  func protection() {
    func first(_ type: String, _ body: String) -> MIMEPart.Protection {
      Reading("Content-Type: \(type)\n\n\(body)\n").parts[0].protection
    }
    #expect(first("multipart/signed; boundary=b; protocol=\"application/pgp-signature\"", "--b\n\nx\n--b--") == .signed)
    #expect(first("multipart/encrypted; boundary=b", "--b\n\nx\n--b--") == .encrypted)
    #expect(first("application/pkcs7-mime; smime-type=enveloped-data", "xx") == .encrypted)
    #expect(first("application/pkcs7-mime; smime-type=signed-data", "xx") == .signed)
    #expect(first("text/plain", "-----BEGIN PGP MESSAGE-----\nxx") == .encrypted)
    #expect(first("text/plain", "-----BEGIN PGP SIGNED MESSAGE-----\nxx") == .signed)
    #expect(first("text/plain", "about -----BEGIN PGP MESSAGE----- lines") == .none)
  }
}
