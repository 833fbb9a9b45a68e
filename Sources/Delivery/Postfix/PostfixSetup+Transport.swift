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
    // postconf(5), default_filter_nexthop: where content_filter names none.
    let nextHop = parts[1].isEmpty ? defaultNextHop : parts[1]
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
      fault("allows '\(entry)' by its table", "let each entry be secure or dane-only, and match no 'hostname'")
    }
    if place.level == .secure, Self.trustsNames(value("smtp_tls_secure_cert_match", of: transport)),
      !Self.isBracketed(nextHop)
    {
      fault(
        "takes a certificate for the name that DNS gives for a mail server, which anybody on the way may forge",
        "add -o smtp_tls_secure_cert_match=nexthop,dot-nexthop")
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
    return faults + self.faults(ofWay: nextHop, place)
  }

  /// As the queue manager sees it, which chooses the next hop.
  private var defaultNextHop: String {
    services.first { $0.name == "qmgr" }.map { value("default_filter_nexthop", of: $0) }
      ?? value("default_filter_nexthop")
  }

  /// postconf(5), smtp_tls_secure_cert_match: the strategy "hostname" takes the result of a lookup of mail servers that
  /// is not immune to attacks on DNS.
  private static func trustsNames(_ match: String) -> Bool {
    match.lowercased().split { $0 == "," || $0 == ":" || $0.isWhitespace }.contains("hostname")
  }

  /// postconf(5), smtp_tls_verify_cert_match: in brackets a next hop is looked up as no mail domain, and "hostname" is
  /// the same as "nexthop". Since Postfix 3.5 there may be several.
  private static func isBracketed(_ nextHop: String) -> Bool {
    let hops = nextHop.split { $0 == "," || $0.isWhitespace }
    return !hops.isEmpty && hops.allSatisfy { $0.hasPrefix("[") }
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
    let matches = entry.lowercased().split(whereSeparator: \.isWhitespace).filter { $0.hasPrefix("match=") }
    if level == VerifiedTLS.Level.secure.rawValue, matches.contains(where: { trustsNames(String($0.dropFirst(6))) }) {
      return false
    }
    return VerifiedTLS.Level(rawValue: level) != nil || level == "fingerprint"
  }
}
