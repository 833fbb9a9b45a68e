import Configuration
import Foundation
import Policy
import PosternKit
import Quarantine
import Spool

/// A site whose senders have a page, and links to held mail.
final class SenderSite {
  let mail: HeldMail
  /// Nobody who has signed in.
  let client: WebClient
  var store: QuarantineStore { mail.store }

  /// - Parameter settings: YAML added to the configuration.
  init(settings: String = "") throws {
    mail = try HeldMail(settings: "console: {grace_seconds: 30, senders: {link_days: 20}}\n" + settings)
    client = WebClient(port: mail.console.site.sendersPort)
  }

  var url: String { "http://127.0.0.1:\(client.port)" }

  func stop() { mail.stop() }

  /// Holds a message that waits for a colleague.
  func hold(
    _ subject: String, waits: Waits, releaser: Releaser = .colleague
  ) throws -> HeldID {
    try mail.hold(subject, .general, releaser: releaser, waits: waits)
  }

  /// Holds a message that its sender may end.
  func hold(
    _ subject: String, _ cabinets: Cabinet..., releaser: Releaser = .sender, attachment: Bool = false,
    from sender: String = HeldMail.sender
  ) throws -> HeldID {
    switch cabinets.first {
    case .childProtection?:
      try mail.hold(subject, .childProtection, attachment: attachment, from: sender, releaser: releaser)
    default: try mail.hold(subject, .general, attachment: attachment, from: sender, releaser: releaser)
    }
  }

  /// The path of a new link, which a letter carries as any does.
  func link(to id: HeldID, for person: String = HeldMail.sender, seconds: Int64 = 86_400) throws -> String {
    let link = LinkDraft(for: person, to: .mend, life: seconds)
    try store.queue(
      [
        OutgoingDraft(
          envelope: Envelope(sender: .init(address: ""), recipients: [.init(address: person)]),
          mail: Array("To: \(person)\r\nSubject: A link\r\n\r\nlink\r\n".utf8), purpose: "link \(UUID())", links: [link]
        )
      ], about: id)
    return "/email/\(link.token.text)"
  }

  /// The path of the link that stands in a letter.
  func link(in letter: ReceivedMessage) -> String? {
    let text = String(decoding: letter.data, as: UTF8.self)
    return text.range(of: url).map { String(text[$0.upperBound...].prefix { !$0.isWhitespace }) }
  }

  /// A client of somebody who has signed in at this listener.
  func signedIn(_ address: String) throws -> WebClient {
    let client = WebClient(port: self.client.port)
    client.cookies["postern"] = try mail.console.token(address)
    return client
  }

  /// What could have been changed: the state, the trail and the outbox, but for letters.
  func standing(_ id: HeldID) throws -> [String] {
    let detail = try store.show(id)
    return ["\(detail.summary.state)", "\(detail.stamp.bytes)"]
      + (try store.auditLines(of: id).map { "\($0.action) \($0.actor ?? "")" })
      + (try store.outgoing(about: id).filter { $0.kind != .notice }.map { "\($0.kind) \($0.record.recipients)" })
  }
}
