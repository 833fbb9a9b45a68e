import Milter
import PosternKit
import Spool
import Testing

@Suite("The envelope and who brought it")
struct EnvelopeTests {
  let filter: SharedFilter
  init() throws { filter = try SharedFilter.shared.get() }

  @Test("sender and recipients arrive with all ESMTP parameters, and go on with them")
  func parameters() throws {
    let from = sender()
    let kept = filter.keepAll(from: from)
    let client = try SMTPClient(port: filter.port)
    try client.hello()
    let envelope = Envelope(
      sender: .init(
        address: from, parameters: ["SIZE=200", "BODY=8BITMIME", "SMTPUTF8", "RET=HDRS", "ENVID=QQ+2B314159"]),
      recipients: [
        .init(
          address: "ada@next.example", parameters: ["NOTIFY=SUCCESS,FAILURE", "ORCPT=rfc822;ada+2Bx@next.example"]),
        .init(address: "bea@next.example", parameters: ["NOTIFY=NEVER"]),
        .init(address: "zoë@schüle.example"),
      ])
    let reply = try client.send(message("Subject: parameters\n\nbody\n"), envelope: envelope)
    client.quit()
    #expect(reply.code == 250)
    #expect(try #require(kept.only).envelope == envelope)
    let arrived = try filter.nextHop.wait(where: { $0.envelope.sender.address == from })[0].envelope
    #expect(arrived.recipients.map(\.address) == envelope.recipients.map(\.address))
    #expect(arrived.recipients[0].parameters.contains("NOTIFY=SUCCESS,FAILURE"))
    #expect(arrived.recipients[0].parameters.contains("ORCPT=rfc822;ada+2Bx@next.example"))
    #expect(arrived.sender.parameters.contains("ENVID=QQ+2B314159"))
    #expect(arrived.sender.parameters.contains("SMTPUTF8"))
  }

  @Test("the null sender arrives as an empty address")
  func nullSender() throws {
    let reply = try SMTPClient.send(
      message: message("Subject: bounce\n\nx\n"), from: "", to: ["null@next.example"], port: filter.port)
    #expect(reply.code == 250)
    let asked = filter.bench.asked(about: "").filter { $0.1.recipients.first?.address == "null@next.example" }
    #expect(asked.count == 1)
  }

  @Test("a client on the loopback interface has its address, port and HELO, no login and no TLS")
  func localClient() throws {
    let from = sender()
    let kept = filter.keepAll(from: from)
    let reply = try SMTPClient.send(
      message: message("Subject: x\n\nx\n"), from: from, to: ["a@next.example"], port: filter.port)
    let transaction = try #require(kept.only)
    #expect(transaction.client.address == "127.0.0.1")
    #expect(transaction.client.port > 0)
    #expect(transaction.client.helo == "client.example")
    #expect(transaction.client.login == nil)
    #expect(transaction.client.tls == nil)
    #expect(transaction.client.daemonName == "mail.oakfield.example")
    #expect(!transaction.client.isLocalPickup)
    let queueID = try #require(transaction.queueID)
    #expect(reply.text.hasSuffix("queued as \(queueID)"))
  }

  @Test(
    "the login and the address of a client are those that Postfix believes", arguments: ["192.0.2.7", "2001:db8::7"])
  func outsideClient(address: String) throws {
    let from = "outside.\(address.utf8.count)@oakfield.example"
    let kept = filter.keepAll(from: from)
    let reply = try SMTPClient.send(
      message: message("Subject: x\n\nx\n"), from: from, to: ["a@next.example"], port: filter.port, login: "ada",
      address: address)
    #expect(reply.code == 250)
    let client = try #require(kept.only).client
    #expect(client.address == address)
    #expect(client.hostname == "[\(address)]")
    #expect(client.login == "ada")
    #expect(client.loginMechanism == "XCLIENT")
  }

  @Test("mail from a local program is judged, and known as such")
  func localPickup() throws {
    let from = sender()
    let kept = filter.keepAll(from: from)
    try filter.withPostfix {
      try $0.pickup(message: message("Subject: local\n\nx\n"), from: from, to: ["a@next.example"])
    }
    _ = try filter.nextHop.wait(where: { $0.envelope.sender.address == from })
    let transaction = try #require(kept.only)
    #expect(transaction.client.isLocalPickup)
    #expect(transaction.client.login == nil)
    #expect(transaction.envelope.recipients.map(\.address) == ["a@next.example"])
  }

  @Test("a recipient that Postfix refuses is not in the envelope")
  func refusedRecipient() throws {
    let from = sender()
    let kept = filter.keepAll(from: from)
    let client = try SMTPClient(port: filter.port)
    try client.hello()
    #expect(try client.mail(from: from).code == 250)
    #expect(try client.recipient("a@next.example").code == 250)
    #expect(try client.recipient("bad address@next.example").isPermanent)
    #expect(try client.data(message("Subject: x\n\nx\n")).code == 250)
    client.quit()
    #expect(try #require(kept.only).envelope.recipients.map(\.address) == ["a@next.example"])
  }

  @Test("after RSET and after a lost connection nothing of the message is left, and the next is whole")
  func aborts() throws {
    let from = sender()
    let kept = filter.keepAll(from: from)
    let client = try SMTPClient(port: filter.port)
    try client.hello()
    #expect(try client.mail(from: from).code == 250)
    #expect(try client.recipient("gone@next.example").code == 250)
    #expect(try client.command("RSET").code == 250)
    let envelope = Envelope(sender: .init(address: from), recipients: [.init(address: "second@next.example")])
    #expect(try client.send(message("Subject: second\n\nx\n"), envelope: envelope).code == 250)
    #expect(try client.mail(from: from).code == 250)
    #expect(try client.recipient("lost@next.example").code == 250)
    #expect(try client.command("DATA").code == 354)
    try client.write(message("Subject: lost\n\nhalf a mess"))
    client.drop()
    let again = Envelope(sender: .init(address: from), recipients: [.init(address: "third@next.example")])
    let other = try SMTPClient(port: filter.port)
    try other.hello()
    #expect(try other.send(message("Subject: third\n\nx\n"), envelope: again).code == 250)
    other.quit()
    #expect(
      kept.all.map { $0.envelope.recipients.map(\.address) } == [["second@next.example"], ["third@next.example"]])
    #expect(kept.all.map { $0.headers.first?.text } == ["second", "third"])
  }

  @Test("several messages of one pipelined connection are told apart")
  func pipelining() throws {
    let from = sender()
    let kept = filter.keepAll(from: from)
    let client = try SMTPClient(port: filter.port)
    try client.hello()
    #expect(client.extensions["PIPELINING"] != nil)
    for number in 1...3 {
      let recipients = (1...number).map { "RCPT TO:<r\($0)@next.example>" }
      let replies = try client.pipeline(["MAIL FROM:<\(from)>"] + recipients + ["DATA"])
      #expect(replies.map(\.code) == [250] + recipients.map { _ in 250 } + [354])
      try client.write(message("Subject: \(number)\n\nx\n.\n"))
      #expect(try client.readReply().code == 250)
    }
    client.quit()
    #expect(kept.all.map(\.envelope.recipients.count) == [1, 2, 3])
  }
}
