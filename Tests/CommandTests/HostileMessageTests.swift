import Foundation
import PosternKit
import Testing

/// A message as nobody should send it.
struct Hostile: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// Made when the test runs: some are large.
  let make: @Sendable () -> [UInt8]
  /// What must not happen to it; nil where both are right.
  var mustNot: String?
  /// The envelope's; none: those of the headers.
  var recipients = ["someone@elsewhere.example"]

  private static let head = "From: jpatel@oakfield.example\r\nTo: someone@elsewhere.example\r\n"

  static let all = [
    Hostile(testDescription: "no byte at all", make: { [] }),
    Hostile(testDescription: "no header", make: { Array("\r\nAisha Khan has epilepsy.\r\n".utf8) }, mustNot: "deliver"),
    Hostile(
      testDescription: "a header of a megabyte",
      make: {
        Array(
          (head + "Subject: " + String(repeating: "a b ", count: 262_144) + "\r\n\r\nAisha Khan has epilepsy.\r\n").utf8
        )
      },
      mustNot: "deliver"),
    Hostile(
      testDescription: "200,000 recipients in To",
      make: {
        let many = (0..<200_000).map { "p\($0)@elsewhere.example" }.joined(separator: ",\r\n ")
        return Array("From: jpatel@oakfield.example\r\nTo: \(many)\r\n\r\nLunch is at one.\r\n".utf8)
      }, mustNot: "deliver", recipients: []),
    Hostile(
      testDescription: "10,000 nested parts",
      make: {
        var text = head + "MIME-Version: 1.0\r\n"
        for i in 0..<10_000 { text += "Content-Type: multipart/mixed; boundary=b\(i)\r\n\r\n--b\(i)\r\n" }
        return Array((text + "Content-Type: text/plain\r\n\r\nAisha Khan has epilepsy.\r\n").utf8)
      }, mustNot: "deliver"),
    Hostile(
      testDescription: "10,000 parts side by side",
      make: {
        var text = head + "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        for _ in 0..<10_000 { text += "--b\r\nContent-Type: text/plain\r\n\r\nLunch.\r\n" }
        return Array((text + "--b\r\n\r\nAisha Khan has epilepsy.\r\n--b--\r\n").utf8)
      }, mustNot: "deliver"),
    Hostile(
      testDescription: "zero bytes in headers and body",
      make: {
        Array((head + "Subject: a\u{0}b\r\n\r\nAisha\u{0} Khan has epi\u{0}lepsy. Aisha Khan has epilepsy.\r\n").utf8)
      },
      mustNot: "deliver"),
    Hostile(
      testDescription: "a charset that is none",
      make: {
        Array((head + "Content-Type: text/plain; charset=x-nobody-knows\r\n\r\nAisha Khan has epilepsy.\r\n").utf8)
      }, mustNot: "deliver"),
    Hostile(
      testDescription: "a charset that lies",
      make: {
        Array((head + "Content-Type: text/plain; charset=utf-16\r\n\r\nAisha Khan has epilepsy.\r\n").utf8)
      }, mustNot: "deliver"),
    Hostile(
      testDescription: "random bytes",
      make: {
        var state: UInt64 = 88_172_645_463_325_252
        return (0..<200_000).map { _ in
          state ^= state << 13
          state ^= state >> 7
          state ^= state << 17
          return UInt8(truncatingIfNeeded: state)
        }
      }),
    Hostile(
      testDescription: "one line of 20 MB",
      make: { Array((head + "\r\nAisha Khan has epilepsy. " + String(repeating: "lunch ", count: 3_400_000)).utf8) },
      mustNot: "deliver"),
  ]
}

@Suite("A message that is broken")
struct HostileMessageTests {
  @Test("gets its decision, and the next message its own", arguments: Hostile.all)
  func decided(_ hostile: Hostile) throws {
    let school = try School()
    let path = try school.folder.write("hostile.eml", hostile.make())
    let lunch = try school.message("lunch.eml", School.letter("Lunch is at one."))
    let input =
      try School.request("hostile", path, to: hostile.recipients)
      + School.request("lunch", lunch, to: "someone@elsewhere.example")
    let outcome = try school.run("check", "--batch", input: input)
    #expect(outcome.status == 0)
    #expect(try outcome.ids() == ["'hostile'", "'lunch'"])
    let answers = try outcome.answers()
    if let mustNot = hostile.mustNot { #expect(answers.first?.action != mustNot, "\(outcome.lines[0].prefix(2_000))") }
    #expect(answers.last?.action == "deliver")
  }

  @Test("whose headers cannot be read in time is held, though its recipients are not known")
  func slowHeaders() throws {
    let school = try School(settings: "limits: {inspection_milliseconds: 100}")
    let many = (0..<200_000).map { "p\($0)@elsewhere.example" }.joined(separator: ",\n ")
    let path = try school.message("many.eml", School.letter("Lunch.", to: many))
    let answer = try #require(try school.run("check", "--json", path).answers().first)
    #expect(answer.action != "deliver" && !answer.explanation.isEmpty)
  }
}
