/// What a client was told of one try.
enum Told: Hashable, Sendable {
  case accepted
  /// 4xx, with its words: to be tried again.
  case later(String)
  /// 5xx, with its words.
  case refused(String)
  /// The connection broke after the last byte was on its way: it may have been taken.
  case nothing
  /// The connection broke before: nobody can have taken it.
  case unsent

  /// Whether the server may have taken the message without a word of it.
  ///
  /// Where Postfix's cleanup is killed in its last step, the message is queued, and smtpd answers in good faith that it
  /// could not be written: that is Postfix's own, and happens without Postern as well.
  var mayHaveBeenTaken: Bool {
    switch self {
    case .nothing: true
    case .later(let words): words.contains("queue file write error")
    default: false
    }
  }

  var isFinal: Bool {
    switch self {
    case .accepted, .refused: true
    default: false
    }
  }
}
