import Configuration
import Glibc
import PosternKit
import Quarantine
import Spool
import Synchronization
import Testing

@testable import Delivery

@Suite("Ending a hold through a real Postfix", .serialized)
struct ReleaseTests {
  private let folder: TemporaryFolder
  private let hop: NextHop
  private let postfix: PrivatePostfix
  private let settings: Settings
  private let store: QuarantineStore
  private let officer = "senco@oakfield.example"

  init() throws {
    folder = try TemporaryFolder("release")
    hop = try NextHop()
    postfix = try PrivatePostfix(PostfixSettings(milters: [], nextHop: hop))
    try postfix.start()
    settings = try school(folder, port: postfix.reinjectionPort, perHour: 1)
    store = try QuarantineStore.open(
      state: settings.state, keys: KeyRing.load(settings.keys, create: true, apartFrom: settings.state))
  }

  private var reinjection: Reinjection { Reinjection(settings.reinject) }
  private var release: Release { Release(store: store, reinjection: reinjection) }

  @Test("a release sends the same bytes with the whole envelope, once")
  func release_() throws {
    let body = message(
      "From: T Märlow <t.marlow@oakfield.example>\nTo: a@families.example\nMessage-ID: <m1@oakfield.example>\n"
        + "Subject: Dots\n folded\n\n.\n..two\n.three\nünï\nlast line\n")
    let envelope = Envelope(
      sender: .init(
        address: "t.märlow@oakfield.example",
        parameters: ["BODY=8BITMIME", "SMTPUTF8", "RET=HDRS", "ENVID=e1", "SIZE=1"]),
      recipients: [
        .init(
          address: "zoë@families.example",
          parameters: ["NOTIFY=FAILURE,DELAY", "ORCPT=utf-8;zo\\x{EB}@families.example"]),
        .init(address: "b@families.example", parameters: ["NOTIFY=NEVER"]),
      ])
    let id = try store.hold(held(envelope: envelope), content: memoryFile(body)).id
    let outcome = try release.release(id, by: officer)
    #expect(outcome.queueID != nil)
    #expect(outcome.refused == [])
    let got = try #require(try hop.wait().first)
    #expect(got.withoutTrace(of: postfix.settings.hostname) == body)
    #expect(got.envelope.sender.address == "t.märlow@oakfield.example")
    for parameter in ["BODY=8BITMIME", "SMTPUTF8", "RET=HDRS", "ENVID=e1"] {
      #expect(got.envelope.sender.parameters.contains(parameter), "\(parameter)")
    }
    #expect(Set(got.envelope.recipients.map(\.address)) == ["zoë@families.example", "b@families.example"])
    let zoe = try #require(got.envelope.recipients.first { $0.address.hasPrefix("zo") })
    #expect(zoe.parameters.contains { $0.hasPrefix("NOTIFY=") && $0.contains("FAILURE") && $0.contains("DELAY") })
    #expect(zoe.parameters.contains { $0.hasPrefix("ORCPT=") })
    #expect(try store.show(id).summary.state == .released)
    #expect(try store.show(id).outcome == outcome)
    let again = try #require(throws: DeliveryError.self) { try release.release(id, by: officer) }
    guard case .store(let error) = again else { return #expect(Bool(false), "\(again)") }
    #expect(error.kind == .wrongState(.released))
    #expect(hop.count == 1)
  }

  @Test("a return gives the sender the whole original in a notice from nobody, and shreds it")
  func giveBack() throws {
    let original = message("From: t.marlow@oakfield.example\nSubject: Back\n\nAll of it, ünï.\n")
    let id = try store.hold(held(), content: memoryFile(original)).id
    let writer = NoticeWriter(settings, timeZone: "Europe/London")
    try Return(store: store, reinjection: reinjection, writer: writer).giveBack(
      id, by: officer, reason: "its sender asked")
    let got = try #require(try hop.wait().first)
    #expect(got.envelope.sender.address == "")
    #expect(got.envelope.recipients.map(\.address) == ["t.marlow@oakfield.example"])
    #expect(got.header("Auto-Submitted") == ["auto-replied"])
    #expect(got.header("In-Reply-To") == ["<m1@oakfield.example>"])
    let text = String(decoding: got.data, as: UTF8.self)
    #expect(text.contains("Subject: Your email was not sent: here it is back (\(id))\r\n"))
    #expect(text.contains("Content-Type: message/rfc822\r\n"))
    #expect(text.contains("\r\n\r\n" + String(decoding: original, as: UTF8.self) + "\r\n--"))
    #expect(try store.show(id).message == nil)
    #expect(try store.show(id).summary.state == .returned)
  }

  @Test("a return to nobody is refused and keeps the message")
  func nobody() throws {
    let id = try store.hold(held(automatic: true), content: memoryFile(message("A: b\n\nc\n"))).id
    let giveBack = Return(store: store, reinjection: reinjection, writer: NoticeWriter(settings))
    let error = try #require(throws: DeliveryError.self) { try giveBack.giveBack(id, by: officer, reason: "test") }
    #expect(error == .nobodyToReturnTo(id))
    #expect(try store.show(id).summary.state == .held)
  }

  @Test("notices go to sender and officers as far as the hour allows")
  func notices() throws {
    let dispatch = NoticeDispatch(settings, store: store, reinjection: reinjection, writer: NoticeWriter(settings))
    let message = held()
    let id = try store.hold(message, content: memoryFile([])).id
    let noticed = NoticedMessage(message)
    guard case .sent(let queueID) = try dispatch.tell(noticed, { dispatch.writer.held(noticed, id: id, leftOut: $0) })
    else {
      return #expect(Bool(false))
    }
    #expect(queueID != nil)
    #expect(try dispatch.tell(noticed) { dispatch.writer.held(noticed, id: id, leftOut: $0) } == .leftOut)
    #expect(
      try dispatch.tell(NoticedMessage(held(automatic: true))) { _ in dispatch.writer.told(noticed) } == .notAnswerable)
    #expect(try dispatch.tellOfficers(message, id: id) == 1)
    let got = try hop.wait(for: 2)
    #expect(
      Set(got.flatMap { $0.envelope.recipients.map(\.address) }) == [
        "t.marlow@oakfield.example", "senco@oakfield.example",
      ])
    #expect(got.allSatisfy { $0.envelope.sender.address.isEmpty })
    #expect(!got.contains { String(decoding: $0.data, as: UTF8.self).contains("Secret") })
  }
}

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
