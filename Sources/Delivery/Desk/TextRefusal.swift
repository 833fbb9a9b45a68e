import Quarantine

/// Why no text is sent, in words for who asks.
enum TextRefusal {
  static let several =
    "it went as several emails, each with a password of its own: show them, and tell each by telephone"
  static let noGateway = "text messages are not set up here: tell the password by telephone"

  /// Nil where the error is about something else.
  static func words(_ error: QuarantineError) -> String? {
    [.noPassword, .enoughTexts].contains(error.kind) ? "\(error)" : nil
  }
}
