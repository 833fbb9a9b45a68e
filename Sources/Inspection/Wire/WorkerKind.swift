/// What a worker is forked for.
enum WorkerKind: UInt8, CaseIterable {
  /// One of the pool's: it knows the charsets that most mail is written in, and serves one request after another.
  case usual = 0
  /// For one request that a usual worker could not read: it loads every charset before it locks itself down.
  case everyCharset = 1
  /// For one request that nobody waits for: every charset, and a low priority, so that others go first.
  case background = 2

  /// It serves one request beside the pool's workers, and is forked when that request is there.
  var isForOneRequest: Bool { self != .usual }
  var knowsEveryCharset: Bool { self != .usual }
}
