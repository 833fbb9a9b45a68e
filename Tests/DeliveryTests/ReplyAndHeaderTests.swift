import Policy
import Quarantine
import Testing

@testable import Delivery

@Suite("Replies and header edits")
struct ReplyAndHeaderTests {
  @Test("a refusal names rule, clause and remedy in printable ASCII")
  func refusal() {
    var rule = senRule
    rule.requirements = ["reject"]
    rule.remedy = "use the school’s portal – it’s free"
    let reply = SMTPReplyText.refusal([rule], contact: "the office")
    #expect(reply.code == 550)
    #expect(reply.enhancedCode == "5.7.1")
    #expect(
      reply.lines == [
        "Your email was not sent.",
        "Special educational needs information to other families: an attachment tells of the needs of a pupil who is not theirs",
        "Our policy says: \"Greater care about how that data is used is required.\"",
        "What you can do: use the school's portal - it's free", "Rule: sen.to-other-families",
        "Questions? Ask the office.",
      ])
  }

  @Test("however many and long the rules, a reply has at most 32 lines of 400 printable characters, and its end stays")
  func bounds() {
    var rule = senRule
    rule.requirements = ["reject"]
    rule.clause = String(repeating: "ŵ", count: 5_000) + " end\r\n250 ok"
    let reply = SMTPReplyText.refusal(Array(repeating: rule, count: 40))
    #expect(reply.lines.count == 32)
    #expect(reply.lines.allSatisfy { $0.utf8.count <= 400 && $0.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } })
    #expect(reply.lines.last == "Questions? Ask the data compliance officer.")
  }

  @Test("rules that only watch, hold or are discreet say nothing in a refusal")
  func quiet() {
    var watching = senRule
    watching.mode = .watch
    watching.requirements = ["reject"]
    var discreet = senRule
    discreet.isDiscreet = true
    discreet.requirements = ["reject"]
    #expect(
      SMTPReplyText.refusal([watching, discreet, senRule]).lines == [
        "Your email was not sent.", "One of our rules does not allow it.",
        "Questions? Ask the data compliance officer.",
      ])
  }

  @Test("all fields that show addresses go, the last first, and To becomes an empty group")
  func hide() {
    let hidden = HiddenAddresses([
      .init(name: "From", value: " T <t@oakfield.example>"), .init(name: "To", value: " a@x.example,\r\n b@x.example"),
      .init(name: "to", value: "\"c, d@no\" <c@x.example>"),
      .init(name: "CC", value: "Parents: e@x.example, (f@no) g@x.example;"),
      .init(name: "Resent-To", value: "h@x.example"), .init(name: "Subject", value: "i@x.example"),
    ])
    #expect(hidden.count == 6)
    #expect(
      hidden.edits == [
        .init(name: "Resent-To", occurrence: 1, value: nil), .init(name: "CC", occurrence: 1, value: nil),
        .init(name: "to", occurrence: 2, value: nil),
        .init(name: "To", occurrence: 1, value: "undisclosed-recipients:;"),
      ])
  }

  @Test("a message without To gets one, so that no server adds its own")
  func withoutTo() {
    #expect(
      HiddenAddresses([.init(name: "Cc", value: "a@x.example")]).edits == [
        .init(name: "Cc", occurrence: 1, value: nil),
        .init(name: "To", occurrence: 1, value: "undisclosed-recipients:;"),
      ])
  }
}
