import Spool

extension ReceivedMessage {
  /// A message that came over no wire, to read its header fields like those of one that did.
  public init(reading message: [UInt8]) {
    self.init(
      envelope: Envelope(sender: Envelope.Path(address: ""), recipients: []), data: message, size: message.count,
      helo: "", connection: 0)
  }
}
