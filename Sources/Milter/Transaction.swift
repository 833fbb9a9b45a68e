public import Spool

/// One message at its end, with all that Postfix told about it. It can be kept after the reply: nothing in it belongs
/// to libmilter.
public struct Transaction: Sendable {
  /// Who brought the message.
  public var client: Client
  /// Sender and recipients with all ESMTP parameters. Recipients that Postfix refused are not among them.
  public var envelope: Envelope
  /// Postfix's name for the message in its queue and log; nil if the MTA told none.
  public var queueID: String?
  /// The header fields in order, duplicates too, less the Received field that Postfix puts on top itself. At most
  /// `MilterLimits.headerFields` of them; `message` has all.
  public var headers: [HeaderField]
  /// Header fields as they were, a blank line, and the body, all with CR LF line ends; sealed against change.
  public var message: MemoryFile
  /// Where the body begins in `message`, in bytes.
  public var bodyOffset: Int
  /// Postfix delivers more of a header field than it shows to a milter (D1), or there are more fields than
  /// `headers` holds: whoever judges must not take `message` or `headers` for all that recipients will see.
  public var headersWereCut: Bool

  public init(
    client: Client, envelope: Envelope, queueID: String?, headers: [HeaderField], message: MemoryFile, bodyOffset: Int,
    headersWereCut: Bool
  ) {
    self.client = client
    self.envelope = envelope
    self.queueID = queueID
    self.headers = headers
    self.message = message
    self.bodyOffset = bodyOffset
    self.headersWereCut = headersWereCut
  }
}
