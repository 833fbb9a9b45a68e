public import Configuration

extension PostfixSetup {
  /// What is wrong with the service that takes what Postern sends.
  public func faults(_ place: Settings.Reinject, milter: String) -> [PostfixFault] {
    servers(place.host, place.port, key: "reinject").faults { service in
      faults(of: service, daemonName: place.daemonName, milter: milter)
    }
  }

  /// What is wrong with the service that takes what may go over verified TLS alone, and with its transport.
  public func faults(_ place: VerifiedTLS, milter: String) -> [PostfixFault] {
    servers(place.host, place.port, key: "tls").faults { service in
      faults(of: service, daemonName: place.daemonName, milter: milter) + faults(ofTransportOf: service, place)
    }
  }

  /// Whether a host is this machine, so that its `postconf` tells of it.
  static func isLocal(_ host: String) -> Bool {
    host.hasPrefix("127.") || ["localhost", "::1"].contains(host.lowercased())
  }

  /// What may answer at a place of this machine, or that nothing does.
  private func servers(_ host: String, _ port: Int, key: String) -> Answering {
    guard Self.isLocal(host) else { return Answering() }
    let found = servers(host: host, port: port)
    guard found.isEmpty else { return Answering(services: found) }
    let missing = PostfixFault(
      message: "Postfix has no smtpd service on port \(port) of \(host), which '\(key):' names",
      remedy: "add it to master.cf as README.md shows, and reload Postfix")
    return Answering(missing: [missing])
  }

  private struct Answering {
    var services: [Service] = []
    var missing: [PostfixFault] = []

    func faults(_ ofEach: (Service) -> [PostfixFault]) -> [PostfixFault] { missing + services.flatMap(ofEach) }
  }

  private func faults(of service: Service, daemonName: String, milter: String) -> [PostfixFault] {
    var faults: [PostfixFault] = []
    func fault(_ message: String, _ remedy: String) {
      faults.append(PostfixFault(message: "the service \(service.name) of master.cf \(message)", remedy: remedy))
    }
    if value("milter_macro_daemon_name", of: service) != daemonName {
      fault("is not marked as Postern's own", "add -o milter_macro_daemon_name=\(daemonName)")
    }
    let wanted = MilterList.postfixAddress(of: milter, root: root(of: service))
    if MilterList(value("smtpd_milters", of: service)).entries.first?.address != wanted {
      fault("does not ask Postern's milter first", "begin its -o smtpd_milters= with \(wanted)")
    }
    if !value("local_header_rewrite_clients", of: service).isEmpty {
      fault("may change header fields of what Postern sends", "add -o local_header_rewrite_clients=")
    }
    return faults
  }

  /// What a service that does not see the whole file system takes for its root.
  func root(of service: Service) -> String { service.isChrooted ? value("queue_directory") : "" }
}
