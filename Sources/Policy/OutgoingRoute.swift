/// By which of Postfix's services a copy goes, where it is not the ordinary one.
public enum OutgoingRoute: String, Codable, Sendable, Hashable {
  /// Over verified TLS, or back to its sender; never in clear.
  case verifiedTLS = "tls"
}

extension Decision {
  /// The way of a recipient's copy; nil for the ordinary one.
  /// - Parameter index: its place among the recipients.
  public func route(of index: Int) -> OutgoingRoute? {
    recipients[index].requirements.contains(.requireTLS) ? .verifiedTLS : nil
  }

  /// Copies cut so that each has one way to go.
  public func byRoute(_ copies: [MessageCopy]) -> [MessageCopy] {
    copies.flatMap { copy in
      [nil, OutgoingRoute.verifiedTLS].compactMap { route in
        let own = copy.recipients.filter { self.route(of: $0) == route }
        return own.isEmpty ? nil : MessageCopy(recipients: own, shown: copy.shown, route: route)
      }
    }
  }
}
