import Configuration
import Foundation
import PosternKit
import Quarantine
import Testing

@testable import Texting

@Suite("A text on its way to the gateway", .serialized)
struct TextGatewayTests {
  @Test("is handed over once, as a form, with the secret in its header; and names nobody and no subject")
  func taken() async throws {
    let gateway = try TextReceiver(.status(201))
    let school = try School(gateway.url)
    let id = try school.queue()
    #expect(try school.text(id)?.state == .queued)
    #expect(try await school.round() == [.init(outcome: .taken, status: 201)])
    #expect(try await school.round().isEmpty)
    try #require(gateway.requests.count == 1)
    let request = gateway.requests[0]
    #expect(request.method == "POST" && request.target == "/v1/messages")
    #expect(request.headers["authorization"] == "Bearer \(School.secret)")
    #expect(request.headers["content-type"] == "application/x-www-form-urlencoded")
    #expect(
      request.body
        == "to=%2B447700900123&message=The%20password%20for%20the%20email%20from%20Oakfield%20Academy%3A%20lantern-orbit-velvet"
    )
    let text = try #require(try school.text(id))
    #expect(text.state == .sent && text.fault == nil && text.ending == "123")
    let trail = try school.store.auditLines(of: id).filter { [.passwordTexted, .textEnded].contains($0.action) }
    #expect(trail.map(\.actor) == ["t.marlow@oakfield.example", "console"])
    #expect(trail.map(\.reason) == ["to a number that ends in 123", "sent"])
  }

  @Test("is JSON where the gateway wants that: nothing in a text ends its value, and what is no text stays so")
  func json() async throws {
    let gateway = try TextReceiver(.status(202))
    let school = try School(
      gateway.url,
      """
      method: PUT, json: {messages: [{to: '{digits}', body: "say \\"{text}\\"", from: '044', unicode: false, tries: 1}]}
      """)
    let agent = TextGateway(try school.texts)
    let text = #"a"b\c{number}"# + "\n\u{1}é</script>"
    #expect(await agent.send(text, to: School.number).outcome == .taken)
    let request = try #require(gateway.requests.first)
    #expect(request.method == "PUT" && request.headers["content-type"] == "application/json")
    struct Body: Decodable, Equatable {
      struct Message: Decodable, Equatable {
        var to, body, from: String
        var unicode: Bool
        var tries: Int
      }
      var messages: [Message]
    }
    let body = try JSONDecoder().decode(Body.self, from: Data(request.body.utf8))
    // A placeholder in a text is text.
    #expect(
      body.messages == [
        .init(to: "447700900123", body: "say \"\(text)\"", from: "044", unicode: false, tries: 1)
      ])
  }

  @Test("in a form nothing of a text begins another field")
  func form() async throws {
    let gateway = try TextReceiver(.status(200))
    let school = try School(gateway.url, "form: {'to&x': '{number}', m: '{text}'}")
    _ = await TextGateway(try school.texts).send("a&to=+1=%2B é+{digits}", to: School.number)
    #expect(
      gateway.requests.first?.body == "to%26x=%2B447700900123&m=a%26to%3D%2B1%3D%252B%20%C3%A9%2B%7Bdigits%7D")
  }

  @Test(
    "is not sent again once the gateway has said no",
    arguments: [400, 401, 403, 404, 422, 302, 307])
  func refused(status: Int) async throws {
    let elsewhere = try TextReceiver(.status(200))
    let gateway = try TextReceiver(.status(status, location: status < 400 ? elsewhere.url : nil))
    let school = try School(gateway.url)
    let id = try school.queue()
    #expect(try await school.round() == [.init(outcome: .refused(.refused), status: UInt(status))])
    school.clock.advance(3_600)
    #expect(try await school.round().isEmpty)
    #expect(gateway.requests.count == 1 && elsewhere.requests.isEmpty)
    let text = try #require(try school.text(id))
    #expect(text.state == .failed && text.fault == .refused)
  }

  @Test("waits longer and longer where the gateway is busy, six times, and has then failed", arguments: [429, 503])
  func busy(status: Int) async throws {
    let gateway = try TextReceiver(.status(status))
    let school = try School(gateway.url)
    let id = try school.queue()
    for pause: Int64 in [15, 60, 240, 900, 900] {
      try await school.round()
      #expect(try school.text(id)?.state == .queued && school.text(id)?.fault == .busy)
      school.clock.advance(pause - 1)
      #expect(try await school.round().isEmpty)
      school.clock.advance(1)
    }
    try await school.round()
    #expect(gateway.requests.count == 6)
    #expect(try school.text(id)?.state == .failed)
  }

  @Test("waits where nobody answers, and for no longer than somebody waits for it")
  func down() async throws {
    let port = try freePort()
    let school = try School("http://127.0.0.1:\(port)/")
    let id = try school.queue()
    #expect(try await school.round() == [.init(outcome: .later(.unreachable), status: nil)])
    #expect(try school.text(id)?.fault == .unreachable)
    school.clock.advance(3_601)
    // So long that nobody expects it any more.
    #expect(try await school.round().isEmpty)
    let text = try #require(try school.text(id))
    #expect(text.state == .failed && text.fault == .late)
  }

  @Test(
    "is not repeated where nobody can tell whether it went",
    arguments: [
      TextReceiver.Answer.silence, .hangUp, .status(204), .status(500), .status(502), .status(504),
    ])
  func uncertain(answer: TextReceiver.Answer) async throws {
    let gateway = try TextReceiver(answer)
    let school = try School(gateway.url, School.form + ", timeout: 1 s")
    let id = try school.queue()
    let outcome = try await school.round().map(\.outcome)
    #expect(outcome == [.unknown(.noAnswer)])
    school.clock.advance(600)
    #expect(try await school.round().isEmpty)
    #expect(gateway.requests.count == 1)
    let text = try #require(try school.text(id))
    #expect(text.state == .uncertain && text.fault == .noAnswer)
  }

  @Test("waits where the secret cannot be read, and nothing goes without it")
  func noSecret() async throws {
    let gateway = try TextReceiver()
    let school = try School(gateway.url)
    let file = school.folder.file("sms.secret")
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
    let id = try school.queue()
    #expect(try await school.round().map(\.outcome) == [.later(.setup)])
    #expect(gateway.requests.isEmpty)
    #expect(TextGateway(try school.texts).problem()?.problem.contains("others may read") == true)
    try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: file)
    school.clock.advance(15)
    #expect(try await school.round().map(\.outcome) == [.taken])
    #expect(try school.text(id)?.state == .sent)
  }

  @Test("trusts no certificate but those that it is told to")
  func strangers() async throws {
    let silent = try SilentServer()
    let school = try School("https://127.0.0.1:\(silent.port)/", School.form + ", timeout: 1 s")
    let id = try school.queue()
    // The other side never shows one: nothing is said to it.
    #expect(try await school.round().map(\.outcome) == [.later(.unreachable)])
    #expect(try school.text(id)?.state == .queued)
  }

  @Test("the doctor's question reaches the gateway, and sends nothing")
  func doctor() throws {
    let gateway = try TextReceiver()
    let school = try School(gateway.url)
    #expect(try TextGateway(school.texts).problem() == nil)
    #expect(gateway.requests.isEmpty)
    let gone = try School("http://127.0.0.1:\(try freePort())/")
    #expect(try TextGateway(gone.texts).problem()?.problem.contains("cannot be reached") == true)
  }
}
