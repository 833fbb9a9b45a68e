public import Configuration

extension VerifiedTLS {
  /// What is said of mail that goes by verified TLS alone, to senders and officers alike.
  /// - Parameter isRelayed: a relay takes it, of whose own next step nobody here can tell.
  public static func words(isRelayed: Bool) -> String {
    isRelayed
      ? "It goes encrypted, to our relay's verified server only: how the relay passes it on is not known here. If that "
        + "cannot be had, it comes back to its sender."
      : "It goes encrypted, to the recipient's verified server. If that cannot be had, it comes back to its sender."
  }
}
