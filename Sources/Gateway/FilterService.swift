public import Configuration
import Delivery
import Foundation
import Glibc
import Inspection
public import Logging
import Milter
import People
import Policy
import Quarantine

/// The filter process: `postern filter --serve`, which the supervisor starts.
public struct FilterService {
  private let settings: Settings
  private let file: String
  private let logger: Logger

  public init(settings: Settings, file: String, logger: Logger) {
    self.settings = settings
    self.file = file
    self.logger = logger
  }

  /// Serves Postfix until told to stop.
  /// - Returns: the exit code.
  public func run() -> Int32 {
    // Blocked before any thread starts: else one that knows nothing of signals would be killed by SIGTERM, and all with
    // it, before what is under way has come to its end. libmilter waits for the first two itself.
    var others = sigset_t()
    sigemptyset(&others)
    for number in [SIGTERM, SIGINT, Self.reload, Self.stop] { sigaddset(&others, number) }
    pthread_sigmask(SIG_BLOCK, &others, nil)
    do {
      return try serve()
    } catch let error as ConfigurationError {
      logger.critical("\(error)")
      return ExitStatus.configuration
    } catch let error as InspectionFailure {
      logger.critical("\(error)")
      return ExitStatus.configuration
    } catch let error as KeyRingError {
      logger.critical("\(error)")
      return error.kind == .insideState ? ExitStatus.configuration : ExitStatus.keys
    } catch {
      logger.critical("\(error)")
      return ExitStatus.unavailable
    }
  }

  /// The supervisor's words, which a thread here waits for: libmilter takes SIGHUP for a stop, and stops at SIGTERM only
  /// when it happens to look.
  static let reload = SIGUSR1
  static let stop = SIGUSR2

  private func serve() throws -> Int32 {
    guard let socket = MilterSocket(settings.listen.milter) else {
      throw ConfigurationError(
        file: file,
        message: "listen.milter: '\(settings.listen.milter)' is no socket: write unix:/PATH or inet:PORT@HOST")
    }
    let judging = try Judging(settings, file: file)
    let keys = try KeyRing.load(
      settings.keys, database: settings.keysDatabase, create: true, apartFrom: settings.state)
    let store = try QuarantineStore.open(state: settings.state, keys: keys)
    let logger = logger
    let facts = try FactsLog(state: settings.state) { logger.error("\($0)") }
    let gate = try Gate(
      settings, file: file, zygotes: SupervisedZygoteSource(adopting: FilterProcess.zygoteDescriptor), logger: logger)
    let writer = NoticeWriter(settings)
    let sending = Outbox(settings, store: store, writer: writer)
    let outbox = OutboxService(sending, logger: logger)
    let care = CareService(
      settings, store: store, facts: try FactsReader(state: settings.state), sending: sending, outbox: outbox,
      writer: writer, logger: logger)
    let dispatch = NoticeDispatch(settings, store: store, writer: writer)
    let pending = PendingService(
      gate: gate, store: store, end: PendingEnd(settings: settings, dispatch: dispatch), facts: facts, outbox: outbox,
      logger: logger)
    let acting = Acting(
      settings: settings, store: store, dispatch: dispatch, outbox: outbox, pending: pending, logger: logger)
    let receipts = ReceiptDesk(Receipts(store: store), daemonName: settings.reinject.daemonName, logger: logger)
    let server = MilterServer(
      socket: socket, mode: settings.listen.socketMode,
      handler: Filter(
        gate: gate, judging: judging, acting: acting, receipts: receipts, facts: facts, logger: logger),
      logger: logger)

    let farewell = Farewell(pending: pending, care: care, outbox: outbox)
    let watch = RecordsWatch(settings)
    Thread.detachNewThread {
      var words = sigset_t()
      sigemptyset(&words)
      for number in [Self.reload, Self.stop] { sigaddset(&words, number) }
      while true {
        var pause = timespec(tv_sec: 30, tv_nsec: 0)
        let word = sigtimedwait(&words, nil, &pause)
        if word == Self.stop {
          farewell.say()
          return server.stop()
        }
        guard word == Self.reload || watch.hasChanged() else { continue }
        do {
          try gate.reload()
          logger.notice("rules and people are read anew", metadata: ["people": "\(gate.current.people.count)"])
        } catch {
          logger.error("the last good rules and people stay in force: \(error)")
        }
      }
    }
    logger.notice(
      "listening",
      metadata: [
        "socket": "\(socket)", "rules": "\(gate.current.rules.ids.count)", "people": "\(gate.current.people.count)",
      ])
    for warning in gate.current.people.warnings { logger.warning("\(warning)") }
    outbox.start()
    care.start()
    pending.start()
    try server.run()
    farewell.say()
    care.sayLastWord()
    facts.close()
    gate.close()
    return 0
  }
}
