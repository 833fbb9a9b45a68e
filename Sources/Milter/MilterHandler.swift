public import Spool

/// Who judges the mail that a `MilterServer` brings. Calls come several at a time for different connections; libmilter
/// makes those of one connection on different threads: keep no thread-local state.
public protocol MilterHandler: Sendable {
  /// Whether a message from this client is ours to judge (D2). Called once for each message, when the client says DATA
  /// and before any of the message has come. If false, nothing is spooled, `decide` is not called, and Postfix is told to
  /// accept at the end. Must answer from memory: the client waits.
  func judges(_ client: Client, _ envelope: Envelope) -> Bool

  /// What becomes of a message that is ours to judge. Called once, when all of it is there. The reply is given when
  /// this returns; whatever must be durable has to be so by then (D19). Call `progress` at least every minute during a
  /// long wait: Postfix gives up after `milter_content_timeout` without a sign, five minutes by default.
  func decide(_ transaction: Transaction, progress: () -> Void) -> Reply
}
