/// The bounds on what mail may make the filter hold. All are above what Postfix lets through by default, so that
/// reaching one means a wrong set-up or an attack; the answer is then a 4xx (or `headersWereCut`), never silence.
public struct MilterLimits: Hashable, Sendable {
  /// The most bytes of one message in its memory file (200 MB; Postfix's `message_size_limit` is 10 MB by default).
  public var messageBytes = 200_000_000
  /// The most header fields in `Transaction.headers`; the memory file has all (10,000).
  public var headerFields = 10_000
  /// The most bytes of header fields in `Transaction.headers` (4 MB).
  public var headerBytes = 4_000_000
  /// The most recipients of one message (50,000; Postfix's `smtpd_recipient_limit` is 1,000 by default).
  public var recipients = 50_000

  /// The most bytes of all messages under way together, but for those that fit into `MemoryFile.smallLength` (1 GiB). What
  /// comes beyond that waits; one message at a time may go beyond it.
  public var memoryBytes = 1 << 30
  /// How long a message waits for that altogether, in milliseconds (240,000: less than Postfix's `milter_content_timeout`).
  public var memoryWaitMilliseconds = 240_000
  /// How long a message that is half there may stand still while others wait, in milliseconds (30,000).
  public var standstillMilliseconds = 30_000

  public init() {}
}
