import Configuration
import Policy
import PosternKit
import Spool
import Testing

@testable import Delivery

@Suite("The tag that asks for a password is taken off the subject")
struct SubjectTagEditTests {
  private func rewritten(_ header: String, rest: String) throws -> String {
    let file = MemoryFile()
    let bytes = Array((header + "\n\nText\n").replacing("\n", with: "\r\n").utf8)
    try HiddenAddresses.rewrite(
      memoryFile(bytes), into: file, showing: .everybody, without: SubjectTag(tag: "[protect]", rest: rest))
    return try file.withBytes { String(decoding: $0, as: UTF8.self) }.replacing("\r\n", with: "\n")
  }

  @Test(
    "in clear, all behind it stays byte for byte, folds too",
    arguments: [
      ("Subject: [protect] Review  of it ", "Subject: Review  of it "),
      ("SUBJECT:[PROTECT]Review\n of it", "SUBJECT: Review\n of it"),
      ("Subject: [protect]\n Review", "Subject: Review"),
      ("Subject: [protect] =?utf-8?q?=C3=BCn?=", "Subject: =?utf-8?q?=C3=BCn?="),
      ("A: b\nSubject: [protect]\nC: d", "A: b\nC: d"),
    ])
  func inClear(header: String, wanted: String) throws {
    #expect(try rewritten(header, rest: "Review") == wanted + "\n\nText\n")
  }

  @Test("in encoded words, the rest is written anew")
  func encoded() throws {
    let tagged = "Subject: =?utf-8?B?W3Byb3RlY3RdIMO8bg==?="
    #expect(try rewritten(tagged, rest: "ün") == "Subject: =?utf-8?B?w7xu?=\n\nText\n")
    #expect(try rewritten("A: b\n" + tagged, rest: "Plain") == "A: b\nSubject: Plain\n\nText\n")
    #expect(try rewritten(tagged, rest: "") == "\nText\n")
  }

  @Test("a message without one stays byte for byte")
  func none() throws {
    let file = MemoryFile()
    let bytes = Array("Subject: [protect] x\n\nText".utf8)
    try HiddenAddresses.rewrite(memoryFile(bytes), into: file, showing: .everybody)
    #expect(try file.withBytes { Array($0) } == bytes)
  }
}
