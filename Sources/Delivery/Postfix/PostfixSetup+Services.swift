public import Configuration

extension PostfixSetup {
  /// What is wrong with the service that takes what Postern sends.
  public func faults(_ place: Settings.Reinject, milter: String) -> [PostfixFault] {
    faults(
      ofServiceAt: place.port, key: "reinject", daemonName: place.daemonName, milter: milter,
      isLocal: Self.isLocal(place.host)
    ).faults
  }

  /// What is wrong with the service that takes what may go over verified TLS alone, and with its transport.
  public func faults(_ place: VerifiedTLS, milter: String) -> [PostfixFault] {
    let (service, faults) = faults(
      ofServiceAt: place.port, key: "tls", daemonName: place.daemonName, milter: milter,
      isLocal: Self.isLocal(place.host))
    guard let service else { return faults }
    return faults + self.faults(ofTransportOf: service, place)
  }

  /// Whether a host is this machine, so that its `postconf` tells of it.
  static func isLocal(_ host: String) -> Bool {
    host.hasPrefix("127.") || ["localhost", "::1"].contains(host.lowercased())
  }

  private func faults(
    ofServiceAt port: Int, key: String, daemonName: String, milter: String, isLocal: Bool
  ) -> (service: Service?, faults: [PostfixFault]) {
    guard isLocal else { return (nil, []) }
    guard let service = servers(port: port).first else {
      return (
        nil,
        [
          PostfixFault(
            message: "Postfix has no smtpd service on port \(port), which '\(key):' names",
            remedy: "add it to master.cf as README.md shows, and reload Postfix")
        ]
      )
    }
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
    return (service, faults)
  }

  /// What a service that does not see the whole file system takes for its root.
  func root(of service: Service) -> String { service.isChrooted ? value("queue_directory") : "" }
}
