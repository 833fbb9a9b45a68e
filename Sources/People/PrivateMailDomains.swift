public import Configuration

/// Domains where anybody may have a mailbox: webmail and internet providers (policy.txt "Emails": "must not use a private
/// email address").
public struct PrivateMailDomains: Sendable {
  private var domains: Set<String> = []

  /// Reads lists of domains, one in a line, `#` begins a comment: the one that ships, and the school's own.
  /// - Throws: `ConfigurationError` when a file cannot be read, or a line is no domain.
  public static func load(_ files: [String]) throws(ConfigurationError) -> PrivateMailDomains {
    var list = PrivateMailDomains()
    for file in files {
      for (line, text) in try NameListFile.lines(file) {
        let domain = text.lowercased()
        guard domain.contains("."), !domain.contains("@"), !domain.contains(where: \.isWhitespace) else {
          throw ConfigurationError(
            file: file, line: line, column: 1, message: "is no domain: write it like webmail.example")
        }
        list.domains.insert(domain)
      }
    }
    return list
  }

  /// True when an address is at one of them, or below one.
  public func contains(address: String) -> Bool {
    guard let at = address.lastIndex(of: "@") else { return false }
    var domain = address[address.index(after: at)...].lowercased()[...]
    while domain.contains(".") {
      if domains.contains(String(domain)) { return true }
      guard let dot = domain.firstIndex(of: ".") else { return false }
      domain = domain[domain.index(after: dot)...]
    }
    return false
  }
}
