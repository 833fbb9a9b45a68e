/// The filters of one supervisor: one serves; at a hot restart another is about to take its place, and older ones end
/// what they have in hand.
struct Fleet {
  var serving: FilterProcess?
  /// It has been started, but does not listen yet.
  var successor: FilterProcess?
  var leaving: [FilterProcess] = []
  /// When the next one is to be started; nil while one serves.
  var startsAt: ContinuousClock.Instant?
  var pause = RestartPause()
  var isStopping = false
  /// Some filter got as far as to listen: a start that fails from now on is tried again.
  var hasServed = false

  var all: [FilterProcess] { [serving, successor].compactMap { $0 } + leaving }

  /// Those that have ended, with their wait statuses.
  func reap() -> [(FilterProcess, Int32)] {
    all.compactMap { filter in filter.reap().map { (filter, $0) } }
  }
}

/// How long to wait before a filter that ended is started again: not at all after it has served, since starting takes
/// its time anyway; longer and longer while it does not even get so far.
struct RestartPause {
  private var failures = 0
  private static let first = Duration.milliseconds(250)
  private static let longest = Duration.seconds(30)

  init() {}

  /// - Parameter served: whether Postfix could connect to the one that ended.
  mutating func next(after served: Bool) -> Duration {
    if served {
      failures = 0
      return .zero
    }
    defer { failures = min(failures + 1, 10) }
    return min(Self.first * (1 << failures), Self.longest)
  }
}
