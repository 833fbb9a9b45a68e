import CSandbox
public import Configuration
import Glibc
public import Logging
public import Spool
import Synchronization

/// A pool of sandboxed worker processes that read mail (D4). All calls block, and may come from any thread.
///
/// The pool keeps one zygote process, has it fork workers, hands each request to an idle one, and replaces workers
/// that have died, ran out of time, or served enough. Call `close` when done: until then its threads keep it alive.
public final class InspectorPool: Sendable {
  /// The longest time budget that can be asked for, in milliseconds.
  public static let longestBudget = 600_000
  /// A worker is replaced after this much work, in microseconds, so that its bound on processor time never hits an
  /// honest one.
  static let longestWork = 300_000_000
  /// How often `progress` is called, in milliseconds: well within Postfix's `milter_content_timeout` of 300 s.
  static let progressInterval = 3_000

  let source: any ZygoteSource
  let limits: Settings.Limits
  let logger: Logger
  let state = Monitor(PoolState())
  /// One replacement at a time.
  private let replacement = Mutex(())

  /// Starts a zygote, waits until it has loaded rules and people, and has workers forked.
  /// - Throws: `InspectionFailure.unavailable` with what is wrong in words, for example an error in a rule file with
  ///   its line.
  public init(
    source: any ZygoteSource, generation: InspectorGeneration, limits: Settings.Limits,
    logger: Logger = Logger(label: "postern.inspector")
  ) throws(InspectionFailure) {
    self.source = source
    self.limits = limits
    self.logger = logger
    try begin(generation)
  }

  /// Loads new rules or people beside the old ones, and changes over when they are ready: inspections under way finish
  /// with the old. Returns when the new generation serves.
  /// - Throws: `InspectionFailure.unavailable`, and the old generation stays.
  public func replace(with generation: InspectorGeneration) throws(InspectionFailure) {
    let result = replacement.withLock { _ in
      Result { () throws(InspectionFailure) in try begin(generation) }
    }
    try result.get()
  }

  /// Waits for the inspections under way, then ends all processes. Requests that wait, or come later, fail.
  public func close() {
    state.withLock { state in
      state.isClosed = true
      for waiter in state.waiters {
        waiter.outcome = .failure(.unavailable(reason: "Postern is shutting down"))
        waiter.signal.wake()
      }
      state.waiters = []
      state.endBackground()
      state.endWaiting { _ in true }
      state.current?.retire(&state)
      state.current = nil
    }
    let forever = MonotonicTime.now + 4 * Self.longestBudget
    _ = state.wait(for: state.withLock { $0.keeperEnded }, until: forever) { $0.keepers == 0 ? true : nil }
  }

  public var statistics: PoolStatistics {
    state.withLock { state in
      var statistics = state.statistics
      statistics.alive = state.current?.link?.alive ?? 0
      statistics.idle = state.idle.count
      statistics.waiting = state.waiters.count
      return statistics
    }
  }

  /// Takes the text out of one file behind the wall, with places; times as for `inspect`.
  public func extract(_ file: MemoryFile, name: String, milliseconds: Int? = nil) throws(InspectionFailure)
    -> FileExtraction
  {
    let request = InspectionRequest(.file(file, name: name), sender: "", recipients: [])
    let answer = try perform(.inspect(request), milliseconds: milliseconds, progress: nil)
    guard case .extraction(let extraction) = answer else { throw .invalidAnswer(reason: "not an extraction") }
    return extraction
  }

  /// Reads one message behind the wall as a person is to be shown it; times as for `inspect`.
  public func read(_ message: MemoryFile, milliseconds: Int? = nil) throws(InspectionFailure) -> MessageReading {
    try seal(message)
    let request = InspectionRequest(.reading(message), sender: "", recipients: [])
    let answer = try perform(.inspect(request), milliseconds: milliseconds, progress: nil)
    guard case .reading(let reading) = answer else { throw .invalidAnswer(reason: "not a reading") }
    return reading
  }

  /// A worker that was taken over must not be able to change what will be sent or stored.
  func seal(_ file: MemoryFile) throws(InspectionFailure) {
    let isSealed =
      switch file.handover {
      case .copy: (try? file.seal()) != nil
      case .descriptor(let descriptor): postern_make_unchangeable(descriptor) == 0
      }
    guard isSealed else {
      throw .unavailable(reason: "the message cannot be sealed: \(String(cString: strerror(errno)))")
    }
  }

