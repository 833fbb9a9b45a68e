import Glibc

/// A state behind a lock, on which threads can wait for one another. `Mutex` of the standard library cannot wait.
final class Monitor<State>: @unchecked Sendable {
  // Sendable because `state` is touched only while `mutex` is held.
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private var state: State

  init(_ state: State) {
    self.state = state
    mutex = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  func withLock<T, E: Error>(_ body: (inout State) throws(E) -> T) throws(E) -> T {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&state)
  }

  /// Runs `body` now and after each `wake` of `signal`, until it gives a result or `deadline` has passed.
  func wait<T>(for signal: Signal, until deadline: MonotonicTime, _ body: (inout State) -> T?) -> T? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while true {
      if let result = body(&state) { return result }
      var time = deadline.inParts
      if pthread_cond_timedwait(signal.condition, mutex, &time) == ETIMEDOUT { return body(&state) }
    }
  }
}

/// What a thread waits for on a `Monitor`.
final class Signal: @unchecked Sendable {
  // Sendable because a pthread condition may be used from every thread, and the pointer never changes.
  fileprivate let condition: UnsafeMutablePointer<pthread_cond_t>

  init() {
    condition = .allocate(capacity: 1)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(condition, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(condition)
    condition.deallocate()
  }

  func wake() { pthread_cond_broadcast(condition) }
}
