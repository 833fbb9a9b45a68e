import Configuration
import Extraction
import Foundation
import Hummingbird
import HummingbirdCore
import Inspection
import Logging
import Policy
import PosternKit
import Quarantine
import Spool
import Synchronization
import Testing

@testable import Console

@Suite("The frame in which mail is shown", .serialized)
struct FrameTests {
  /// Serves a page with one frame for each page of mail, as the console does; `/raw/NAME` is the frame's policy with hostile
  /// HTML as it came.
  private func serving(_ pages: [String: String], _ body: @escaping @Sendable (String) throws -> Void) async throws {
    let views = try Views(
      folder: ConsoleSite.path("Sources/Console/Resources"), organisation: "Oakfield Academy", version: "1")
    let names = pages.keys.sorted()
    let reading = MessageReading(
      parts: [PartSummary(number: "1", type: "text/html")],
      pages: names.compactMap { name in
        Extractor.page(html: pages[name] ?? "").map { HTMLPage(part: 0, place: name, page: $0) }
      })
    let held = HeldReading(reading, HeldMessage.empty)
    let router = Router(context: ConsoleContext.self)
    router.add(middleware: SecurityHeaders(isSecure: false))
    router.get("held/x/frame/:number") { _, context in
      try held.frame(try context.parameters.require("number", as: Int.self)).response(views, context)
    }
    router.get("raw/:number") { _, context in
      var response = try held.frame(0).response(views, context)
      let html = pages[names[try context.parameters.require("number", as: Int.self)]] ?? ""
      response.body = ResponseBody(byteBuffer: ByteBuffer(string: "<!DOCTYPE html><meta charset=utf-8>" + html))
      return response
    }
    router.get("raw") { _, _ in
      Response(
        status: .ok, headers: [.contentType: "text/html"],
        body: ResponseBody(
          byteBuffer: ByteBuffer(
            string: "<!DOCTYPE html><title>x</title>"
              + names.indices.map { "<iframe sandbox=\"\" src=\"/raw/\($0)\"></iframe>" }.joined())))
    }
    router.get("page") { _, _ in
      let frames = held.frames(base: "/held/x").map {
        "<iframe class=mail sandbox=\"\" title=\"\(Escaping().escapeText($0.title))\" src=\"\($0.path)\"></iframe>"
      }
      return Response(
        status: .ok, headers: [.contentType: "text/html"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: "<!DOCTYPE html><title>x</title>" + frames.joined())))
    }
    let port = try freePort()
    let (listening, told) = AsyncStream.makeStream(of: Void.self)
    let application = Application(
      router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: Int(port))),
      onServerRunning: { _ in told.yield() }, logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    let server = Task { try await application.run() }
    for await _ in listening { break }
    // On a thread of its own: a browser is waited for.
    let outcome = Mutex<Result<Void, any Error>?>(nil)
    Thread.detachNewThread {
      let result = Result { try body("http://127.0.0.1:\(port)") }
      outcome.withLock { $0 = result }
    }
    while outcome.withLock({ $0 == nil }) { try await Task.sleep(for: .milliseconds(20)) }
    server.cancel()
    _ = try? await server.value
    try outcome.withLock { try $0?.get() }
  }

  @Test("shows the mail as it looks, under a policy that lets nothing else happen")
  func looks() async throws {
    try await serving(["a": "<p style='color:#aa0000'>Red <b>bold</b></p><img src=http://hostile.example/x alt=Logo>"])
    {
      url in
      let answer = try WebClient(port: UInt16(url.split(separator: ":").last ?? "") ?? 0).get("/held/x/frame/0")
      let policy = try #require(answer["content-security-policy"])
      #expect(!policy.contains("unsafe") && policy.hasPrefix("default-src 'none'") && policy.contains("sandbox;"))
      #expect(answer["x-frame-options"] == "SAMEORIGIN")
      #expect(answer["cache-control"] == "no-store")
      let browser = try Browser()
      defer { browser.stop() }
      try browser.open(url + "/held/x/frame/0")
      #expect(try browser.text().contains("Red bold"))
      #expect(
        try browser.script("return getComputedStyle(document.querySelector('.p')).color") as? String == "rgb(170, 0, 0)"
      )
      #expect(try browser.log() == [])
    }
  }

  @Test("stands in the console's page, and asks for nothing")
  func framed() async throws {
    try await serving(HostileHTML.pages.filter { $0.value.utf8.count < 20_000 }) { url in
      let browser = try Browser()
      defer { browser.stop() }
      _ = try browser.requested()
      try browser.open(url + "/page")
      #expect(try browser.requested().allSatisfy { $0.hasPrefix(url) })
      let said = try browser.log()
      #expect(said.filter { !$0.contains("favicon") } == [])
    }
  }

  @Test("holds even HTML that nobody has cleaned")
  func raw() async throws {
    try await serving(HostileHTML.pages.filter { $0.value.utf8.count < 20_000 }) { url in
      let browser = try Browser()
      defer { browser.stop() }
      _ = try browser.requested()
      try browser.open(url + "/raw")
      _ = try browser.script("return await new Promise(done => setTimeout(() => done(1), 1000))")
      #expect(try browser.requested().filter { $0.contains("hostile.example") } == [])
    }
  }
}

extension HeldMessage {
  /// Nothing is known of it.
  static var empty: HeldMessage {
    HeldMessage(
      envelope: Envelope(sender: .init(address: "a@oakfield.example"), recipients: []), identity: "a@oakfield.example",
      receivedAt: 0, rules: [], cabinets: [.general], releaser: .officer, ruleSetVersion: "1")
  }
}
