import Extraction
import MIME
import Testing

@Suite("Parts of a message")
struct PartTests {
  @Test("say their places in words")
  func places() {
    let extracted = Extracted(
      """
      Subject: Trip to the museum
      From: Ann Other <ann@oakfield.example>
      Keywords: outing
      Content-Type: multipart/mixed; boundary=b

      --b

      the body
      --b
      Content-Type: text/csv; name=Pupils.csv
      Content-Disposition: attachment; filename=Pupils.csv

      Name,Form
      Tom Example,7B
      --b
      Content-Type: message/rfc822

      Subject: An earlier one

      earlier words
      --b--
      """)
    #expect(extracted.place(of: "Trip to the museum") == "subject")
    #expect(extracted.place(of: "Ann Other") == "header From")
    #expect(extracted.place(of: "outing") == "header Keywords")
    #expect(extracted.place(of: "the body") == "message")
    #expect(extracted.place(of: "7B") == "attachment Pupils.csv")
    #expect(extracted.place(of: "An earlier one") == "forwarded message › subject")
    #expect(extracted.place(of: "earlier words") == "forwarded message › body")
    #expect(extracted.prose(.fileName) == ["Pupils.csv"])
    #expect(extracted.prose(.subject) == ["Trip to the museum", "An earlier one"])
    #expect(extracted.message.parts.map(\.characters) == [0, 8, 21, 14, 13])
  }

  @Test("text around the boundaries is delivered, but not what every program writes there")
  func faces() {
    func around(_ text: String) -> Extracted {
      Extracted("Content-Type: multipart/mixed; boundary=b\n\n\(text)\n--b\n\nx\n--b--\nafterwards\n")
    }
    #expect(around("Tom is unwell").prose(.preamble) == ["Tom is unwell"])
    #expect(around("x").prose(.epilogue) == ["afterwards"])
    #expect(around("This is a multi-part message in MIME format.").prose(.preamble).isEmpty)
  }

  @Test(
    "lists are tables by type, name or content, whatever their delimiter",
    arguments: [
      ("text/csv", ""), ("application/octet-stream; name=a.csv", ""), ("application/vnd.ms-excel; name=a.csv", ""),
      ("text/plain; name=list.txt", "Content-Disposition: attachment"),
    ])
  func lists(type: String, headers: String) {
    for delimiter in [",", ";", "\t"] {
      let lines = ["Name,Form,Need", "\"Example,; Tom\",7B,autism", "Eve,7C,\"a \"\"big\"\" one\"", "Sam,7B,none"].map {
        line in
        var isQuoted = false
        return String(
          line.map { character in
            if character == "\"" { isQuoted.toggle() }
            return character == "," && !isQuoted ? Character(delimiter) : character
          })
      }
      let plain = type.hasPrefix("text/plain")
      let text =
        plain
        ? lines.filter { !$0.contains("\"") }.joined(separator: "\n") + "\nUna\(delimiter)7D\(delimiter)none"
        : lines.joined(separator: "\n")
      let extracted = Extracted(type: type, text + "\n", headers: headers)
      #expect(extracted.tables.first?.headingRow == 0)
      #expect(extracted.tables.first?.rows.last?.count == 3)
      if !plain { #expect(extracted.tables.first?.rows[1] == ["Example,; Tom", "7B", "autism"]) }
    }
  }

  @Test("a row of titles above the headings is no heading row")
  func headings() {
    let extracted = Extracted(
      type: "text/csv", "Class list 7B,,\nName,Date of birth,Need\nTom,01/02/2014,autism\nEve,03/04/2014,none\n")
    #expect(extracted.tables.first?.headingRow == 1)
    #expect(Extracted(type: "text/csv", "1,2\n3,4\n").tables.first?.headingRow == nil)
  }

  @Test(
    "what cannot be read says what it is, told from content and not from the type",
    arguments: [
      ("text/plain", Array("%PDF-1.7\n\u{1}".utf8), "PDF document: ", UnreadableKind.damaged),
      (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document; name=a.docx",
        Array("PK\u{3}\u{4}".utf8) + [UInt8](repeating: 1, count: 40)
          + Array("[Content_Types].xmlword/document.xml".utf8), "Word document: ", .damaged
      ),
      (
        "application/octet-stream; name=old.xls", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0],
        "Excel workbook: ", .damaged
      ),
      ("application/x-thing", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0], "7-Zip archive: ", .damaged),
      ("audio/mpeg", [0xFF, 0xFB, 0x90, 0x00, 0, 0], "sound recording: ", .audio),
      ("application/x-thing", [1, 2, 3, 4, 0, 0, 5], "file of an unknown kind: ", .other),
    ])
  func unreadable(type: String, bytes: [UInt8], words: String, kind: UnreadableKind) {
    let extracted = Extracted(type: type, bytes: bytes)
    #expect(extracted.first.unreadable?.hasPrefix(words) == true)
    #expect(extracted.first.unreadableKind == kind)
    #expect(extracted.first.characters == 0)
  }

  @Test("text that is declared to be a picture is read")
  func disguised() {
    let extracted = Extracted(type: "image/jpeg; name=a.jpg", "Tom has autism\n")
    #expect(extracted.prose() == ["Tom has autism"])
    #expect(extracted.first.unreadable == nil)
  }

  @Test("encrypted mail is protected, and not unreadable; signed mail is read")
  func mail() {
    let smime = Extracted(type: "application/pkcs7-mime; smime-type=enveloped-data", bytes: [0x30, 0x80, 6, 9, 0])
    #expect(
      smime.first.protection == .encryptedMail && smime.first.unreadable == nil && smime.first.characters == 0)
    let pgp = Extracted(
      "Content-Type: multipart/encrypted; boundary=b; protocol=\"application/pgp-encrypted\"\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\nxyz\n--b--\n"
    )
    #expect(pgp.message.parts.allSatisfy { $0.unreadable == nil })
    #expect(pgp.message.parts.allSatisfy { $0.protection == .encryptedMail })
    let inline = Extracted(type: "text/plain", "see below about Tom\n-----BEGIN PGP MESSAGE-----\nxyz\n")
    #expect(inline.first.protection == .encryptedMail)
    #expect(inline.prose().joined().contains("about Tom"))
    let signed = Extracted(
      "Content-Type: multipart/signed; boundary=b\n\n--b\n\nwords\n--b\nContent-Type: application/pgp-signature; name=signature.asc\n\nxyz\n--b--\n"
    )
    #expect(signed.message.parts.allSatisfy { $0.unreadable == nil })
    #expect(signed.message.parts[0].protection == .signed)
    #expect(signed.prose() == ["words"])
  }

  @Test("a limit on text is said, never silent")
  func limits() {
    var limits = ExtractionLimits()
    limits.textBytes = 100
    let extracted = Extracted("Subject: s\n\n" + String(repeating: "word ", count: 100), limits: limits)
    #expect(extracted.first.unreadableKind == .tooLarge)
    #expect(extracted.first.characters == 100)
    #expect(extracted.message.ambiguities.map(\.kind) == [.tooLarge])
  }

  @Test("files inside a text are parts with names and text of their own")
  func uuencode() {
    let extracted = Extracted("Subject: s\n\nhello\nbegin 644 note.txt\n#0V%T\n`\nend\n")
    #expect(extracted.place(of: "Cat") == "attachment note.txt")
    #expect(extracted.prose(.fileName) == ["note.txt"])
  }
}
