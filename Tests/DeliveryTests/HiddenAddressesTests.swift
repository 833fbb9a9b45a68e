import Foundation
import Policy
import PosternKit
import Spool
import Testing

@testable import Delivery

@Suite("Recipients are hidden in a message that Postfix cannot be asked to edit")
struct HiddenAddressesTests {
  private func rewritten(_ text: [UInt8], showing shown: ShownAddresses = .nobody) throws -> [UInt8] {
    let file = MemoryFile()
    try HiddenAddresses.rewrite(memoryFile(text), into: file, showing: shown)
    return try file.withBytes { Array($0) }
  }

  @Test("fields that show addresses go, with their folds; everything else stays byte for byte")
  func rewrite() throws {
    let original = message(
      "Received: from a\n\tby b\nTO: a@x.example,\n b@x.example\nSubject: Dear all\n to: come\nCc: c@x.example\n"
        + "X-Odd \u{E9}: y\nTo: d@x.example\nFrom: e@x.example\n\nTo: stays@x.example\n.\n\n")
    let wanted = message(
      "Received: from a\n\tby b\nTO: undisclosed-recipients:;\nSubject: Dear all\n to: come\n"
        + "X-Odd \u{E9}: y\nFrom: e@x.example\n\nTo: stays@x.example\n.\n\n")
    #expect(try rewritten(original) == wanted)
    #expect(try HiddenAddresses(of: memoryFile(original)).count == 4)
  }

