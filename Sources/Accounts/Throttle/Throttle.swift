/// How often somebody may guess before they wait.
///
/// A stranger must not be able to lock anybody out, and no account is ever locked (NCSC, "Password policy: updating your
/// approach": throttle rather than lock; OWASP, Authentication Cheat Sheet, account lockout, and "Slow Down Online Guessing
/// Attacks with Device Cookies"). So there is no budget of an account alone that strangers could use up:
/// - A browser that signed in to this account before has a budget of its own, whatever others do.
/// - Others are counted by account and network together: who guesses from elsewhere slows nobody down but themselves.
/// - Who guesses at many accounts is counted by network, and all strangers together by one more budget. Both leave out
///   networks from which this account has been signed in to before.
/// - Who knows the password and guesses the code is counted by account, again strangers alone; in a browser that is known,
///   by that browser, apart from its passwords.
struct Throttle: Sendable, Equatable {
  /// So many wrong tries cost nothing.
  var free: Int
  /// After the first that does, in seconds; doubled by each further one.
  var firstWait: Int64
  /// In seconds.
  var longestWait: Int64
  /// So long after the last wrong one all are forgotten, in seconds.
  var memory: Int64

  static let browser = Throttle(free: 10, firstWait: 2, longestWait: 900, memory: 3_600)
  static let pair = Throttle(free: 5, firstWait: 2, longestWait: 900, memory: 3_600)
  static let network = Throttle(free: 50, firstWait: 1, longestWait: 60, memory: 3_600)
  static let everyone = Throttle(free: 500, firstWait: 1, longestWait: 8, memory: 900)
  static let codes = Throttle(free: 10, firstWait: 30, longestWait: 900, memory: 86_400)

  /// How long it is until the next try may be looked at, in seconds; 0 for now.
  func wait(after failures: Int, lastAt: Int64, now: Int64) -> Int64 {
    guard failures > free, (0..<memory).contains(now - lastAt) else { return 0 }
    let doublings = min(failures - free - 1, 20)
    let wait = min(firstWait << Int64(doublings), longestWait)
    return max(0, lastAt + wait - now)
  }

  func isForgotten(_ lastAt: Int64, now: Int64) -> Bool { !(0..<memory).contains(now - lastAt) }
}
