import Foundation
import Glibc
import Inspection
public import Logging

/// Owns the signals, and starts and replaces the filter process (D3) and, at the filter's request, the zygote (D4).
///
/// SIGTERM and SIGINT stop all; SIGHUP makes the filter read its configuration, rules and people anew, and keep the last
/// good ones where they are wrong (D14). It opens no mail and holds no keys.
public struct Supervisor {
  private let executable: String
  private let configuration: String
  private let zygotes: ZygoteProvider
  private let logger: Logger
  /// Seconds between a filter's death and the next start, doubled up to `longestPause` while it keeps dying young.
  private static let shortestPause: UInt32 = 1
  private static let longestPause: UInt32 = 30
  /// A filter that lived this long, in seconds, started well.
  private static let youth = 10

  /// - Parameters:
  ///   - executable: the `postern` program.
  ///   - inspector: the `postern-inspector` program.
  ///   - configuration: the path of the YAML file, handed on.
  public init(executable: String, inspector: String, configuration: String, logger: Logger) {
    self.executable = executable
    zygotes = ZygoteProvider(executable: inspector)
    self.configuration = configuration
    self.logger = logger
  }

  /// Runs until told to stop.
  /// - Returns: the exit code: 0 after a signal to stop, the filter's own when it could not start at all.
  public func run() -> Int32 {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGTERM, SIGINT, SIGHUP, SIGCHLD] { sigaddset(&signals, number) }
    // Blocked before anything else starts, so that only `sigwait` below sees them.
    pthread_sigmask(SIG_BLOCK, &signals, nil)

    var pause = Self.shortestPause
    var startedWell = false
    while true {
      let filter: FilterProcess
      do {
        filter = try start()
      } catch {
        logger.critical("cannot start the filter: \(error)")
        return ExitStatus.unavailable
      }
      let began = time(nil)
      let (status, told) = watch(filter, signals: &signals)
      if told { return 0 }
      if time(nil) - began >= Self.youth { startedWell = true }
      let code = FilterProcess.exitCode(status)
      let isLasting = [ExitStatus.configuration, ExitStatus.keys, ExitStatus.unavailable].contains { $0 == code }
      if !startedWell, isLasting, let code { return code }
      pause = time(nil) - began >= Self.youth ? Self.shortestPause : min(pause * 2, Self.longestPause)
      logger.error("the filter ended; mail waits at Postfix until it is back", metadata: ["pause": "\(pause) s"])
      if interrupted(for: pause, &signals) { return 0 }
    }
  }

  /// Starts a filter, and a thread that gives it zygotes for as long as it lives.
  private func start() throws -> FilterProcess {
    let ends = try ZygoteProvider.pair()
    defer { close(ends.filter) }
    let filter = try FilterProcess.spawn(
      executable: executable, configuration: configuration, zygotes: ends.filter)
    let zygotes = self.zygotes
    Thread.detachNewThread {
      while zygotes.answer(ends.supervisor) {}
      close(ends.supervisor)
    }
    return filter
  }

  /// Passes signals on until the filter is gone.
  /// - Returns: its wait status, and whether it was told to stop.
  private func watch(_ filter: FilterProcess, signals: inout sigset_t) -> (status: Int32, told: Bool) {
    var told = false
    while true {
      var number: Int32 = 0
      sigwait(&signals, &number)
      switch number {
      case SIGTERM, SIGINT:
        told = true
        filter.signal(FilterService.stop)
      case SIGHUP:
        filter.signal(FilterService.reload)
      default:
        let status = filter.reap()
        _ = zygotes.bury()
        if let status { return (status, told) }
      }
    }
  }

  /// Sleeps, but ends early when told to stop.
  private func interrupted(for seconds: UInt32, _ signals: inout sigset_t) -> Bool {
    let until = time(nil) + Int(seconds)
    while time(nil) < until {
      var rest = timespec(tv_sec: until - time(nil), tv_nsec: 0)
      let number = sigtimedwait(&signals, nil, &rest)
      if number == SIGTERM || number == SIGINT { return true }
    }
    return false
  }
}
