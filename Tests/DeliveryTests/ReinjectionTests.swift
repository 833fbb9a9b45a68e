import Glibc
import PosternKit
import Quarantine
import Spool
import Synchronization
import Testing

@testable import Delivery

@Suite("What the re-injection client answers to")
struct ReinjectionTests {
  private let envelope = Envelope(
    sender: .init(address: "a@oakfield.example"),
    recipients: [.init(address: "b@families.example"), .init(address: "c@families.example")])

  private func reinjection(_ hop: NextHop) -> Reinjection {
    Reinjection(host: "127.0.0.1", port: Int(hop.port))
  }

  @Test("recipients that are refused stay on record while the others get it")
  func partial() throws {
    let hop = try NextHop()
    hop.answering { stage in
      if case .recipient(let path) = stage, path.address.hasPrefix("b") { return SMTPReply(550, "5.1.1 nobody here") }
      return nil
    }
    let outcome = try reinjection(hop).send(memoryFile(message("A: b\n\nc\n")), envelope: envelope)
    #expect(
      outcome.refused == [.init(address: "b@families.example", reply: "550 5.1.1 nobody here", isTemporary: false)])
    #expect(hop.messages.first?.envelope.recipients.map(\.address) == ["c@families.example"])
  }

  @Test("an answer of 4xx at any stage is temporary, of 5xx permanent", arguments: [451, 554])
  func refused(code: Int) throws {
    for stage in 0..<4 {
      let hop = try NextHop()
      hop.answering { now in
        switch (now, stage) {
        case (.mail, 0), (.recipient, 1), (.data, 2), (.endOfData, 3): SMTPReply(code, "no")
        default: nil
        }
      }
      let error = try #require(throws: ReinjectionError.self) {
        try reinjection(hop).send(memoryFile(message("A: b\n\nc\n")), envelope: envelope)
      }
      guard case .refused(let reply, let isTemporary, _) = error else { return #expect(Bool(false), "\(error)") }
      #expect(reply == "\(code) no")
      #expect(isTemporary == (code == 451))
      #expect(!error.isUncertain)
    }
  }

  @Test("where nobody listens it is unreachable, temporary, and names the place")
  func unreachable() throws {
    let port = Int(try freePort())
    let error = try #require(throws: ReinjectionError.self) {
      try Reinjection(host: "127.0.0.1", port: port).send(memoryFile([]), envelope: envelope)
    }
    #expect(error.isTemporary)
    #expect(error.description.contains("127.0.0.1:\(port)"))
  }

  @Test(
    "silence before the last byte lets the message be tried again; after it, nobody can tell", arguments: [true, false])
  func silence(afterLastByte: Bool) throws {
    let hop = try NextHop()
    let isOver = Flag()
    hop.answering { stage in
      switch (stage, afterLastByte) {
      case (.data, false), (.endOfData, true): while !isOver.isSet { usleep(1_000) }
      default: break
      }
      return nil
    }
    defer { isOver.set() }
    var timeOuts = Reinjection.TimeOuts()
    timeOuts.command = 1
    timeOuts.final = 1
    let error = try #require(throws: ReinjectionError.self) {
      try Reinjection(host: "127.0.0.1", port: Int(hop.port), timeOuts: timeOuts)
        .send(memoryFile(message("A: b\n\nc\n")), envelope: envelope)
    }
    #expect(
      error == (afterLastByte ? .uncertain(reason: "no answer in time") : .brokenOff(reason: "no answer in time")))
    #expect(error.isTemporary == !afterLastByte)
  }

  @Test("nothing in an address or parameter can end its line")
  func injection() throws {
    let hop = try NextHop()
    for address in [
      "a@x.example>\r\nRCPT TO:<evil@x.example", "a b@x.example", "a>b@x.example", "\"a@x.example", "a\u{0}@x.example",
    ] {
      var envelope = envelope
      envelope.recipients[1].address = address
      let error = try #require(throws: ReinjectionError.self) {
        try reinjection(hop).send(memoryFile([]), envelope: envelope)
      }
      #expect(error == .invalidEnvelope("an address of the envelope"))
    }
    #expect(hop.count == 0)
  }

  @Test("what goes by verified TLS alone comes back without its text, whatever its sender asked for")
  func headersOnly() throws {
    let sender = Envelope.Path(address: "a@x.example", parameters: ["RET=FULL", "BODY=8BITMIME"])
    let offered = ["SIZE": "", "8BITMIME": "", "DSN": ""]
    #expect(
      try EnvelopeParameters(offered: offered, returnsHeadersOnly: true).sender(sender, recipients: [], size: 5)
        == "MAIL FROM:<a@x.example> BODY=8BITMIME RET=HDRS SIZE=5")
    let bare = EnvelopeParameters(offered: ["SIZE": ""], returnsHeadersOnly: true)
    #expect(
      try bare.sender(.init(address: "a@x.example"), recipients: [], size: 5) == "MAIL FROM:<a@x.example> SIZE=5")
  }

  @Test("a needed extension that is not offered is an error that names it")
  func missing() throws {
    let bare = EnvelopeParameters(offered: ["SIZE": "", "8BITMIME": ""])
    for (parameter, keyword) in [
      ("SMTPUTF8", "SMTPUTF8"), ("RET=FULL", "DSN"), ("BODY=BINARYMIME", "BINARYMIME"), ("X=1", "an extension with X"),
    ] {
      let error = try #require(throws: ReinjectionError.self) {
        try bare.sender(.init(address: "a@x.example", parameters: [parameter]), recipients: [], size: 1)
      }
      guard case .missingExtension(let named, _) = error else { return #expect(Bool(false), "\(error)") }
      #expect(named == keyword)
    }
    #expect(throws: ReinjectionError.self) {
      try bare.sender(.init(address: "a@x.example"), recipients: [.init(address: "zoë@x.example")], size: 1)
    }
    #expect(
      try bare.sender(.init(address: "", parameters: ["BODY=8BITMIME", "AUTH=<>", "SIZE=9"]), recipients: [], size: 5)
        == "MAIL FROM:<> BODY=8BITMIME SIZE=5")
  }
}

private final class Flag: Sendable {
  private let value = Mutex(false)
  var isSet: Bool { value.withLock { $0 } }
  func set() { value.withLock { $0 = true } }
}
