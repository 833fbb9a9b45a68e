import Examples
import Foundation
import Policy
import PosternKit
import Spool
import Testing

extension ThroughPostfix {
  /// The published breaches and the controls beside them, each as a real message: `rules/examples/breaches` and
  /// `rules/examples/controls`, whose labels say how it has to end.
  @Suite("A published breach, or a control beside it", .serialized, .larkfield)
  struct ScenarioTests {
    let school: School
    init() throws { school = try #require(RunningSchool.current) }

    static let breaches = all("breaches")
    static let controls = all("controls")

    private static func all(_ folder: String) -> [Scenario] {
      let examples = (try? Example.all(in: Checkout.path("rules/examples/\(folder)"))) ?? []
      return examples.map(Scenario.init)
    }

    @Test("ends as its label says", arguments: breaches)
    func breach(_ scenario: Scenario) throws { try judge(scenario) }

    @Test("is not held", arguments: controls)
    func control(_ scenario: Scenario) throws { try judge(scenario) }

    @Test("is there at all")
    func count() {
      #expect(Set(Self.breaches.compactMap(\.example.expected.scenario)).count >= 25)
      #expect(Set(Self.controls.compactMap(\.example.expected.scenario)).count >= 15)
    }

    private func judge(_ scenario: Scenario) throws {
      let expected = scenario.example.expected
      let message = try scenario.message()
      let reply = try school.send(
        message.bytes, from: message.sender, to: message.recipients, as: .login(message.sender))
      try school.settleQueue()
      let held = try school.newlyHeld()
      let copies = school.site.nextHop.messages.filter { $0.header("Message-ID") == [message.identifier] }
      let ended: Set<String> =
        reply.code == 550
        ? ["reject"]
        : !held.isEmpty
          ? ["hold", "protect"]
          : copies.count > 1 && Set(copies.flatMap { $0.header("To") }).count > 1
            ? ["split"]
            : copies.first?.header("To") == message.to ? ["deliver"] : ["bcc"]
      let right = expected.acceptable.union([expected.action]).map(\.rawValue)
      #expect(!ended.isDisjoint(with: right), "\(ended.sorted()), not \(right.sorted()); \(held.flatMap(\.rules))")
      // What is said to be delivered has arrived for everybody, and nothing of what is held for anybody.
      if ended == ["deliver"] || ended == ["bcc"] || ended == ["split"] {
        let arrived = Set(copies.flatMap { $0.envelope.recipients.map { $0.address.lowercased() } })
        #expect(arrived == Set(message.recipients.map { $0.lowercased() }))
      }
      let stopped = Set(held.flatMap(\.recipients).map { $0.lowercased() })
      for copy in copies { #expect(stopped.isDisjoint(with: copy.envelope.recipients.map { $0.address.lowercased() })) }
    }
  }
}

/// One labelled message.
struct Scenario: Sendable, CustomTestStringConvertible {
  let example: Example

  var testDescription: String { "\(example.expected.scenario ?? "-") \(example.name)" }

  /// As a mail program hands it over.
  struct Message {
    var bytes: [UInt8]
    var sender: String
    var recipients: [String]
    var identifier: String
    /// Its To field, as the next hop gets it where nothing was changed.
    var to: [String]
  }

  func message() throws -> Message {
    let file = try Data(contentsOf: URL(filePath: example.message))
    // Mail goes over SMTP with the line ends that it asks for (RFC 5321 §2.3.8).
    let lines = String(decoding: file, as: UTF8.self).replacing("\r\n", with: "\n").replacing("\n", with: "\r\n")
    let header = lines.components(separatedBy: "\r\n\r\n")[0].replacing("\r\n ", with: " ").replacing(
      "\r\n\t", with: " ")
    func field(_ name: String) -> [String] {
      header.components(separatedBy: "\r\n").filter { $0.lowercased().hasPrefix(name.lowercased() + ":") }
        .map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
    }
    func addresses(_ texts: [String]) -> [String] {
      texts.flatMap { $0.matches(of: #/[^\s<>,;:"]+@[^\s<>,;:"]+/#).map { String($0.output) } }
    }
    let expected = example.expected
    return Message(
      bytes: Array(lines.utf8), sender: try #require(expected.from ?? addresses(field("From")).first),
      recipients: expected.to.isEmpty ? addresses(field("To") + field("Cc")) : expected.to,
      identifier: try #require(field("Message-ID").first), to: field("To"))
  }
}
