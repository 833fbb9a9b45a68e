/// Work that nobody waits for: each request has a worker of its own, at a low priority, beside the pool's.
extension InspectorPool {
  /// Ends what is done in the background, now: such requests fail as `unavailable`, and so do later ones.
  public func endBackground() { state.withLock { $0.endBackground() } }

  func takeBackgroundWorker(until deadline: MonotonicTime) throws(InspectionFailure) -> PooledWorker {
    let waiter = PoolState.Waiter()
    state.withLock { state in
      if state.isClosed || state.isBackgroundEnded {
        waiter.outcome = .failure(.unavailable(reason: "Postern is shutting down"))
      } else {
        state.backgroundWaiters.append(waiter)
      }
    }
    var asked: ZygoteLink?
    while true {
      state.withLock { state in
        // A zygote that has taken over does not know what its predecessor was asked.
        guard waiter.outcome == nil, let link = state.current?.link, link.isOpen, !link.isRetired, link !== asked
        else { return }
        link.fork(inBackground: true)
        asked = link
      }
      let pause = min(deadline, .now + Self.backgroundInterval)
      if let outcome = state.wait(for: waiter.signal, until: pause, { _ in waiter.outcome }) {
        return try outcome.get()
      }
      guard deadline <= .now else { continue }
      let last = state.withLock { state -> Result<PooledWorker, InspectionFailure> in
        if let outcome = waiter.outcome { return outcome }
        state.backgroundWaiters.removeAll { $0 === waiter }
        return .failure(.unavailable(reason: state.trouble ?? "no worker for the background came up"))
      }
      return try last.get()
    }
  }

  /// How often it is looked whether another zygote is there, in milliseconds.
  private static let backgroundInterval = 200
}

extension PoolState {
  /// Gives a worker for the background to whoever waits longest; one that nobody waits for any more ends.
  mutating func offerInBackground(_ worker: PooledWorker) {
    guard !backgroundWaiters.isEmpty else { return part(with: worker) }
    let waiter = backgroundWaiters.removeFirst()
    backgroundWorkers.append(worker)
    waiter.outcome = .success(worker)
    waiter.signal.wake()
  }

  mutating func endBackground() {
    isBackgroundEnded = true
    for waiter in backgroundWaiters {
      waiter.outcome = .failure(.unavailable(reason: "Postern is shutting down"))
      waiter.signal.wake()
    }
    backgroundWaiters = []
    // Whoever waits for their answers learns by their end.
    for worker in backgroundWorkers where worker.status == nil {
      worker.link.send(.kill(pid: worker.pid))
    }
  }
}
