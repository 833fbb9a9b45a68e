import PosternKit
import Spool
import Testing

@testable import Delivery

@Suite("Recipients are hidden in a message that Postfix cannot be asked to edit")
struct HiddenAddressesTests {
  private func rewritten(_ text: [UInt8]) throws -> [UInt8] {
    let file = MemoryFile()
    try HiddenAddresses.rewrite(memoryFile(text), into: file)
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
}
