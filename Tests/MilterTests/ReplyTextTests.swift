import Milter
import Testing

@Suite("Reply texts and sockets are checked when they are made")
struct ReplyTextTests {
  @Test("codes, lines and characters that no reply may have are refused")
  func refused() {
    #expect(throws: ReplyTextError.code(250)) { try ReplyText(code: 250, enhancedCode: "2.0.0", lines: ["x"]) }
    for bad in ["4.7.1", "5.7", "5.7.1.1", "5.a.1", "5..1", "5.1000.1", ""] {
      #expect(throws: ReplyTextError.enhancedCode(bad, code: 550)) {
        try ReplyText(code: 550, enhancedCode: bad, lines: ["x"])
      }
    }
    #expect(throws: ReplyTextError.lines(0)) { try ReplyText(code: 550, enhancedCode: "5.7.1", lines: []) }
    #expect(throws: ReplyTextError.lines(33)) {
      try ReplyText(code: 550, enhancedCode: "5.7.1", lines: Array(repeating: "x", count: 33))
    }
    for bad in ["a\r\n250 ok", "a\nb", "a\rb", "nul\u{0}", "zoë"] {
      #expect(throws: ReplyTextError.bytes(line: 2)) {
        try ReplyText(code: 550, enhancedCode: "5.7.1", lines: ["fine", bad])
      }
    }
    #expect(throws: ReplyTextError.length(line: 1, bytes: 481)) {
      try ReplyText(code: 550, enhancedCode: "5.7.1", lines: [String(repeating: "x", count: 481)])
    }
  }

  @Test("a socket is read as Postfix and libmilter write it")
  func sockets() {
    #expect(MilterSocket("unix:/run/postern/milter") == .unix(path: "/run/postern/milter"))
    #expect(MilterSocket("/run/postern/milter") == .unix(path: "/run/postern/milter"))
    #expect(MilterSocket("inet:8891@127.0.0.1") == .tcp(address: "127.0.0.1", port: 8891))
    #expect(MilterSocket("inet6:8891@::1")?.postfixForm == "inet:[::1]:8891")
    for bad in ["", "unix:", "inet:", "inet:0@localhost", "inet:70000@localhost", "inet:25", "run/milter"] {
      #expect(MilterSocket(bad) == nil)
    }
  }

  @Test("a header field is compared without case and read without its folds")
  func headerField() {
    let field = HeaderField(name: Array("sUBJECT".utf8), value: Array(" a\r\n b \t".utf8))
    #expect(field.isNamed("Subject"))
    #expect(!field.isNamed("Subjects"))
    #expect(field.text == "a b")
  }
}
