import MIME
import Testing

@Suite("Headers")
struct HeaderTests {
  private func header(_ text: String) -> MessageHeader { Reading(text + "\n\nx\n").header }

  @Test("subjects are decoded, joined encoded words too")
  func subject() {
    #expect(header("Subject: =?utf-8?Q?Caf=C3=A9_?=\n =?utf-8?B?dmlzaXQ=?=").facts.subject == "Café visit")
    #expect(header("Subject: Ünïcode as it stands").facts.subject == "Ünïcode as it stands")
  }

  @Test("no encoded word is lost after one whose base64 is padded", arguments: [" ", "\n ", "\t \t", ""])
  func paddedWords(between: String) {
    let words = [
      "=?utf-8?B?VHJpcA==?=", "=?utf-8?B?OiBNaWE=?=", "=?UTF-8?B?IFN0b25l?=", "=?utf-8?Q?_has?=", "=?utf-8?B?IA==?=",
    ]
    let text = words.joined(separator: between)
    #expect(header("Subject: \(text)=?utf-8?B?YXN0aG1h?=").facts.subject.hasPrefix("Trip: Mia Stone has "))
    #expect(header("Subject: \(text)\(between)=?utf-8?B?YXN0aG1h?=").facts.subject == "Trip: Mia Stone has asthma")
    let named = header("From: \(words[0])\(between)\(words[1]) <a@x.example>").facts.from
    #expect(named == [.init(name: "Trip: Mia", address: "a@x.example")])
    // A character that is parted between two words is still one.
    #expect(header("Subject: =?utf-8?B?YWLD?=\(between)=?utf-8?B?qWM=?=").facts.subject == "abéc")
  }

  @Test("addresses keep their names, and have their domain in lower case")
  func addresses() {
    let facts = header("From: \"Ada, Dr\" <Ada@OAKFIELD.Example>\nTo: b@x.example, =?utf-8?Q?J=C3=B6?= <jo@y.example>")
      .facts
    #expect(facts.from == [.init(name: "Ada, Dr", address: "Ada@oakfield.example")])
    #expect(facts.to == [.init(address: "b@x.example"), .init(name: "Jö", address: "jo@y.example")])
  }

  @Test("an answer is known by the fields that name what it answers")
  func replies() {
    #expect(header("In-Reply-To: <a@x.example>").facts.isReply)
    #expect(header("References: <a@x.example> <b@x.example>").facts.isReply)
    #expect(!header("Subject: Re: Tuesday").facts.isReply)
    #expect(
      header("References: <a@x.example> <b@x.example>\r\nIn-Reply-To: <c@x.example> (of Monday)").facts.answers
        == ["<c@x.example>", "<b@x.example>", "<a@x.example>"])
    let many = (0..<50).map { "<\($0)@x.example>" }.joined(separator: " ")
    #expect(header("References: \(many) <").facts.answers == (30..<50).reversed().map { "<\($0)@x.example>" })
  }

  @Test("groups are resolved to their members")
  func groups() {
    let header = header("To: Parents of 7B: a@x.example, B <b@y.example>;\nCc: undisclosed-recipients:;")
    #expect(header.facts.to.map(\.address) == ["a@x.example", "b@y.example"])
    #expect(header.facts.cc.isEmpty)
    #expect(header.texts.contains { $0.name == "To" && $0.text.contains("Parents of 7B") })
  }

  @Test("international addresses have one spelling")
  func international() {
    let facts = header("To: a@xn--bcher-kva.example, b@bücher.example, dörte@bücher.example").facts
    #expect(facts.to.map(\.address) == ["a@bücher.example", "b@bücher.example", "dörte@bücher.example"])
  }

  @Test("what people write is handed over as text: comments, keywords, display names")
  func texts() {
    let texts = header(
      "Subject: A\nComments: about Tom\nKeywords: trip, =?utf-8?Q?caf=C3=A9?=\nThread-Topic: B\nFrom: Ann Other <a@b.example>"
    ).texts
    #expect(texts.map(\.name) == ["Subject", "Comments", "Keywords", "Thread-Topic", "From"])
    #expect(texts[2].text == "trip, café")
    #expect(texts[4].text == "Ann Other")
  }

  @Test("automatic and list mail is told")
  func automatic() {
    #expect(header("Auto-Submitted: auto-replied (vacation)").facts.isAutomatic)
    #expect(!header("Auto-Submitted: no").facts.isAutomatic)
    #expect(header("Precedence: bulk").facts.isAutomatic)
    #expect(header("List-Id: <a.b.example>").facts.isList)
    #expect(header("Message-ID: <1@b.example>").facts.messageID == "<1@b.example>")
  }

  @Test("two of a field make the message ambiguous, and both count")
  func doubled() {
    let reading = Reading("From: a@x.example\nFrom: b@y.example\nSubject: one\nSubject: two\n\nx\n")
    #expect(reading.kinds == [.doubledHeader])
    #expect(reading.header.facts.from.map(\.address) == ["a@x.example", "b@y.example"])
    #expect(reading.header.texts.map(\.text) == ["one", "two"])
  }

  @Test("200,000 recipients are all read")
  func many() {
    var text = "From: a@b.example\r\nTo: "
    for index in 0..<200_000 { text += "p\(index)@list.example,\r\n " }
    let reading = Reading(Array((text + "z@b.example\r\n\r\nx").utf8))
    #expect(reading.header.facts.to.count == 200_001)
    #expect(reading.header.facts.to.last?.address == "z@b.example")
  }

  @Test("more than the limit of addresses or bytes is said")
  func limits() {
    var limits = ReadingLimits()
    limits.addresses = 2
    let few = Reading("To: a@b.example, c@d.example, e@f.example\n\nx", limits: limits)
    #expect(few.header.facts.to.count == 2)
    #expect(few.kinds.contains(.headerTruncated))
    limits = ReadingLimits()
    limits.headerBytes = 100
    let long = Reading("Subject: \(String(repeating: "a", count: 200))\n\nx", limits: limits)
    #expect(long.header.facts.isTruncated)
    #expect(long.kinds.contains(.headerTruncated))
  }
}
