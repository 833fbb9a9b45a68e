import Configuration

extension PostfixSetup {
  /// What keeps the transport of a service from being one over verified TLS alone.
  func faults(ofTransportOf service: Service, _ place: VerifiedTLS) -> [PostfixFault] {
    let filter = value("content_filter", of: service)
    // "transport:next hop"; the next hop may hold colons itself.
    let parts = filter.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts[0].isEmpty else {
      return [
        PostfixFault(
          message: "the service \(service.name) of master.cf has no transport of its own, and would send in clear",
          remedy: "add -o content_filter=postern-tls: and a transport of that name, as README.md shows")
      ]
    }
    guard let transport = services.first(where: { $0.name == parts[0] && $0.type == "unix" }) else {
      return [
        PostfixFault(
          message: "master.cf has no transport '\(parts[0])', which the service \(service.name) names",
          remedy: "add '\(parts[0]) unix - - n - - smtp' with -o smtp_tls_security_level=\(place.level.rawValue)")
      ]
    }
    var faults: [PostfixFault] = []
    func fault(_ message: String, _ remedy: String) {
      faults.append(PostfixFault(message: "the transport \(transport.name) of master.cf \(message)", remedy: remedy))
    }
    if transport.program != "smtp" { fault("is no SMTP client", "let it run smtp") }
    let level = value("smtp_tls_security_level", of: transport)
    if level != place.level.rawValue {
      fault(
        "has the TLS level '\(level)' where 'tls:' says \(place.level.rawValue)",
        "add -o smtp_tls_security_level=\(place.level.rawValue)")
    }
    for table in ["smtp_tls_policy_maps", "smtp_tls_per_site"]
    where transport.overrides[table] == nil && !value(table).isEmpty {
      fault(
        "uses the table \(table) of main.cf, which may allow less for some destinations",
        "add -o \(table)= , or name a table of its own whose entries are all secure or dane-only")
    }
    for entry in inlineEntries(value("smtp_tls_policy_maps", of: transport)) where !Self.verifies(entry) {
      fault("allows '\(entry)' by its table", "let each entry be secure or dane-only")
    }
    if !value("smtp_fallback_relay", of: transport).isEmpty {
      fault("has a fallback relay", "add -o smtp_fallback_relay=")
    }
    if place.level == .daneOnly, value("smtp_dns_support_level", of: transport) != "dnssec" {
      fault("cannot ask for DNSSEC", "add -o smtp_dns_support_level=dnssec, and let a validating resolver answer")
    }
    if place.level == .secure, ["smtp_tls_CAfile", "smtp_tls_CApath"].allSatisfy({ value($0, of: transport).isEmpty }) {
      fault(
        "knows no certificate authority, so that all of its mail would come back",
        "add -o smtp_tls_CAfile=/etc/ssl/certs/ca-certificates.crt")
    }
    return faults + self.faults(ofWay: parts[1], place)
  }

  /// Whether what is told of the way agrees with the next hop.
  private func faults(ofWay nextHop: String, _ place: VerifiedTLS) -> [PostfixFault] {
    if nextHop.isEmpty, place.isRelayed {
      return [
        PostfixFault(
          message: "'tls: {relay: true}' says that a relay takes the mail, and content_filter names none",
          remedy: "write the relay behind the transport's name, or take out 'relay'")
      ]
    }
    if !nextHop.isEmpty, !place.isRelayed {
      return [
        PostfixFault(
          message: "all mail over verified TLS goes to \(nextHop), so that no more than the way to it is verified",
          remedy: "say so with 'tls: {relay: true}'")
      ]
    }
    return []
  }

  /// The right sides of an inline table; those of others are not in this text.
  private func inlineEntries(_ table: String) -> [String] {
    guard table.hasPrefix("inline:") else { return [] }
    let entries = table.dropFirst(7).split { $0 == "{" || $0 == "}" || $0 == "," }
    return entries.compactMap { entry in
      let sides = entry.split(separator: "=", maxSplits: 1)
      return sides.count == 2 ? String(sides[1].drop(while: \.isWhitespace)) : nil
    }
  }

  private static func verifies(_ entry: String) -> Bool {
    let level = String(entry.prefix { !$0.isWhitespace })
    return VerifiedTLS.Level(rawValue: level) != nil || level == "fingerprint"
  }
}
