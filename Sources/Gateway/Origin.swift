import Foundation
import Milter
import Quarantine
import Spool

/// Where a message came from: what is known of it without reading it.
struct Origin {
  let envelope: Envelope
  let identity: String
  let queueID: String?
  let client: HeldMessage.Client
  /// Unix time in seconds.
  let receivedAt: Int64
  /// As in the header, with angle brackets.
  let messageID: String?
  /// An automatic message or one of a list, by its header.
  let isAutomatic: Bool

  /// Of a message that is at its end now.
  init(_ transaction: Transaction, identity: String) {
    let client = transaction.client
    envelope = transaction.envelope
    self.identity = identity
    queueID = transaction.queueID
    self.client = HeldMessage.Client(
      address: client.address, name: client.hostname, helo: client.helo, login: client.login,
      proto: client.transmission, server: client.server)
    receivedAt = Int64(Date().timeIntervalSince1970)
    messageID = transaction.headers.lazy.filter { $0.isNamed("Message-ID") }.map(\.text).first { !$0.isEmpty }
    isAutomatic = transaction.headers.contains { $0.tellsMachine }
  }

  /// Of one that was stored before it was read.
  init(_ pending: HeldMessage) {
    envelope = pending.envelope
    identity = pending.identity
    queueID = pending.queueID
    client = pending.client
    receivedAt = pending.receivedAt
    messageID = pending.messageID
    isAutomatic = pending.isAutomatic
  }

  /// The envelope of some recipients, by their places.
  func envelope(of recipients: [Int]) -> Envelope {
    Envelope(sender: envelope.sender, recipients: recipients.map { envelope.recipients[$0] })
  }
}

extension Milter.HeaderField {
  /// RFC 3834 §5, RFC 2919 §3, RFC 2369 §3.2, and the older custom of Precedence.
  fileprivate var tellsMachine: Bool {
    if isNamed("List-Id") || isNamed("List-Unsubscribe") { return true }
    if isNamed("Auto-Submitted") { return keyword != "no" }
    return isNamed("Precedence") && ["bulk", "junk", "list"].contains(keyword)
  }

  private var keyword: String {
    text.prefix { $0 != ";" && $0 != "(" }.trimmingCharacters(in: .whitespaces).lowercased()
  }
}

extension Client {
  /// The "with" word of a Received line (RFC 3848).
  fileprivate var transmission: String { "ESMTP" + (tls == nil ? "" : "S") + (login == nil ? "" : "A") }
}
