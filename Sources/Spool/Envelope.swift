/// The envelope of a message, with all that the client asked for (RFC 5321, RFC 3461 DSN, RFC 6531 SMTPUTF8).
public struct Envelope: Hashable, Sendable, Codable {
  /// An address with its ESMTP parameters.
  public struct Path: Hashable, Sendable, Codable {
    /// As it stood between the angle brackets; empty for the null sender.
    public var address: String
    /// "BODY=8BITMIME", "SMTPUTF8", "RET=HDRS", "NOTIFY=SUCCESS,FAILURE", "ORCPT=…", in the order given.
    public var parameters: [String]

    public init(address: String, parameters: [String] = []) {
      self.address = address
      self.parameters = parameters
    }
  }

  public var sender: Path
  public var recipients: [Path]

  public init(sender: Path, recipients: [Path]) {
    self.sender = sender
    self.recipients = recipients
  }
}
