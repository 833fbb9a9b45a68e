import Configuration

/// Requests that have a worker of their own, beside the pool's: those that nobody waits for, at a low priority, and those
/// in a charset that the pool's workers have not loaded.
extension InspectorPool {
  /// Ends what is done in the background, now: such requests fail as `unavailable`, and so do later ones.
  public func endBackground() { state.withLock { $0.endBackground() } }

  func takeSoleWorker(
    _ kind: WorkerKind, until deadline: MonotonicTime, progress: (() -> Void)?
  ) throws(InspectionFailure) -> PooledWorker {
    let waiter = PoolState.Waiter(kind)
    state.withLock { state in
      if state.isClosed || kind == .background && state.isBackgroundEnded {
        waiter.outcome = .failure(.unavailable(reason: "Postern is shutting down"))
      } else {
        state.soleWaiters.append(waiter)
      }
    }
    var asked: ZygoteLink?
    var nextProgress = MonotonicTime.now + Self.progressInterval
    while true {
      state.withLock { state in
        // A zygote that has taken over does not know what its predecessor was asked.
        guard waiter.outcome == nil, let link = state.current?.link, link.isOpen, !link.isRetired, link !== asked
        else { return }
        // As many as there may be of the pool's; those of the background are bounded by who asks for them.
        guard kind == .background || link.count(of: kind) < limits.workers else { return }
        link.fork(kind)
        asked = link
      }
      let pause = min(deadline, .now + Self.interval)
      if let outcome = state.wait(for: waiter.signal, until: pause, { _ in waiter.outcome }) {
        return try outcome.get()
      }
      if nextProgress <= .now {
        progress?()
        nextProgress = .now + Self.progressInterval
      }
      guard deadline <= .now else { continue }
      let last = state.withLock { state -> Result<PooledWorker, InspectionFailure> in
        if let outcome = waiter.outcome { return outcome }
        state.soleWaiters.removeAll { $0 === waiter }
        if let trouble = state.trouble { return .failure(.unavailable(reason: trouble)) }
        if kind == .everyCharset { return .failure(.overloaded) }
        return .failure(.unavailable(reason: "no worker for the background came up"))
      }
      return try last.get()
    }
  }

  /// How often it is looked whether another zygote, or room for one more worker, is there, in milliseconds.
  private static let interval = 100
}

extension PoolState {
  /// Gives a worker to whoever waits longest for one of its kind; one that nobody waits for any more ends.
  mutating func offerForOneRequest(_ worker: PooledWorker) {
    guard let place = soleWaiters.firstIndex(where: { $0.kind == worker.kind }) else { return part(with: worker) }
    let waiter = soleWaiters.remove(at: place)
    if worker.kind == .background { backgroundWorkers.append(worker) }
    waiter.outcome = .success(worker)
    waiter.signal.wake()
  }

  mutating func endBackground() {
    isBackgroundEnded = true
    endWaiting { $0.kind == .background }
    // Whoever waits for their answers learns by their end.
    for worker in backgroundWorkers where worker.status == nil {
      worker.link.send(.kill(pid: worker.pid))
    }
  }

  /// Turns away those of the requests that wait for a worker of their own.
  mutating func endWaiting(_ isMeant: (Waiter) -> Bool) {
    for waiter in soleWaiters where isMeant(waiter) {
      waiter.outcome = .failure(.unavailable(reason: "Postern is shutting down"))
      waiter.signal.wake()
    }
    soleWaiters.removeAll(where: isMeant)
  }
}
