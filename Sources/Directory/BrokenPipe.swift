import Glibc

/// libldap writes to a connection as to a file: one that was shut down would end the whole program by SIGPIPE.
enum BrokenPipe {
  /// Does something whose writes may fail, and nothing more than that. For this thread alone: what others do with the
  /// signal is their own.
  static func unharmed<T>(_ work: () -> T) -> T {
    var signal = sigset_t()
    var before = sigset_t()
    sigemptyset(&signal)
    sigaddset(&signal, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signal, &before)
    defer {
      // It was sent to this thread, and would come as soon as it is let in again.
      var now = timespec()
      while sigismember(&before, SIGPIPE) == 0, sigtimedwait(&signal, nil, &now) < 0, errno == EINTR {}
      pthread_sigmask(SIG_SETMASK, &before, nil)
    }
    return work()
  }
}
