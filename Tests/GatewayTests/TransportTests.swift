import PosternKit
import Spool
import Testing

extension ThroughPostfix {
  /// Whatever a client may do by SMTP, the message is judged as a whole, and goes on as it came.
  @Suite("Ways to send a message", .serialized, .school)
  struct TransportTests {
    let school: School
    init() throws { school = try #require(RunningSchool.current) }

    /// All that an envelope can carry.
    private let sender = [
      "BODY=8BITMIME", "SMTPUTF8", "RET=HDRS", "ENVID=QQ+2B314159",
    ]

    @Test("a held message is released with the same bytes and the whole envelope, once")
    func release() throws {
      var mail = Mail(
        from: "t.äsh@oakfield.example", to: ["Zoë <zoë.łukasz@häuser.example>"], subject: "Für Zoë",
        text: "The EHCP review for Mia Stone.\n.\n..two\nünï")
      mail.recipients = ["zoë.łukasz@häuser.example", "linh.tran@postbox.example"]
      let envelope = Envelope(
        sender: Envelope.Path(address: mail.from, parameters: sender + ["SIZE=\(mail.bytes.count)"]),
        recipients: [
          Envelope.Path(
            address: "zoë.łukasz@häuser.example",
            parameters: ["NOTIFY=SUCCESS,FAILURE", "ORCPT=utf-8;zo\\x{EB}@h\\x{E4}user.example"]),
          Envelope.Path(address: "linh.tran@postbox.example", parameters: ["NOTIFY=NEVER"]),
        ])
      let connection = try school.connection(.trusted)
      #expect(try connection.send(mail.bytes, envelope: envelope).code == 250)
      connection.quit()
      let held = try #require(try school.newlyHeld().first)
      #expect(held.recipients == mail.recipients)
      #expect(try school.copies(mail).isEmpty)

      try school.release(held)
      let copies = try school.copies(mail)
      #expect(copies.flatMap { $0.envelope.recipients.map(\.address) }.sorted() == mail.envelopeRecipients.sorted())
      for copy in copies {
        #expect(copy.asReleased().rest == mail.bytes)
        #expect(copy.envelope.sender.address == mail.from)
        for parameter in sender { #expect(copy.envelope.sender.parameters.contains(parameter), "\(parameter)") }
      }
      let paths = copies.flatMap(\.envelope.recipients)
      let zoe = try #require(paths.first { $0.address == "zoë.łukasz@häuser.example" })
      #expect(zoe.parameters.contains("NOTIFY=SUCCESS,FAILURE"))
      #expect(zoe.parameters.contains("ORCPT=utf-8;zo\\x{EB}@h\\x{E4}user.example"))
      let linh = try #require(paths.first { $0.address == "linh.tran@postbox.example" })
      #expect(linh.parameters.contains("NOTIFY=NEVER"))

      let again = try school.site.run(["held", "release", held.reference, "--reason", "checked"])
      #expect(again.status != 0)
      #expect(again.errors.contains("is released"))
      #expect(try school.copies(mail).count == copies.count)
    }

    @Test("the parameters of a copy that goes at once are those of its client")
    func parameters() throws {
      let mail = Mail(to: ["zoë.łukasz@häuser.example"])
      #expect(
        try school.send(mail, parameters: sender, recipientParameters: ["NOTIFY=DELAY", "ORCPT=rfc822;z@x.example"])
          .code == 250)
      let got = try school.received(mail)
      for parameter in sender { #expect(got.envelope.sender.parameters.contains(parameter), "\(parameter)") }
      #expect(got.envelope.recipients.first?.parameters.contains("NOTIFY=DELAY") == true)
      #expect(got.envelope.recipients.first?.parameters.contains("ORCPT=rfc822;z@x.example") == true)
    }

    @Test("non-ASCII addresses are the people that the records name")
    func internationalAddress() throws {
      // Zoë's own mother may have it, protected; the other family may not.
      var mail = Mail(to: ["zoë.łukasz@häuser.example"], text: "The epilepsy plan for Zoë Łukasz.")
      #expect(try school.send(mail, parameters: ["SMTPUTF8"]).code == 250)
      #expect(try school.newlyHeld().map(\.rules) == [["health.own"]])
      mail = Mail(to: ["zoë.łukasz@häuser.example"], text: "The EHCP review for Mia Stone.")
      #expect(try school.send(mail, parameters: ["SMTPUTF8"]).code == 250)
      #expect(try school.newlyHeld().map(\.recipients) == [["zoë.łukasz@häuser.example"]])
    }

    @Test("a sender with a non-ASCII address is told, in a mail that carries it")
    func internationalSender() throws {
      let mail = Mail.toBeHeld(from: "jürgen@oakfield.example")
      #expect(try school.send(mail, as: .trusted, parameters: ["SMTPUTF8"]).code == 250)
      #expect(try school.newlyHeld().count == 1)
      #expect(try school.notice(to: mail.from).header("Auto-Submitted") == ["auto-replied"])
    }

    @Test("8-bit text is read and goes on byte for byte, also where it is no UTF-8")
    func eightBit() throws {
      var clean = Mail(fields: ["Content-Type: text/plain; charset=iso-8859-1", "Content-Transfer-Encoding: 8bit"])
      clean.text = "LATIN"
      let latin: [UInt8] = [0x7A, 0x6F, 0xEB, 0x20, 0xFF, 0x80]
      let bytes = replace(clean.bytes, "LATIN", by: latin)
      #expect(try send(bytes, clean).code == 250)
      #expect(try school.received(clean).withoutTrace(of: "mail.oakfield.example") == bytes)

      var held = Mail(fields: ["Content-Type: text/plain; charset=iso-8859-2"])
      held.text = "The EHCP review for ZOE"
      // "Zoë Łukasz" in ISO 8859-2.
      let name = replace(held.bytes, "ZOE", by: Array("Zo".utf8) + [0xEB, 0x20, 0xA3] + Array("ukasz.".utf8))
      #expect(try send(name, held).code == 250)
      #expect(try school.newlyHeld().map(\.people) == [["Zoë Łukasz"]])
      #expect(try school.copies(held).isEmpty)
    }

    @Test("BDAT: what stands over the border of two chunks is found, dots stay")
    func chunks() throws {
      let clean = Mail(text: ".\n..two\nlast")
      let held = Mail.toBeHeld()
      let connection = try school.connection(.login(clean.from))
      #expect(connection.extensions["CHUNKING"] != nil)
      for (mail, at) in [(clean, 40), (held, position(of: "EHCP", in: held.bytes) + 2)] {
        #expect(try connection.mail(from: mail.from).code == 250)
        for address in mail.envelopeRecipients { #expect(try connection.recipient(address).code == 250) }
        #expect(
          try connection.binaryData([Array(mail.bytes[..<at]), Array(mail.bytes[at...])]).code == 250)
      }
      connection.quit()
      #expect(try school.received(clean).withoutTrace(of: "mail.oakfield.example") == clean.bytes)
      #expect(try school.newlyHeld().map(\.rules) == [["sen.to-others"]])
      #expect(try school.copies(held).isEmpty)
    }

    @Test("several messages of one pipelined connection are told apart, each with its own outcome")
    func pipelining() throws {
      let connection = try school.connection(.login("t.ash@oakfield.example"))
      #expect(connection.extensions["PIPELINING"] != nil)
      let mails = [Mail(), Mail.toBeHeld(), Mail.toBeRefused(), Mail.toBeHidden(), Mail()]
      var codes: [Int] = []
      for mail in mails {
        let commands = ["MAIL FROM:<\(mail.from)>"] + mail.envelopeRecipients.map { "RCPT TO:<\($0)>" } + ["DATA"]
        let replies = try connection.pipeline(commands)
        #expect(replies.last?.code == 354)
        try connection.write(mail.bytes + Array(".\r\n".utf8))
        codes.append(try connection.readReply().code)
      }
      connection.quit()
      #expect(codes == [250, 250, 550, 250, 250])
      #expect(try mails.map { try school.copies($0).count } == [1, 0, 0, 1, 1])
      #expect(try school.newlyHeld().count == 1)
    }

    @Test("a message given up half-way leaves nothing, and the next on the connection is judged by itself")
    func abort() throws {
      let connection = try school.connection(.login("t.ash@oakfield.example"))
      let held = Mail.toBeHeld()
      #expect(try connection.mail(from: held.from).code == 250)
      #expect(try connection.recipient("karen.hart@postbox.example").code == 250)
      #expect(try connection.command("RSET").code == 250)
      let clean = Mail(to: ["w.birch@oakfield.example"])
      let envelope = Envelope(
        sender: Envelope.Path(address: clean.from), recipients: [Envelope.Path(address: clean.to[0])])
      #expect(try connection.send(clean.bytes, envelope: envelope).code == 250)
      #expect(try connection.mail(from: held.from).code == 250)
      #expect(try connection.recipient("karen.hart@postbox.example").code == 250)
      #expect(try connection.command("DATA").code == 354)
      try connection.write(Array(held.bytes.prefix(held.bytes.count - 10)))
      connection.drop()
      #expect(try school.received(clean).envelope.recipients.map(\.address) == ["w.birch@oakfield.example"])
      #expect(try school.newlyHeld().isEmpty)
    }

    @Test("a message of 25 MB goes on whole, and with a child's needs behind its pictures it is held")
    func large() throws {
      let line = "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAAUDBAQEAwUEBAQFBQUGBwwIBwcHBw8LCwkMEQ8SEhEP\n"
      let pictures = """
        --b
        Content-Type: image/jpeg; name=trip.jpg
        Content-Transfer-Encoding: base64
        Content-Disposition: attachment; filename=trip.jpg

        \(String(repeating: line, count: 25_000_000 / line.utf8.count))--b
        Content-Type: text/plain


        """
      let fields = ["Content-Type: multipart/mixed; boundary=b"]
      let clean = Mail(fields: fields, text: pictures + "See you on Tuesday.\n--b--")
      #expect(try school.send(clean).code == 250)
      #expect(try school.received(clean).withoutTrace(of: "mail.oakfield.example") == clean.bytes)
      let held = Mail(fields: fields, text: pictures + "The EHCP review for Mia Stone is on Tuesday.\n--b--")
      #expect(try school.send(held).code == 250)
      #expect(try school.newlyHeld().map(\.rules) == [["sen.to-others"]])
      #expect(try school.copies(held).isEmpty)
      school.site.nextHop.forget()
    }

    private func send(_ bytes: [UInt8], _ mail: Mail) throws -> SMTPReply {
      try school.send(
        bytes, from: mail.from, to: mail.envelopeRecipients, as: .login(mail.from), parameters: ["BODY=8BITMIME"])
    }

    private func position(of word: String, in bytes: [UInt8]) -> Int {
      let word = Array(word.utf8)
      return bytes.indices.first { bytes[$0...].starts(with: word) } ?? 0
    }

    private func replace(_ bytes: [UInt8], _ word: String, by other: [UInt8]) -> [UInt8] {
      let at = position(of: word, in: bytes)
      return Array(bytes[..<at]) + other + Array(bytes[(at + word.utf8.count)...])
    }
  }
}
