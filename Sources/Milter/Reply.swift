/// What Postfix is told at the end of a message.
public enum Reply: Hashable, Sendable {
  /// The message goes on, with these edits applied in order. If one cannot be applied, the client gets a 4xx instead.
  case accept(edits: [Edit])
  /// The client is told that the message was accepted, and Postfix forgets it: it is ours now, and safe (D19).
  case discard
  /// Refused for good. `ReplyText` has a 5xx code.
  case reject(ReplyText)
  /// Refused for now; the client keeps the message and tries again. `ReplyText` has a 4xx code.
  case tempfail(ReplyText)

  /// The message goes on unchanged.
  public static var accept: Reply { .accept(edits: []) }
}
