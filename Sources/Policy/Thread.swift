import Inspection
import MIME
import People

extension HeaderFacts {
  /// What is handed on is meant for somebody new: "Fwd:" and "FW:" before its subject.
  fileprivate var isHandedOn: Bool {
    let subject = subject.lowercased()
    return subject.hasPrefix("fw:") || subject.hasPrefix("fwd:")
  }
}

/// Who takes part in the conversation that a message answers.
struct Thread {
  private var addresses: Set<String> = []
  /// Whoever shares one with a participant is a colleague of theirs.
  private var domains: Set<String> = []

  /// Nil where the message answers none, or shows nobody of it.
  /// - Parameter webmail: domains that strangers share.
  init?(_ inspection: Inspection, webmail: Set<String>) {
    guard inspection.headers.isReply, !inspection.headers.isHandedOn else { return nil }
    for text in inspection.threadAddresses {
      guard let address = MailAddress(text) else { continue }
      addresses.insert((address.withoutTag ?? address).text)
      if !webmail.contains(address.domain) { domains.insert(address.domain) }
    }
    if addresses.isEmpty { return nil }
  }

  func includes(_ recipient: Audience) -> Bool {
    let address = recipient.comparableAddress
    let domain = address.split(separator: "@").last.map(String.init) ?? ""
    return addresses.contains(address) || domains.contains(domain)
  }
}
