import Configuration
import Foundation
import Testing

@Suite("The gateway for text messages, in a configuration")
struct TextMessageSettingsTests {
  private func load(_ sms: String) throws -> Settings {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("postern.yaml")
    try Data("organisation: {name: O, domains: [o.example]}\n\(sms)\n".utf8).write(to: file)
    return try Settings.load(file.path)
  }

  @Test("is none until it is named; then a POST, to mobile numbers of the United Kingdom and the islands")
  func defaults() throws {
    #expect(try load("").textMessages == nil)
    let texts = try #require(
      try load("sms: {url: 'https://g.example/v1', form: {to: '{number}', m: '{text}'}}").textMessages)
    #expect(texts.method == .post && texts.taken == [200, 201, 202] && texts.timeoutSeconds == 15)
    #expect(texts.perSenderADay == 20 && texts.countries == ["GB", "GG", "JE", "IM"] && texts.secretFile == nil)
    #expect(texts.body == .form([.init("to", "{number}"), .init("m", "{text}")]))
  }

  @Test("takes all that it knows")
  func full() throws {
    let texts = try #require(
      try load(
        """
        sms:
          url: http://127.0.0.1:8080/send
          method: PUT
          headers: {Authorization: "Bearer {secret}", X-Sender: Oakfield}
          secret_file: sms.secret
          ca_file: /etc/ca.pem
          json:
            messages: [{to: "{digits}", text: "{text}", code: "044", n: 7, share: 0.5, flash: false, tag: null, at: NO}]
          taken: [200, 204]
          timeout: 20 s
          per_sender_a_day: 5
          countries: [GB, IE]
        """
      ).textMessages)
    #expect(texts.method == .put && texts.headers["Authorization"] == "Bearer {secret}")
    #expect(texts.secretFile?.hasSuffix("/sms.secret") == true && texts.caFile == "/etc/ca.pem")
    #expect(texts.taken == [200, 204] && texts.timeoutSeconds == 20 && texts.perSenderADay == 5)
    #expect(texts.countries == ["GB", "IE"])
    let message: [String: Settings.TextMessages.Value] = [
      "to": .text("{digits}"), "text": .text("{text}"), "code": .text("044"), "n": .whole(7), "share": .number(0.5),
      "flash": .flag(false), "tag": .nothing, "at": .text("NO"),
    ]
    #expect(texts.body == .json(.object(["messages": .list([.object(message)])])))
  }

  private static let body = "form: {to: '{number}', m: '{text}'}"

  @Test(
    "is refused with the place and the remedy where it cannot be meant",
    arguments: [
      ("sms: {form: {to: '{number}', m: '{text}'}}", "'url' is missing"),
      ("sms: {url: 'https://g.example'}", "'json' or 'form'"),
      ("sms: {url: 'https://g.example', \(body), json: {a: b}}", "one of them"),
      ("sms: {url: 'http://g.example', \(body)}", "write https://"),
      ("sms: {url: 'ftp://g.example', \(body)}", "no address"),
      ("sms: {url: 'https://u:p@g.example', \(body)}", "stands in logs"),
      ("sms: {url: 'https://g.example/?t={text}', \(body)}", ""),
      ("sms: {url: 'https://g.example', method: GET, \(body)}", "POST or PUT"),
      ("sms: {url: 'https://g.example', method: PUSH, \(body)}", "use one of POST, PUT"),
      ("sms: {url: 'https://g.example', form: {to: '{number}'}}", "{text}"),
      ("sms: {url: 'https://g.example', form: {m: '{text}'}}", "{number}"),
      ("sms: {url: 'https://g.example', form: {to: '{numbre}', m: '{text}'}}", "did you mean 'number'"),
      ("sms: {url: 'https://g.example', headers: {Authorization: 'Bearer abc'}, \(body)}", "{secret}"),
      ("sms: {url: 'https://g.example', headers: {X-Key: '{secret}'}, \(body)}", "'secret_file'"),
      ("sms: {url: 'https://g.example', secret_file: s, \(body)}", "nothing uses the secret"),
      ("sms: {url: 'https://g.example', headers: {X-Text: '{text}'}, \(body)}", "not known here"),
      ("sms: {url: 'https://g.example', headers: {'X Y': a}, \(body)}", "no name of a header"),
      ("sms: {url: 'https://g.example', headers: {Content-Type: a}, \(body)}", "itself"),
      ("sms: {url: 'https://g.example', headers: {X-Y: \"a\\nb: c\"}, \(body)}", "one line"),
      ("sms: {url: 'https://g.example', taken: [302], \(body)}", "200 to 299"),
      ("sms: {url: 'https://g.example', taken: [], \(body)}", "at least one"),
      ("sms: {url: 'https://g.example', timeout: 60 s, \(body)}", "from 1 s to 25 s"),
      ("sms: {url: 'https://g.example', per_sender_a_day: 0, \(body)}", "from 1 to 200"),
      ("sms: {url: 'https://g.example', countries: [UK], \(body)}", "the United Kingdom is GB"),
      ("sms: {url: 'https://g.example', countries: [Ireland], \(body)}", "two capital letters"),
      ("sms: {url: 'https://g.example', sender: x, \(body)}", "not known here"),
    ])
  func refused(_ yaml: String, _ words: String) throws {
    let error = try #require(throws: ConfigurationError.self) { try load(yaml) }
    #expect(words.isEmpty || error.message.contains(words), "\(error)")
    #expect(error.line == 2, "\(error)")
  }
}
