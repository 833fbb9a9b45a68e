/// By which of Postfix's services something goes, where it is not the ordinary one.
public enum OutgoingRoute: String, Codable, Sendable, Hashable {
  /// Over verified TLS, or back to its sender; never in clear.
  case verifiedTLS = "tls"
}
