import CSandbox
import Foundation
import Glibc
import Inspection
public import Logging

/// Owns the signals, and starts and replaces the filter process (D3) and, at the filter's request, the zygote (D4).
///
/// SIGTERM and SIGINT stop all. SIGHUP makes the filter read its rules and people anew, and keep the last good ones where
/// they are wrong (D14). SIGUSR2 is the hot restart, with what is installed now and the whole configuration: a second
/// filter takes the socket's name when it can serve, and the first leaves when its connections are gone, so that no
/// client sees an error. It opens no mail and holds no keys.
public struct Supervisor {
  private let executable: String
  private let configuration: String
  private let zygotes: ZygoteProvider
  /// The state folder's lock, from the first filter that listened, so that the folder is never free while one is replaced.
  private let lock = HandedOn()
  private let logger: Logger

  /// A filter's thread in the supervisor tells the main one by this that something has changed.
  private static let news = SIGUSR1

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
    for number in [SIGTERM, SIGINT, SIGHUP, SIGUSR2, Self.news, SIGCHLD] { sigaddset(&signals, number) }
    // Blocked before anything else starts, so that only `sigtimedwait` below sees them.
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    // A client waits while a message is judged, and Postfix with it: what that takes comes before what can wait.
    if postern_go_first() != 0 { logger.debug("no priority over other programs: \(String(cString: strerror(errno)))") }
    do {
      return try watch(&signals)
    } catch {
      logger.critical("\(error)")
      return ExitStatus.unavailable
    }
  }

  private func watch(_ signals: inout sigset_t) throws -> Int32 {
    var fleet = Fleet()
    fleet.serving = try start(besides: false, succeeds: false)
    while true {
      switch wait(&signals, until: fleet.startsAt) {
      case SIGTERM, SIGINT:
        fleet.isStopping = true
        fleet.startsAt = nil
        for filter in fleet.all { filter.signal(FilterService.stop) }
      case SIGHUP:
        fleet.serving?.signal(FilterService.reload)
      case SIGUSR2:
        restart(&fleet)
      case Self.news:
        if fleet.successor?.listens == true { handOver(&fleet) }
      case SIGCHLD:
        _ = zygotes.bury()
        for (filter, status) in fleet.reap() {
          if let code = ended(filter, status, &fleet) { return code }
        }
      default: break
      }
      if fleet.isStopping, fleet.all.isEmpty { return 0 }
      if let moment = fleet.startsAt, moment <= .now {
        fleet.startsAt = nil
        do {
          fleet.serving = try start(besides: !fleet.leaving.isEmpty, succeeds: false)
        } catch {
          // It could be started before: the system is short of something, or the program is being replaced.
          guard fleet.hasServed else { throw error }
          putOff("the filter cannot be started: \(error)", after: false, &fleet)
        }
      }
    }
  }

  /// Starts a filter, and a thread that gives it zygotes for as long as it lives.
  /// - Parameter succeeds: it is to take over from one that serves, which a crash has not ended.
  private func start(besides: Bool, succeeds: Bool) throws -> FilterProcess {
    let ends = try ZygoteProvider.pair()
    defer { close(ends.filter) }
    let filter = try FilterProcess.spawn(
      executable: executable, configuration: configuration, besides: besides, succeeds: succeeds,
      zygotes: ends.filter, lock: lock.descriptor)
    let (zygotes, lock) = (zygotes, lock)
    Thread.detachNewThread {
      let tell: (Int32) -> Void = { descriptor in
        lock.take(descriptor)
        filter.noteThatItListens()
        kill(getpid(), Self.news)
      }
      while zygotes.answer(ends.supervisor, listening: tell) {}
      close(ends.supervisor)
    }
    return filter
  }

  private func restart(_ fleet: inout Fleet) {
    guard !fleet.isStopping else { return }
    guard fleet.serving != nil else {
      // One is to start in a moment anyway.
      fleet.startsAt = .now
      return
    }
    guard fleet.successor == nil else {
      logger.notice("a hot restart is under way already")
      return
    }
    do {
      fleet.successor = try start(besides: true, succeeds: true)
    } catch {
      logger.error("cannot start another filter, and the one in service stays: \(error)")
    }
  }

  /// The new filter has the socket's name: the old one gets nothing new, and leaves when its connections are gone.
  private func handOver(_ fleet: inout Fleet) {
    if let old = fleet.serving {
      old.signal(FilterService.leave)
      fleet.leaving.append(old)
    }
    fleet.serving = fleet.successor
    fleet.successor = nil
    logger.notice("hot restart: the new filter serves, the old one ends when its connections are gone")
  }

  /// - Returns: an exit code when nothing can go on.
  private func ended(_ filter: FilterProcess, _ status: Int32, _ fleet: inout Fleet) -> Int32? {
    let code = FilterProcess.exitCode(status)
    if fleet.leaving.contains(where: { $0 === filter }) {
      fleet.leaving.removeAll { $0 === filter }
      return nil
    }
    if fleet.successor === filter {
      fleet.successor = nil
      logger.error("the new filter could not start, and the one in service stays")
      return nil
    }
    fleet.serving = nil
    guard !fleet.isStopping else { return nil }
    if filter.listens { fleet.hasServed = true }
    if let successor = fleet.successor {
      // What was to replace it soon does so now.
      fleet.serving = successor
      fleet.successor = nil
      return nil
    }
    let isLasting = [ExitStatus.configuration, ExitStatus.keys, ExitStatus.unavailable].contains { $0 == code }
    if !fleet.hasServed, isLasting, let code {
      for other in fleet.leaving { other.signal(FilterService.stop) }
      return code
    }
    putOff("the filter ended", after: filter.listens, &fleet)
    return nil
  }

  private func putOff(_ what: String, after served: Bool, _ fleet: inout Fleet) {
    let pause = fleet.pause.next(after: served)
    fleet.startsAt = .now + pause
    logger.error(
      "\(what); mail waits at Postfix until it is back", metadata: ["pause": "\(pause / .milliseconds(1)) ms"])
  }

  /// - Returns: the next signal, or 0 when the moment has come.
  private func wait(_ signals: inout sigset_t, until moment: ContinuousClock.Instant?) -> Int32 {
    guard let moment else {
      var number: Int32 = 0
      return sigwait(&signals, &number) == 0 ? number : 0
    }
    let left = max(.zero, moment - .now).components
    var rest = timespec(tv_sec: Int(left.seconds), tv_nsec: Int(left.attoseconds / 1_000_000_000))
    return max(0, sigtimedwait(&signals, nil, &rest))
  }
}
