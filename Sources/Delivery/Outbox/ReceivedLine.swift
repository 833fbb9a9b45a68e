import Foundation
import Quarantine

/// The trace line of a message's first arrival (RFC 5321 §4.4). Postfix writes it above what a milter sees, so that it
/// would be lost with the transaction that was held.
enum ReceivedLine {
  /// The whole field with its line end.
  static func text(for message: HeldMessage) -> String {
    let client = message.client
    let address = client.address.map { $0.contains(":") ? "IPv6:\($0)" : $0 } ?? "unknown"
    let by = client.server ?? "localhost"
    var lines: [String] = []
    if client.address == nil {
      lines.append("Received: by \(clean(by)) (Postern)")
    } else {
      lines.append(
        "Received: from \(clean(client.helo ?? "unknown")) (\(clean(client.name ?? "unknown")) [\(clean(address))])")
      lines.append("by \(clean(by)) (Postern)")
    }
    var last = "with \(clean(client.proto ?? "SMTP"))"
    if let queueID = message.queueID { last += " id \(clean(queueID))" }
    let date = NoticeMail.date(Date(timeIntervalSince1970: TimeInterval(message.receivedAt)))
    return (lines + [last + "; " + date]).joined(separator: "\r\n\t") + "\r\n"
  }

  /// What a client said of itself must not end the line, nor a comment in it.
  private static func clean(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.prefix(255).filter { scalar in
          scalar.value > 0x20 && scalar.value < 0x7F && scalar != "(" && scalar != ")" && scalar != ";"
            && scalar != "\\"
        }))
  }
}