  @Test("where there is no To one is added; a message without a body, or without anything, comes to no harm")
  func edges() throws {
    #expect(
      try rewritten(message("Cc: c@x.example\nA: b\n\nx\n")) == message("A: b\nTo: undisclosed-recipients:;\n\nx\n"))
    #expect(try rewritten(message("To: c@x.example\n")) == message("To: undisclosed-recipients:;\n"))
    #expect(try rewritten([]) == message("To: undisclosed-recipients:;\n"))
    #expect(try rewritten(Array("To: a@x.example\n\nb\n".utf8)) == Array("To: undisclosed-recipients:;\r\n\nb\n".utf8))
  }

  @Test(
    "a family's copy shows that family and the staff, as the sender wrote them; everything else stays byte for byte")
  func family() throws {
    let original = message(
      "Received: from a\n\tby b\nTO: \"Hart, Karen\" <Karen@x.example>,\n Pat <pat@y.example>\nCc: t.ash@oakfield.example\n"
        + "Message-ID: <1@oakfield.example>\nReferences: <0@x.example>\nBcc: z@x.example\nX-Odd \u{E9}: y\n\npat@y.example\n.\n"
    )
    let wanted = message(
      "Received: from a\n\tby b\nTO: \"Hart, Karen\" <Karen@x.example>\nCc: t.ash@oakfield.example\n"
        + "Message-ID: <1@oakfield.example>\nReferences: <0@x.example>\nX-Odd \u{E9}: y\n\npat@y.example\n.\n")
    let shown = ShownAddresses.only(["karen@x.example", "t.ash@oakfield.example"])
    #expect(try rewritten(original, showing: shown) == wanted)
    #expect(try HiddenAddresses(of: memoryFile(original), showing: shown).count == 2)
    #expect(try rewritten(original, showing: .everybody) == original)
  }

  @Test(
    "however a list of recipients is written, those who may not be seen are not",
    arguments: [
      ("a@x.example", "a@x.example"), ("b@y.example", nil), ("a@x.example, b@y.example", "a@x.example"),
      ("Group: b@y.example, A <a@x.example>;", "A <a@x.example>"), ("b@y.example (a@x.example)", nil),
      ("\"b@y.example\" <a@x.example>", "<a@x.example>"), ("\"a@x.example\" <b@y.example>", nil),
      ("\"a@x.example\" <a@x.example>, b@y.example", "\"a@x.example\" <a@x.example>"),
      ("<@hop.example:a@x.example>, b@y.example", nil), ("a(b, b@y.example)@x.example", "a@x.example"),
      ("\"b, a\"@y.example,\r\n\ta@x.example", "a@x.example"), ("A@X.EXAMPLE., b@y.example", "A@X.EXAMPLE."),
      ("=?utf-8?q?Zo=C3=AB?= <a@x.example>; b@y.example", "=?utf-8?q?Zo=C3=AB?= <a@x.example>"),
      ("u@[IPv6:::1], a@x.example", "a@x.example"), ("a@x.example b@y.example", nil), (",,;:", nil),
      ("<a@x.example", "<a@x.example"), ("All: a@x.example;", "a@x.example"),
      ("a@x.example,b@y.example,a@x.example", "a@x.example,\n\ta@x.example"),
    ])
  func lists(_ written: String, _ left: String?) {
    let header = [HeaderField(name: "To", value: " me@x.example"), HeaderField(name: "Cc", value: " " + written)]
    let edits = HiddenAddresses(header, showing: .only(["a@x.example", "me@x.example"])).edits
    guard left != written else { return #expect(edits.isEmpty) }
    #expect(edits == [HeaderEdit(name: "Cc", occurrence: 1, value: left)])
  }

  @Test(
    "an address that may not be seen is in no name and no comment either, in clear or encoded",
    arguments: [
      ("a@x.example (b@y.example)", "a@x.example"), ("A <a@x.example> (for b@y.example)", "<a@x.example>"),
      ("<a(b@y.example)@x.example>", "<a@x.example>"), ("a@x.example (b\\@y.example)", "a@x.example"),
      ("=?utf-8?q?b=40y.example?= <a@x.example>", "<a@x.example>"),
      ("\"=?utf-8?q?b=40y.example?=\" <a@x.example>", "<a@x.example>"),
      ("=?UTF-8?B?YkB5LmV4YW1wbGU=?= <a@x.example>", "<a@x.example>"),
      ("a@x.example (=?iso-8859-1*en?Q?b=40y.example?=)", "a@x.example"),
      ("=?utf-8?q?b?= =?utf-8?q?=40y.example?= <a@x.example>", "<a@x.example>"),
      ("=?utf-7?q?b+AEA-y.example?= <a@x.example>", "<a@x.example>"),
      ("=?utf-8?b?YkB5LmV4YW1wbGU?= <a@x.example>", "<a@x.example>"),
      ("b\u{FF20}y.example <a@x.example>", "<a@x.example>"),
      ("<b@y.example> <a@x.example>", "<a@x.example>"), ("a@x.example, (b@y.example)", "a@x.example"),
      ("\"b@y.example\", a@x.example", "a@x.example"), ("=?utf-8?q?b=40y.example?=, a@x.example", "a@x.example"),
      // Nothing of others is in these.
      ("a@x.example (A. Example)", "a@x.example (A. Example)"),
      ("a@x.example (a@x.example)", "a@x.example (a@x.example)"),
      ("=?utf-8?q?a=40x.example?= <a@x.example>", "=?utf-8?q?a=40x.example?= <a@x.example>"),
      ("=?gb2312?B?zfW3vA==?= <a@x.example>", "=?gb2312?B?zfW3vA==?= <a@x.example>"),
    ])
  func names(_ written: String, _ left: String) { lists(written, left) }

  @Test(
    "a fold within a mailbox is no part of it",
    arguments: [
      ("\"A very long name\"\r\n\t<a@x.example>, b@y.example", "\"A very long name\"\t<a@x.example>"),
      ("A very\n long name <a@x.example>, b@y.example", "A very long name <a@x.example>"),
      ("a@x.example\r\n (A), b@y.example", "a@x.example (A)"),
    ])
  func innerFolds(_ written: String, _ left: String) throws {
    lists(written, left)
    let text = Array(message("Subject: x\nTo: \(written)\n\nb\n"))
    #expect(
      try rewritten(text, showing: .only(["a@x.example"])) == message("Subject: x\nTo: \(left)\n\nb\n"))
  }

  @Test("a name that was folded into many lines does not become one line that is too long")
  func longName() {
    let name = Array(repeating: "Example", count: 130).joined(separator: "\r\n ")
    lists("\(name) <a@x.example>, b@y.example", "<a@x.example>")
  }

  @Test("answers go to the sender, and to nobody who may not be seen")
  func replyTo() {
    func edits(_ answers: String) -> [HeaderEdit] {
      HiddenAddresses(
        [
          .init(name: "To", value: "a@x.example, b@y.example"), .init(name: "Reply-To", value: answers),
        ], showing: .only(["a@x.example"])
      ).edits.filter { $0.name == "Reply-To" }
    }
    #expect(edits("office@oakfield.example, elsewhere@z.example").isEmpty)
    #expect(
      edits("office@oakfield.example, b@y.example") == [
        .init(name: "Reply-To", occurrence: 1, value: "office@oakfield.example")
      ])
    #expect(edits("\"for elsewhere@z.example\" <office@oakfield.example>").isEmpty)
    for leak in [
      "office@oakfield.example (b@y.example)", "=?utf-8?q?b=40y.example?= <office@oakfield.example>",
      "office@oakfield.example (b\\@y.example)", "b\u{FF20}y.example <office@oakfield.example>",
    ] {
      #expect(edits(leak).count == 1)
      #expect(edits(leak).allSatisfy { $0.value?.contains("office@oakfield.example") == true })
      #expect(edits(leak).allSatisfy { $0.value?.contains("y.example") == false })
    }
    #expect(edits("B <b@y.example>") == [.init(name: "Reply-To", occurrence: 1, value: nil)])
  }

  @Test("a family that was in Bcc sees that it is one of several, and nobody's address")
  func bcc() throws {
    #expect(
      try rewritten(message("To: a@x.example\nA: b\n\nx\n"), showing: .only([]))
        == message("To: undisclosed-recipients:;\nA: b\n\nx\n"))
    #expect(
      try rewritten(message("To: a@x.example\nCc: b@y.example\n\nx\n"), showing: .only(["b@y.example"]))
        == message("Cc: b@y.example\n\nx\n"))
  }

  @Test("many colleagues are folded into lines of their own")
  func folds() throws {
    let staff = (0..<70).map { "member.of.staff.number.\($0)@oakfield.example" }
    let original = message("To: \(staff.joined(separator: ",\n ")),\n p@x.example\n\nx\n")
    let copy = String(decoding: try rewritten(original, showing: .only(staff)), as: UTF8.self)
    #expect(copy.split(separator: "\r\n").allSatisfy { $0.utf8.count < 100 })
    #expect(ReceivedMessage(reading: Array(copy.utf8)).header("To").first?.components(separatedBy: ",").count == 70)
    #expect(!copy.contains("p@x.example"))
  }
}
