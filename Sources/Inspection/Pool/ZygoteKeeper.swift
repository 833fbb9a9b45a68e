import Configuration
import Glibc
import Logging
import Spool

/// The thread that looks after one generation's zygote: starts it, listens to it, and replaces it when it dies.
final class ZygoteKeeper: @unchecked Sendable {
  // Sendable because the variables are touched only under the pool's lock.
  /// Loading rules and people must be done by then, in milliseconds.
  static let startBudget = 120_000
  /// After this long a zygote counts as healthy, and its successor starts at once; in milliseconds.
  private static let healthy = 30_000
  private static let longestPause = 10_000

  private let pool: InspectorPool
  private let generation: InspectorGeneration
  /// Woken when `outcome` is there, and when the keeper should end.
  let signal = Signal()
  /// How the first start went.
  var outcome: Result<Void, InspectionFailure>?
  private(set) var link: ZygoteLink?
  private var isRetired = false

  init(pool: InspectorPool, generation: InspectorGeneration) {
    self.pool = pool
    self.generation = generation
  }

  func start() throws(InspectionFailure) {
    pool.state.withLock { $0.keepers += 1 }
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { pointer in
        guard let pointer else { return nil }
        Unmanaged<ZygoteKeeper>.fromOpaque(pointer).takeRetainedValue().run()
        return nil
      }, Unmanaged.passRetained(self).toOpaque())
    guard code == 0 else {
      Unmanaged.passUnretained(self).release()
      pool.state.withLock { $0.keepers -= 1 }
      throw .unavailable(reason: "cannot start a thread: \(String(cString: strerror(code)))")
    }
    pthread_detach(thread)
  }

  /// No new work: idle workers go at once, busy ones when they are done, then the zygote. Under the pool's lock.
  func retire(_ state: inout PoolState) {
    isRetired = true
    signal.wake()
    guard let link else { return }
    link.isRetired = true
    for worker in state.idle where worker.link === link { state.part(with: worker) }
    if link.alive == 0, link.isOpen { shutdown(link.socket, Int32(SHUT_RDWR)) }
  }

  private func run() {
    var pause = 0
    while true {
      let began = MonotonicTime.now
      var failure: InspectionFailure?
      do throws(InspectionFailure) {
        try live()
      } catch {
        failure = error
      }
      let (ends, isFirst) = pool.state.withLock { state in
        let isFirst = outcome == nil
        if let failure {
          if isFirst { outcome = .failure(failure) }
          if state.current === self { state.trouble = failure.reason }
        }
        signal.wake()
        return (isRetired || isFirst, isFirst)
      }
      if ends {
        if isFirst, let failure {
          pool.logger.error("inspector does not start", metadata: ["reason": "\(failure.reason)"])
        }
        break
      }
      pause = began + Self.healthy < .now ? 0 : min(max(pause * 2, 50), Self.longestPause)
      pool.logger.warning(
        "inspector is gone and is started again",
        metadata: ["pause_ms": "\(pause)", "reason": "\(failure?.reason ?? "its process ended")"])
      _ = pool.state.wait(for: signal, until: .now + pause) { _ in isRetired ? true : nil }
      if pool.state.withLock({ _ in isRetired }) { break }
    }
    pool.state.withLock { state in
      state.keepers -= 1
      state.keeperEnded.wake()
    }
  }

  /// One zygote's life, from start to burial.
  private func live() throws(InspectionFailure) {
    let zygote = try pool.source.start()
    let link = ZygoteLink(socket: zygote.socket)
    defer {
      pool.state.withLock { state in
        link.isOpen = false
        close(link.socket)
        for worker in state.idle where worker.link === link { state.part(with: worker) }
        if self.link === link { self.link = nil }
      }
      zygote.bury()
      pool.state.withLock { _ in for worker in link.workers.values { worker.died(nil) } }
    }
    let downgrades = try setUp(zygote.socket)
    let takesOver = pool.state.withLock { state -> Bool in
      state.statistics.zygotes += 1
      if isRetired || state.isClosed { return false }
      self.link = link
      state.statistics.downgrades = downgrades
      state.trouble = nil
      if let old = state.current, old !== self { old.retire(&state) }
      state.current = self
      pool.fill(link)
      if outcome == nil { outcome = .success(()) }
      signal.wake()
      return true
    }
    guard takesOver else { throw .unavailable(reason: "Postern is shutting down") }
    while let (bytes, descriptor) = try? ControlSocket.receive(from: zygote.socket) {
      guard let report = try? ZygoteReport(bytes) else {
        if descriptor >= 0 { close(descriptor) }
        break
      }
      pool.state.withLock { state in heed(report, descriptor, link, &state) }
    }
  }

  /// Sends the order, and waits until all is loaded.
  /// - Returns: what the kernel lacks.
  private func setUp(_ socket: Int32) throws(InspectionFailure) -> [String] {
    let order = ZygoteCommand.setUp(
      ZygoteOrder(
        rulesFolder: generation.rulesFolder ?? "", patternCache: generation.patternCache ?? "",
        keepsPatterns: generation.keepsPatterns, limits: pool.limits))
    let people = try descriptor(of: generation.people)
    do throws(CodecError) {
      try ControlSocket.send(order.encoded(), over: socket, passing: people)
      var waiting = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
      let deadline = MonotonicTime.now + Self.startBudget
      // Its own clock began a little earlier.
      let last = MonotonicTime.now + (Int(Zygote.loadSeconds) * 1000 - 2_000)
      while poll(&waiting, 1, Int32(deadline.millisecondsLeft)) < 0, errno == EINTR {}
      guard waiting.revents != 0 else { throw CodecError("it was not ready after \(Self.startBudget / 1000) s") }
      guard let (bytes, descriptor) = try ControlSocket.receive(from: socket) else {
        guard last <= .now else { throw CodecError("its process ended while it was loading") }
        throw CodecError(
          "the rules had not been loaded after \(Zygote.loadSeconds) s: the machine is too busy; try again when it is not"
        )
      }
      if descriptor >= 0 { close(descriptor) }
      switch try ZygoteReport(bytes) {
      case .ready(let downgrades): return downgrades
      case .failed(let reason): throw CodecError(reason)
      default: throw CodecError("its first report was not understood")
      }
    } catch {
      throw .unavailable(reason: "the inspector cannot start: \(error.description)")
    }
  }

  private func descriptor(of people: MemoryFile?) throws(InspectionFailure) -> Int32 {
    guard let people else { return -1 }
    do throws(SpoolError) { return try people.descriptor } catch { throw .unavailable(reason: "people: \(error)") }
  }

  private func heed(_ report: ZygoteReport, _ descriptor: Int32, _ link: ZygoteLink, _ state: inout PoolState) {
    var descriptor = descriptor
    defer { if descriptor >= 0 { close(descriptor) } }
    switch report {
    case .forked(let pid):
      guard !link.asked.isEmpty else { return }
      let kind = link.asked.removeFirst()
      guard descriptor >= 0, link.workers[pid] == nil else { return }
      let worker = PooledWorker(pid: pid, socket: descriptor, link: link, kind: kind)
      descriptor = -1
      link.workers[pid] = worker
      state.statistics.started += 1
      if link.isRetired {
        state.part(with: worker)
      } else if kind.isForOneRequest {
        state.offerForOneRequest(worker)
      } else {
        state.offer(worker)
      }
    case .forkFailed(let reason):
      if !link.asked.isEmpty { link.asked.removeFirst() }
      pool.logger.error("no worker", metadata: ["reason": "\(reason)"])
      // Without processes or memory on this host: the way through the pause gives it time.
      if link.alive == 0, link.isOpen { shutdown(link.socket, Int32(SHUT_RDWR)) }
    case .died(let pid, let status):
      guard let worker = link.workers.removeValue(forKey: pid) else { return }
      let wasWanted = worker.isGone
      if !wasWanted || status != 0 {
        state.statistics.died += 1
        pool.logger.notice("a worker died", metadata: ["how": "\(PooledWorker.words(status))"])
      }
      worker.died(status)
      guard !wasWanted else { return }
      if let place = state.idle.firstIndex(where: { $0 === worker }) {
        state.idle.remove(at: place)
        worker.isGone = true
        close(worker.socket)
        if worker.served == 0 { link.earlyDeaths += 1 }
      }
      // A busy one is parted with by the thread that waits for its answer.
      if link.earlyDeaths > 2 * pool.limits.workers + 4, link.isOpen {
        pool.logger.error("workers die before they serve", metadata: ["how": "\(PooledWorker.words(status))"])
        shutdown(link.socket, Int32(SHUT_RDWR))
      } else {
        pool.fill(link)
      }
    case .ready, .failed:
      if link.isOpen { shutdown(link.socket, Int32(SHUT_RDWR)) }
    }
  }
}

extension InspectionFailure {
  /// The failure in words, for a log; holds nothing of a message.
  var reason: String {
    switch self {
    case .outOfTime(let milliseconds): "out of time after \(milliseconds) ms"
    case .workerDied(let reason), .invalidAnswer(let reason), .unavailable(let reason): reason
    case .overloaded: "all workers were busy"
    }
  }
}