  /// Reads one message, or one text, behind the wall.
  ///
  /// `milliseconds` is the time budget (nil: the configured one), of which at most half is spent on waiting for a
  /// worker; a second attempt after a crash gets at least half of it. `progress` is called every three seconds
  /// meanwhile, on this thread. `inBackground` has it done by a worker of its own at a low priority, so that it
  /// keeps nobody waiting (D5); the whole budget is then for the work, and as much again for the worker's start.
  public func inspect(
    _ request: InspectionRequest, milliseconds: Int? = nil, inBackground: Bool = false, progress: (() -> Void)? = nil
  ) throws(InspectionFailure) -> Inspection {
    try seal(request.subject.file)
    let answer = try perform(
      .inspect(request), milliseconds: milliseconds, inBackground: inBackground, progress: progress)
    guard case .inspection(let inspection) = answer else { throw .invalidAnswer(reason: "not an inspection") }
    return inspection
  }

  /// Has a worker try what no worker may do, or misbehave, and report; for `postern doctor` and tests.
  public func selfTest(
    _ test: SelfTest, milliseconds: Int? = nil, progress: (() -> Void)? = nil
  ) throws(InspectionFailure) -> [SelfTest.Result] {
    let answer = try perform(.selfTest(test), milliseconds: milliseconds, progress: progress)
    guard case .selfTest(let results) = answer else { throw .invalidAnswer(reason: "not a self-test") }
    return results
  }

  private func begin(_ generation: InspectorGeneration) throws(InspectionFailure) {
    let keeper = ZygoteKeeper(pool: self, generation: generation)
    try keeper.start()
    let forever = MonotonicTime.now + 4 * Self.longestBudget
    let outcome = state.wait(for: keeper.signal, until: forever) { _ in keeper.outcome }
    if case .failure(let failure) = outcome { throw failure }
  }
}

/// What an `InspectorPool`'s threads share.
struct PoolState {
  var current: ZygoteKeeper?
  /// Workers of the current generation that wait for work; the last one is taken first, its memory is warm.
  var idle: [PooledWorker] = []
  /// Requests that wait for a worker, in the order in which they came.
  var waiters: [Waiter] = []
  /// Requests that wait for a worker of their own.
  var soleWaiters: [Waiter] = []
  /// Workers that are at it in the background.
  var backgroundWorkers: [PooledWorker] = []
  /// Nothing is done in the background any more.
  var isBackgroundEnded = false
  var isClosed = false
  /// Keeper threads that run.
  var keepers = 0
  let keeperEnded = Signal()
  /// Why there is no zygote now; nil when there is one.
  var trouble: String?
  var statistics = PoolStatistics()

  /// A request that waits for a worker.
  final class Waiter: @unchecked Sendable {
    // Sendable because `outcome` is touched only under the pool's lock.
    let signal = Signal()
    let kind: WorkerKind
    var outcome: Result<PooledWorker, InspectionFailure>?

    init(_ kind: WorkerKind) { self.kind = kind }
  }

  /// Gives a free worker to whoever waits longest. A fresh one is taken last: it may be locking itself down still, and its
  /// first message costs it milliseconds.
  mutating func offer(_ worker: PooledWorker) {
    if waiters.isEmpty {
      idle.insert(worker, at: worker.served == 0 ? 0 : idle.count)
    } else {
      let waiter = waiters.removeFirst()
      waiter.outcome = .success(worker)
      waiter.signal.wake()
    }
  }

  /// Parts with a worker: its socket is closed, upon which it ends. A retired zygote goes with its last worker.
  mutating func part(with worker: PooledWorker) {
    guard !worker.isGone else { return }
    worker.isGone = true
    close(worker.socket)
    idle.removeAll { $0 === worker }
    backgroundWorkers.removeAll { $0 === worker }
    if worker.link.isRetired, worker.link.alive == 0, worker.link.isOpen {
      shutdown(worker.link.socket, Int32(SHUT_RDWR))
    }
  }
}

extension InspectorPool {
  /// The processes that work on a request now.
  var busyWorkers: Set<pid_t> {
    state.withLock { state in
      let all = state.current?.link?.workers.values.filter { worker in
        !worker.isGone && worker.status == nil && !state.idle.contains { $0 === worker }
      }
      return Set((all ?? []).map(\.pid))
    }
  }

  /// The processes that wait for a request.
  var idleWorkers: Set<pid_t> { state.withLock { Set($0.idle.map(\.pid)) } }
}
