import MIME
import Testing

@Suite("Hostile and broken mail")
struct HostileMailTests {
  @Test("an empty message is one empty part")
  func empty() {
    let reading = Reading([UInt8]())
    #expect(reading.parts.allSatisfy { $0.bytes.isEmpty })
    #expect(reading.kinds.isEmpty)
  }

  @Test("a message of headers alone has no text")
  func headersOnly() {
    let reading = Reading("From: a@b.example\nSubject: only this\n")
    #expect(reading.header.facts.subject == "only this")
    #expect(reading.union.trimmingBlank.isEmpty)
  }

  @Test("bytes without any header are a text")
  func headless() {
    let reading = Reading("no header here at all\nand more\n")
    #expect(reading.union.contains("no header here"))
    #expect(reading.kinds == [.conflictingType])
  }

  @Test("nesting over the limit: said, and the rest is handed over as it stands")
  func deep() {
    var text = "From: a@b.example\n"
    for index in 0..<10_000 { text += "Content-Type: multipart/mixed; boundary=b\(index)\n\n--b\(index)\n" }
    let reading = Reading(text + "Content-Type: text/plain\n\ndeep words\n")
    #expect(reading.kinds.contains(.nestedTooDeep))
    #expect(reading.parts.count < 100)
    #expect(reading.parts.contains { $0.reading == .raw })
    let limits = ReadingLimits()
    let shallow = Reading(
      "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\ndeep words\n--b--\n--a--\n",
      limits: {
        var limits = limits
        limits.depth = 1
        return limits
      }())
    #expect(shallow.kinds == [.nestedTooDeep])
    #expect(shallow.union.contains("deep words"))
  }

  @Test("messages in messages over the limit likewise")
  func deepMessages() {
    let text = String(repeating: "From: a@b.example\nContent-Type: message/rfc822\n\n", count: 10_000) + "deep words\n"
    let reading = Reading(text)
    #expect(reading.kinds.contains(.nestedTooDeep))
    #expect(reading.parts.count < 100)
  }

  @Test("too many parts: said, and the rest is handed over as it stands")
  func many() {
    var limits = ReadingLimits()
    limits.parts = 10
    let text =
      "Content-Type: multipart/mixed; boundary=b\n\n" + (0..<50).map { "--b\n\npart \($0)\n" }.joined() + "--b--\n"
    let reading = Reading(text, limits: limits)
    #expect(reading.kinds == [.tooManyParts])
    #expect(reading.parts.count == 11)
    #expect(reading.union.contains("part 49"))
    #expect(Reading(text).parts.count == 51)
  }

  @Test("more decoded bytes than allowed: cut, and said")
  func large() {
    var limits = ReadingLimits()
    limits.decodedBytes = 100
    let reading = Reading("Subject: x\n\n\(String(repeating: "a", count: 1000))", limits: limits)
    #expect(reading.kinds == [.tooLarge])
    #expect(reading.parts[0].isCut)
    #expect(reading.parts[0].bytes.count == 100)
  }

  @Test("endless readings are bounded, and what is left out is there as raw text")
  func readings() {
    let part = "--b\nContent-Type: text/plain\nContent-Type: text/html\n\nwords\n"
    let reading = Reading(
      "Content-Type: multipart/mixed; boundary=b\n\n" + String(repeating: part, count: 200) + "--b--\n")
    #expect(reading.kinds == [.doubledHeader, .tooManyParts])
    #expect(reading.parts.count < 600)
  }

  @Test("one megabyte of header is read")
  func header() {
    let reading = Reading("Subject: \(String(repeating: "word ", count: 220_000))\n\nx\n")
    #expect(reading.header.facts.subject.utf8.count > 1_000_000)
    #expect(reading.kinds.isEmpty)
  }

  @Test("zero bytes in a header hide nothing")
  func zeros() {
    let reading = Reading(
      wire(
        "Subject: a\0b\nContent-Type: multi\0part/mixed; boundary=b\n\n--b\nContent-Transfer-Encoding: base64\n\nc2VjcmV0\n--b--\n"
      ))
    #expect(reading.header.facts.subject == "ab")
    #expect(reading.kinds.contains(.nulBytes))
    #expect(reading.union.contains("secret"))
  }

  @Test("a large attachment comes out whole")
  func attachment() {
    let line = "QUJD" + String(repeating: "QUJD", count: 18) + "\r\n"
    let bytes = Array(
      ("Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + String(repeating: line, count: 50_000)).utf8)
    let count = bytes.withUnsafeBytes { MessageReader.read($0).parts[0].content.count }
    #expect(count == 50_000 * 57)
  }
}

extension String {
  fileprivate var trimmingBlank: String { filter { !$0.isWhitespace } }
}
