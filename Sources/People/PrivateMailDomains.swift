public import Configuration

/// Domains where anybody may have a mailbox: webmail and internet providers (policy.txt "Emails": "must not use a private
/// email address").
public struct PrivateMailDomains: Sendable {
  private var domains: Set<String> = []

  /// Reads lists of domains, one in a line, `#` begins a comment: the one that ships, and the school's own.
  /// - Throws: `ConfigurationError` when a file cannot be read, or a line is no domain.
  public static func load(_ files: [String]) throws(ConfigurationError) -> PrivateMailDomains { PrivateMailDomains() }

  /// True when an address is at one of them, or below one.
  public func contains(address: String) -> Bool { false }
}
