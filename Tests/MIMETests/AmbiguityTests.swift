import MIME
import Testing

@Suite("Messages that may be read in more than one way")
struct AmbiguityTests {
  @Test("two boundaries: the body is split by each")
  func boundaries() {
    let reading = Reading(
      """
      Content-Type: multipart/mixed; boundary=one; boundary=two

      --one
      Content-Type: text/plain

      first
      --one--
      --two
      Content-Type: text/plain
      Content-Transfer-Encoding: base64

      c2Vjb25k
      --two--
      """)
    #expect(reading.kinds.contains(.doubledParameter))
    #expect(reading.union.contains("first"))
    #expect(reading.union.contains("second"))
    #expect(reading.parts.contains { $0.reading == .otherBoundary && $0.text == "second" })
  }

  @Test("two types: the part is read as each")
  func types() {
    let reading = Reading(
      """
      Content-Type: text/plain
      Content-Type: multipart/mixed; boundary=b

      --b
      Content-Transfer-Encoding: base64

      c2VjcmV0
      --b--
      """)
    #expect(reading.kinds.contains(.doubledHeader))
    #expect(Set(reading.parts.map(\.type)).isSuperset(of: ["text/plain", "multipart/mixed"]))
    #expect(reading.union.contains("secret"))
  }

  @Test("two transfer encodings: the part is decoded by each")
  func encodings() {
    let reading = Reading("Content-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: base64\n\nc2VjcmV0\n")
    #expect(reading.kinds.contains(.doubledHeader))
    #expect(reading.union.contains("secret"))
    #expect(reading.union.contains("c2VjcmV0"))
  }

  @Test("a transfer encoding with a comment or under an unknown name is still tried")
  func oddEncodings() {
    #expect(Reading("Content-Transfer-Encoding: (odd) base64 (very)\n\nc2VjcmV0\n").union.contains("secret"))
    let unknown = Reading("Content-Transfer-Encoding: base-64\n\nc2VjcmV0\n")
    #expect(unknown.kinds.contains(.brokenEncoding))
    #expect(unknown.union.contains("secret"))
  }

  @Test("broken base64: strict prefix, lenient whole, and the lines that are no base64")
  func base64() {
    let reading = Reading(
      "Content-Transfer-Encoding: base64\n\nZmlyc3QgaGFsZiAg\n!!\nc2Vjb25kIGhhbGY=\nTom is unwell today\n")
    #expect(reading.kinds == [.brokenEncoding])
    #expect(reading.parts[0].text.hasPrefix("first half  second half"))
    #expect(reading.parts.contains { $0.reading == .strictPrefix && $0.text == "first half  " })
    #expect(reading.parts.contains { $0.reading == .raw && $0.text.contains("Tom is unwell today") })
  }

  @Test(
    "wrong padding and data after padding are broken; line breaks and spaces are not",
    arguments: [
      ("YWJj\nZGVm", false), ("YW Jj", false), ("YWI=", false), ("YQ==", false), ("YWI", true), ("YQ=", true),
      ("YWI=YWJj", true), ("YWJj*", true),
    ])
  func padding(body: String, isBroken: Bool) {
    let reading = Reading("Content-Transfer-Encoding: base64\n\n\(body)\n")
    #expect(reading.kinds.contains(.brokenEncoding) == isBroken)
  }

  @Test("an attachment inside multipart/alternative is said")
  func alternative() {
    let reading = Reading(
      "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nx\n--b\nContent-Disposition: attachment; filename=a.txt\n\ny\n--b--\n"
    )
    #expect(reading.ambiguities == [Ambiguity(.attachmentInAlternative, part: 2)])
  }

  @Test("a multipart without its end is truncated")
  func truncated() {
    let reading = Reading("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nwords\n")
    #expect(reading.kinds == [.truncatedMultipart])
    #expect(reading.union.contains("words"))
  }

  @Test("a multipart without a boundary is read by the one it seems to have")
  func noBoundary() {
    let reading = Reading(
      "Content-Type: multipart/mixed\n\n--b\nContent-Transfer-Encoding: base64\n\nc2VjcmV0\n--b--\n")
    #expect(reading.kinds.contains(.conflictingType))
    #expect(reading.union.contains("secret"))
  }

  @Test("a multipart that claims base64 is decoded and read, too")
  func encodedMultipart() {
    // "--b\n\nsecret\n--b--\n"
    let reading = Reading(
      "Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: base64\n\nLS1iCgpzZWNyZXQKLS1iLS0K\n")
    #expect(reading.kinds.contains(.conflictingType))
    #expect(reading.union.contains("secret"))
  }

  @Test("a space before the colon, which some programs accept, is read both ways")
  func spaceBeforeColon() {
    let reading = Reading(
      "Subject: x\nContent-Type : multipart/mixed; boundary=b\n\n--b\nContent-Transfer-Encoding: base64\n\nc2VjcmV0\n--b--\n"
    )
    #expect(reading.kinds.contains(.conflictingType))
    #expect(reading.union.contains("secret"))
  }

  @Test("bare carriage returns that change the tree are read as line ends, too")
  func carriageReturns() {
    let bytes = wire("Subject: x\n\nwords\n") + Array("more\r".utf8)
    #expect(Reading(bytes).kinds.isEmpty)
    let hidden = Reading(Array("Subject: x\rContent-Transfer-Encoding: base64\r\rc2VjcmV0\r".utf8))
    #expect(hidden.kinds.contains(.bareLineFeeds))
    #expect(hidden.union.contains("secret"))
  }

  @Test("mixed line ends and zero bytes are said")
  func bytes() {
    #expect(Reading(wire("Subject: x\n\na\n") + Array("b\n".utf8)).kinds == [.bareLineFeeds])
    #expect(Reading(wire("Subject: x\n\na\0b\n")).kinds == [.nulBytes])
  }

  @Test("an honest message is not ambiguous", arguments: [false, true])
  func honest(bareFeeds: Bool) {
    #expect(Reading(bareFeeds ? Array(PartTreeTests.mail.utf8) : wire(PartTreeTests.mail)).ambiguities.isEmpty)
  }
}
