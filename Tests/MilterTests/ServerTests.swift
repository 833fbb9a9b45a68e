import Foundation
import Glibc
import Milter
import PosternKit
import Spool
import Testing

/// libmilter serves once in a process: what needs a filter of another kind runs in a process of its own.
@Suite("The filter's socket, its end, and what it holds")
struct ServerTests {
  /// A handler that adds a header field to mail from `keep@`, refuses mail from `refuse@`, and judges no other.
  struct Simple: MilterHandler {
    func judges(_ client: Client, _ envelope: Envelope) -> Bool {
      envelope.sender.address.hasPrefix("keep@") || envelope.sender.address.hasPrefix("refuse@")
    }

    func decide(_ transaction: Transaction, progress: () -> Void) -> Reply {
      if transaction.envelope.sender.address.hasPrefix("keep@") {
        return .accept(edits: [.addHeader(name: "X-Judged", value: "yes")])
      }
      guard let text = try? ReplyText(code: 550, enhancedCode: "5.7.1", lines: ["No"]) else { return .discard }
      return .reject(text)
    }
  }

  static let text = message("From: a@oakfield.example\nSubject: x\n\nx\n")

  static func descriptors() -> Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? -1
  }

  static func waitUntil(_ condition: () -> Bool) throws {
    for _ in 0..<2_000 {
      if condition() { return }
      usleep(5_000)
    }
    throw KitError.timeout(waitingFor: "condition", milliseconds: 10_000)
  }

  @Test("a TCP socket serves too, and says when its port is taken")
  func tcp() async {
    await #expect(processExitsWith: .success) {
      let port = try freePort()
      let nextHop = try NextHop()
      let socket = MilterSocket.tcp(address: "127.0.0.1", port: port)
      let other = try NextHop(port: port)
      let blocked = MilterServer(
        socket: socket, implementation: testedImplementation, handler: Simple(), logger: quietLogger())
      #expect(throws: MilterServerError.inUse(socket)) { try blocked.run() }
      other.stop()
      usleep(100_000)
      let server = MilterServer(
        socket: socket, implementation: testedImplementation, handler: Simple(), logger: quietLogger())
      serveOnThread(server)
      try ServerTests.waitUntil { server.listens }
      let postfix = try PrivatePostfix(PostfixSettings(milters: [socket.postfixForm], nextHop: nextHop))
      try postfix.start()
      let reply = try SMTPClient.send(
        message: ServerTests.text, from: "keep@oakfield.example", to: ["b@next.example"], port: postfix.port)
      try #require(reply.code == 250)
      try #require(try nextHop.wait()[0].header("X-Judged") == ["yes"])
      postfix.stop()
    }
  }

  @Test("a stale socket is replaced, a live one is not; the end removes it")
  func unixSocket() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder("socket")
      let path = folder.file("milter")
      try folder.write("file", text: "not a socket")
      #expect(throws: MilterServerError.notASocket(path: folder.file("file"))) {
        try MilterServer(
          socket: .unix(path: folder.file("file")), implementation: testedImplementation, handler: Simple(),
          logger: quietLogger()
        ).run()
      }
      let long = folder.file(String(repeating: "x", count: 90))
      #expect(throws: MilterServerError.pathTooLong(path: long, most: 90)) {
        try MilterServer(
          socket: .unix(path: long), implementation: testedImplementation, handler: Simple(), logger: quietLogger()
        ).run()
      }
      #expect(throws: MilterServerError.self) {
        try MilterServer(
          socket: .unix(path: folder.file("none/milter")), implementation: testedImplementation, handler: Simple(),
          logger: quietLogger()
        )
        .run()
      }
      try leaveStaleSocket(at: path)
      let server = MilterServer(
        socket: .unix(path: path), mode: 0o660, implementation: testedImplementation, handler: Simple(),
        logger: quietLogger())
      serveOnThread(server)
      try ServerTests.waitUntil { server.listens }
      var status = stat()
      try #require(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o660)
      try #require(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["file", "milter"])
      // libmilter could not even serve elsewhere.
      let refusal: MilterServerError = testedImplementation == .libmilter ? .servedBefore : .inUse(.unix(path: path))
      #expect(throws: refusal) {
        try MilterServer(
          socket: .unix(path: path), implementation: testedImplementation, handler: Simple(), logger: quietLogger()
        ).run()
      }
      server.stop()
      try ServerTests.waitUntil { access(path, F_OK) != 0 }
    }
  }

  @Test("a newer filter takes the socket of a live one over; it drains when its connections are gone")
  func takeOver() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder("takeover")
      let path = folder.file("milter")
      let old = try ChildProcess(
        "/usr/bin/perl",
        [
          // Between bind and listen a socket has its name, and would be taken for a stale one.
          "-e",
          "use IO::Socket::UNIX; $s = IO::Socket::UNIX->new(Local => \"$ARGV[0].new\", Listen => 9) or die; "
            + "rename \"$ARGV[0].new\", $ARGV[0]; sleep 600",
          path,
        ])
      try ServerTests.waitUntil { access(path, F_OK) == 0 }
      let refused = MilterServer(
        socket: .unix(path: path), implementation: testedImplementation, handler: Simple(), logger: quietLogger())
      #expect(throws: MilterServerError.inUse(.unix(path: path))) { try refused.run() }
      let server = MilterServer(
        socket: .unix(path: path), mode: 0o666, takesOver: true, implementation: testedImplementation,
        handler: Simple(), logger: quietLogger())
      serveOnThread(server)
      try ServerTests.waitUntil { server.listens }
      var peer: ProtocolPeer? = try ProtocolPeer(path: path)
      peer?.send("O", [6, 0x1FF, 0].flatMap { ProtocolPeer.number($0) })
      try #require(peer?.receive()?.letter == "O")
      try #require(server.openConnections == 1)
      peer = nil
      try #require(server.drain(milliseconds: 10_000) == 0)
      try ServerTests.waitUntil { access(path, F_OK) != 0 }
      old.end()
    }
  }

  @Test(
    "a stop lets what is being judged come to its answer, and nothing else",
    .enabled(if: testedImplementation == .postern))
  func stopWhileJudging() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder("stop")
      let path = folder.file("milter")
      let isInside = DispatchSemaphore(value: 0)
      let mayEnd = DispatchSemaphore(value: 0)
      let server = MilterServer(
        socket: .unix(path: path), mode: 0o666, handler: Slow(isInside: isInside, mayEnd: mayEnd), logger: quietLogger()
      )
      let hasEnded = DispatchSemaphore(value: 0)
      Thread.detachNewThread {
        try? server.run()
        hasEnded.signal()
      }
      try ServerTests.waitUntil { server.listens }
      let judged = try ProtocolPeer(path: path)
      let half = try ProtocolPeer(path: path)
      for peer in [judged, half] {
        try #require(peer.begin())
        peer.open(from: "a@oakfield.example", to: ["b@next.example"], header: [("Subject", "x")])
        peer.body([0x78])
      }
      judged.send("E")
      isInside.wait()
      server.stop()
      // The other one is cut off: its client gets a 4xx from Postfix.
      try #require(half.receive() == nil)
      try #require(server.openConnections == 1)
      mayEnd.signal()
      try #require(judged.receive()?.letter == "d")
      try #require(hasEnded.wait(timeout: .now() + 20) == .success)
      try #require(server.openConnections == 0)
      try #require(access(path, F_OK) != 0)
    }
  }

  @Test("what is told to stop before it has begun ends at once")
  func stopBeforeTheStart() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder("stop")
      let path = folder.file("milter")
      let server = MilterServer(
        socket: .unix(path: path), implementation: testedImplementation, handler: Simple(), logger: quietLogger())
      server.stop()
      try server.run()
      try #require(!server.listens)
      try #require(access(path, F_OK) != 0)
    }
  }

  /// Says when it judges, and waits for leave to end.
  struct Slow: MilterHandler {
    let isInside: DispatchSemaphore
    let mayEnd: DispatchSemaphore

    func judges(_ client: Client, _ envelope: Envelope) -> Bool { true }

    func decide(_ transaction: Transaction, progress: () -> Void) -> Reply {
      isInside.signal()
      mayEnd.wait()
      return .discard
    }
  }

  @Test("what cannot be kept is refused for now, and the next message is taken")
  func limits() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder("limits")
      let nextHop = try NextHop()
      let socket = MilterSocket.unix(path: folder.file("milter"))
      var limits = MilterLimits()
      limits.messageBytes = 200_000
      limits.recipients = 2
      limits.headerFields = 20
      let server = MilterServer(
        socket: socket, mode: 0o666, limits: limits, implementation: testedImplementation, handler: Simple(),
        logger: quietLogger())
      serveOnThread(server)
      try ServerTests.waitUntil { server.listens }
      let postfix = try PrivatePostfix(PostfixSettings(milters: [socket.postfixForm], nextHop: nextHop))
      try postfix.start()
      func send(bytes: Int, recipients: Int = 1, fields: Int = 0) throws -> Int {
        var text = message(String(repeating: "X-Field: x\n", count: fields))
        text += ServerTests.text
        while text.count < bytes { text += message("a line of the body\n") }
        return try SMTPClient.send(
          message: text, from: "keep@oakfield.example", to: (0..<recipients).map { "r\($0)@next.example" },
          port: postfix.port
        ).code
      }
      try #require(try send(bytes: 250_000) / 100 == 4)
      try #require(try send(bytes: 100, recipients: 3) / 100 == 4)
      try #require(try send(bytes: 100, fields: 30) == 250)
      try #require(try send(bytes: 150_000, recipients: 2) == 250)
      // The system refuses to make the memory file any larger, as when memory is short.
      signal(SIGXFSZ, SIG_IGN)
      var room = rlimit(rlim_cur: 50_000, rlim_max: rlim_t.max)
      try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &room) == 0)
      try #require(try send(bytes: 150_000) / 100 == 4)
      try #require(try send(bytes: 100) == 250)
      try #require(try nextHop.wait(for: 3).allSatisfy { $0.header("X-Judged") == ["yes"] })
      usleep(200_000)
      try #require(nextHop.count == 3)
      postfix.stop()
    }
  }

  @Test("another filter's live socket is left alone")
  func liveSocket() throws {
    let filter = try SharedFilter.shared.get()
    let path = filter.folder.file("milter")
    let second = MilterServer(
      socket: .unix(path: path), implementation: testedImplementation, handler: Simple(), logger: quietLogger())
    #expect(throws: MilterServerError.inUse(.unix(path: path))) { try second.checkSocket() }
  }

  @Test("with the filter down Postfix answers 4xx and delivers nothing")
  func filterDown() throws {
    let folder = try TemporaryFolder("down")
    let nextHop = try NextHop()
    let postfix = try PrivatePostfix(PostfixSettings(milters: ["unix:\(folder.file("nobody"))"], nextHop: nextHop))
    try postfix.start()
    let reply = try SMTPClient.send(
      message: Self.text, from: "keep@oakfield.example", to: ["b@next.example"], port: postfix.port)
    #expect(reply.isTemporary)
    // What is re-injected needs no filter, and shows that the way to the next hop is open.
    let release = try SMTPClient.send(
      message: Self.text, from: "release@oakfield.example", to: ["b@next.example"], port: postfix.reinjectionPort)
    #expect(release.code == 250)
    #expect(try nextHop.wait().map(\.envelope.sender.address) == ["release@oakfield.example"])
    #expect(nextHop.count == 1)
    postfix.stop()
  }

  @Test("500 messages of every fate leave no descriptor and no connection open")
  func descriptors() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder("leak")
      let nextHop = try NextHop(keeping: .envelopes)
      let socket = MilterSocket.unix(path: folder.file("milter"))
      let server = MilterServer(
        socket: socket, mode: 0o666, implementation: testedImplementation, handler: Simple(), logger: quietLogger())
      serveOnThread(server)
      try ServerTests.waitUntil { server.listens }
      let postfix = try PrivatePostfix(PostfixSettings(milters: [socket.postfixForm], nextHop: nextHop))
      try postfix.start()
      func round(_ messages: Int) throws {
        let client = try SMTPClient(port: postfix.port)
        try client.hello()
        for number in 0..<messages {
          let from = ["keep", "refuse", "pass", "keep", "drop"][number % 5] + "@oakfield.example"
          let envelope = Envelope(sender: .init(address: from), recipients: [.init(address: "b@next.example")])
          if from.hasPrefix("drop") {
            _ = try client.pipeline(["MAIL FROM:<\(from)>", "RCPT TO:<b@next.example>", "RSET"])
          } else {
            let reply = try client.send(ServerTests.text, envelope: envelope)
            try #require(reply.code == (from.hasPrefix("refuse") ? 550 : 250))
          }
        }
        // One more, cut off in the middle.
        _ = try client.pipeline(["MAIL FROM:<keep@oakfield.example>", "RCPT TO:<b@next.example>", "DATA"])
        try client.write(Array("Subject: half".utf8))
        client.drop()
      }
      try round(25)
      try ServerTests.waitUntil { server.openConnections == 0 }
      postfix.stop()
      let before = ServerTests.descriptors()
      try postfix.start()
      for _ in 0..<5 { try round(100) }
      try ServerTests.waitUntil { server.openConnections == 0 }
      postfix.stop()
      try ServerTests.waitUntil { ServerTests.descriptors() <= before }
    }
  }
}

/// A socket file on which nobody listens, as a killed filter leaves it.
func leaveStaleSocket(at path: String) throws {
  let result = try ChildProcess.run(
    "/usr/bin/perl",
    ["-e", "use IO::Socket::UNIX; IO::Socket::UNIX->new(Local => $ARGV[0], Listen => 1) or die; exit 0", path])
  try #require(result.status == 0)
  try #require(access(path, F_OK) == 0)
}
