import Configuration
import Milter
import Spool

/// What is judged, and who the sender is (D2): told by how a message came in, never by what it says of itself.
struct Judging: Sendable {
  private let networks: [Network]
  private let trustsCertificates: Bool
  private let domains: [String]

  /// - Throws: `ConfigurationError` naming the first network that is not in CIDR notation.
  init(_ settings: Settings, file: String) throws(ConfigurationError) {
    var networks: [Network] = []
    for text in settings.trusted.networks {
      guard let network = Network(text) else {
        throw ConfigurationError(
          file: file, message: "trusted.networks: '\(text)' is no network: write it like 10.1.0.0/16 or 2001:db8::/32")
      }
      networks.append(network)
    }
    self.networks = networks
    trustsCertificates = settings.trusted.clientCertificates
    domains = settings.organisation.domains
  }

  /// Whether a client's mail is the school's own: it has logged in, shows a verified certificate, comes from a trusted
  /// network, or was handed in on this machine. Other mail passes untouched.
  func judges(_ client: Client) -> Bool {
    if client.login != nil || client.isLocalPickup { return true }
    if trustsCertificates, client.tls?.verifiedSubject != nil { return true }
    return networks.contains { $0.contains(client.address) }
  }

  /// The address that stands for the sender: the login, mapped to an address, else the envelope sender, which the
  /// trusted client vouches for. Lower case; empty for the null sender.
  func identity(_ client: Client, _ envelope: Envelope) -> String {
    let sender = envelope.sender.address.lowercased()
    guard let login = client.login?.lowercased(), !login.isEmpty else { return sender }
    if login.contains("@") { return login }
    if let at = sender.lastIndex(of: "@"), sender[..<at] == login,
      domains.contains(String(sender[sender.index(after: at)...]))
    {
      return sender
    }
    return login + "@" + domains[0]
  }
}
