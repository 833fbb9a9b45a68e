import Configuration
import Foundation
import Testing

@Suite("The page of senders, in a configuration")
struct SenderListenerTests {
  private func load(_ console: String) throws -> ConsoleSettings {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("postern.yaml")
    try Data("organisation: {name: O, domains: [o.example]}\nconsole: {\(console)}\n".utf8).write(to: file)
    return try Settings.load(file.path).console
  }

  @Test("is not served until an address is named; then on a port of its own, for links of twenty days")
  func defaults() throws {
    #expect(try load("port: 8025").senders == nil)
    let senders = try #require(try load("senders: {url: 'https://mail-check.o.example/'}").senders)
    #expect(senders == SenderListener(url: "https://mail-check.o.example"))
    #expect(senders.host == "127.0.0.1" && senders.port == 8026 && senders.linkDays == 20)
  }

  @Test("shares all but its listener and its address with the console")
  func shared() throws {
    let console = try load(
      "url: 'https://postern.o.example', proxies: [10.0.0.0/8], senders: {url: 'https://mail-check.o.example', port: 9, link_days: 5}"
    )
    let own = console.serving(try #require(console.senders))
    #expect(own.url == "https://mail-check.o.example" && own.port == 9 && own.isSecure)
    #expect(own.proxies == console.proxies && own.signIn == console.signIn)
    #expect(console.senders?.linkDays == 5)
  }

  @Test(
    "is refused where it cannot be meant",
    arguments: [
      ("senders: {port: 9}", "url"),
      ("senders: {url: 'https://o.example/path'}", "without a path"),
      ("senders: {url: 'http://o.example', host: 0.0.0.0}", "in clear"),
      ("senders: {url: 'https://o.example', port: 8025}", "a port of its own"),
      ("senders: {url: 'https://o.example', link_days: 0}", "1"),
      ("senders: {url: 'https://o.example', days: 5}", "days"),
    ])
  func refused(_ yaml: String, _ words: String) throws {
    let error = #expect(throws: ConfigurationError.self) { try load(yaml) }
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }
}
