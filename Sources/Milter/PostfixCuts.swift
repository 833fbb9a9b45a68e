/// What Postfix keeps from a milter but delivers.
enum PostfixCuts {
  /// Postfix hands at most this many bytes of a header field over (name and value).
  static let headerBytes = 60_000
}
