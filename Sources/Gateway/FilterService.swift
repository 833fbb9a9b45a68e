public import Configuration
import Delivery
import Foundation
import Glibc
import History
import Insight
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
  private let isBesideAnother: Bool
  private let succeeds: Bool
  private let inheritsLock: Bool
  private let logger: Logger

  /// - Parameters:
  ///   - isBesideAnother: whether another filter of the same supervisor works still, whose socket is taken over.
  ///   - succeeds: whether this one takes over from it, as at a hot restart.
  ///   - inheritsLock: whether the supervisor handed on the state folder's lock.
  public init(
    settings: Settings, file: String, isBesideAnother: Bool, succeeds: Bool, inheritsLock: Bool, logger: Logger
  ) {
    self.succeeds = succeeds
    self.inheritsLock = inheritsLock
    self.settings = settings
    self.file = file
    self.isBesideAnother = isBesideAnother
    self.logger = logger
  }

  /// Serves Postfix until told to stop.
  /// - Returns: the exit code.
  public func run() -> Int32 {
    // Blocked before any thread starts: else one that knows nothing of signals would be killed by SIGTERM, and all with
    // it, before what is under way has come to its end.
    var others = sigset_t()
    sigemptyset(&others)
    for number in Self.signals + Self.words { sigaddset(&others, number) }
    pthread_sigmask(SIG_BLOCK, &others, nil)
    guard SupervisorTie.bind(FilterProcess.zygoteDescriptor) else {
      logger.critical("the supervisor is gone: start Postern again")
      return ExitStatus.unavailable
    }
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

  /// The supervisor's words, which a thread here waits for: libmilter, where it serves, takes SIGHUP for a stop, and stops
  /// at SIGTERM only when it happens to look.
  static let reload = SIGUSR1
  static let stop = SIGUSR2
  /// Another filter has taken the socket's name: end when the connections are gone.
  static let leave = SIGWINCH
  private static let words = [reload, stop, leave]
  /// What anybody else may send to all that is called postern.
  private static let signals = [SIGTERM, SIGINT, SIGHUP]
  /// How long a client may keep its connection before a filter that is to leave ends without it: twice Postfix's
  /// `smtpd_timeout`, in milliseconds.
  private static let longestLeave = 600_000

  /// In seconds, between two looks at the files of the school's records.
  private static let filesPeriod = 30
  /// How often new records that could not be read are tried again.
  private static let retries = 10

  private func serve() throws -> Int32 {
    guard let socket = MilterSocket(settings.listen.milter) else {
      throw ConfigurationError(
        file: file,
        message: "listen.milter: '\(settings.listen.milter)' is no socket: write unix:/PATH or inet:PORT@HOST")
    }
    let judging = try Judging(settings, file: file)
    let supervisor = SupervisedZygoteSource(adopting: FilterProcess.zygoteDescriptor)
    let keys = try KeyRing.load(
      settings.keys, database: settings.keysDatabase, create: true, apartFrom: settings.state)
    let lock =
      inheritsLock
      ? try StateLock(adopting: FilterProcess.lockDescriptor, state: settings.state)
      : try StateLock(state: settings.state)
    let store = try QuarantineStore.open(
      state: settings.state, keys: keys, as: .sharing(lock, isAlone: !isBesideAnother))
    let logger = logger
    let settings = settings
    let facts = try FactsLog(state: settings.state) { logger.error("\($0)") }
    let history = try MailHistory(state: settings.state, key: HistoryKey.make(keys)) { logger.error("\($0)") }
    let gate = try Gate(
      settings, file: file, zygotes: supervisor, files: StoredFiles(store, settings.allOfficers, logger: logger),
      parents: CheckedParents(store: store, logger: logger), keepsPatterns: true, history: history, logger: logger)
    let writer = NoticeWriter(settings)
    let sending = Outbox(settings, store: store, writer: writer, history: history) { logger.error("\($0)") }
    let outbox = OutboxService(sending, logger: logger)
    let directory = DirectoryService(settings, logger: logger)
    let care = CareService(
      settings, store: store, facts: try FactsReader(state: settings.state), history: history,
      sending: sending, outbox: outbox,
      writer: writer,
      age: { time in [gate.current.recordsAge.warning(at: time), directory?.age.warning(at: time)].compactMap(\.self) },
      book: { gate.current.book(settings) }, logger: logger)
    let waiting = WaitingService(
      settings, file: file, store: store, writer: writer, outbox: outbox, book: { gate.current.book(settings) },
      logger: logger)
    let dispatch = NoticeDispatch(
      settings, store: store, writer: writer,
      owners: { gate.current.people.owners(ofSharedMailbox: $0) ?? [] })
    let breaches = BreachDesk(
      letters: BreachLetters(settings, store: store, writer: writer), store: store,
      correspondence: gate.correspondence, logger: logger)
    let tally = Tally()
    let decisions = DecisionLog(facts: facts, tally: tally, schools: settings.organisation.schools)
    let pending = PendingService(
      gate: gate, store: store, end: PendingEnd(settings: settings, gate: gate, store: store, dispatch: dispatch),
      decisions: decisions,
      outbox: outbox,
      breaches: breaches, logger: logger)
    let acting = Acting(
      settings: settings, gate: gate, store: store, dispatch: dispatch, outbox: outbox, pending: pending,
      correspondence: gate.correspondence, breaches: breaches, logger: logger)
    let bypass = BypassSwitch(
      BypassDesk(settings, store: store, writer: writer), store: store, outbox: outbox, logger: logger)
    let health = HealthService(
      settings, gate: gate, store: store, tally: tally, bypass: bypass, care: care, directory: directory,
      logger: logger)
    let receipts = ReceiptDesk(Receipts(store: store), settings, logger: logger)
    var limits = MilterLimits()
    limits.memoryBytes = settings.limits.mailMemory
    let server = MilterServer(
      socket: socket, mode: settings.listen.socketMode, limits: limits, takesOver: isBesideAnother,
      implementation: settings.listen.implementation == .libmilter ? .libmilter : .postern,
      handler: Filter(
        gate: gate, judging: judging, acting: acting, receipts: receipts, decisions: decisions,
        sightings: Sightings(store, logger: logger), bypass: bypass, logger: logger),
      logger: logger)

    let farewell = Farewell(
      pending: pending, care: care, waiting: waiting, outbox: outbox, directory: directory, bypass: bypass,
      health: health)
    heed(server, gate, farewell)
    logger.notice(
      "listening",
      metadata: [
        "socket": "\(socket)", "rules": "\(gate.current.rules.ids.count)", "people": "\(gate.current.people.count)",
      ])
    if let warning = SwapExposure.here.warning { logger.warning("\(warning)") }
    for warning in gate.current.warnings { logger.warning("\(warning)") }
    SetupCheck(settings, logger: logger).start()
    bypass.start(succeeds: succeeds)
    outbox.start()
    care.start()
    waiting.start()
    pending.start()
    directory?.start()
    health.start()
    try server.run { supervisor.tellThatItListens(handingOn: lock.descriptor) }
    farewell.say()
    bypass.sayLastWord()
    care.sayLastWord()
    facts.close()
    history.close()
    gate.close()
    return 0
  }

  /// Waits for the supervisor's words, and for new records, on a thread of its own.
  private func heed(_ server: MilterServer, _ gate: Gate, _ farewell: Farewell) {
    let watch = RecordsWatch(settings)
    let logger = logger
    Thread.detachNewThread {
      var words = sigset_t()
      sigemptyset(&words)
      for number in Self.signals + Self.words { sigaddset(&words, number) }
      var rounds = 0
      var retries = 0
      while true {
        var pause = timespec(tv_sec: 1, tv_nsec: 0)
        let word = sigtimedwait(&words, nil, &pause)
        rounds += 1
        switch word {
        case Self.stop, SIGTERM, SIGINT:
          farewell.say()
          return server.stop()
        case Self.leave:
          Thread.detachNewThread {
            // The new filter does it now, and answers for the milter.
            farewell.say()
            server.drain(milliseconds: Self.longestLeave)
          }
        default:
          // An order against contact holds at once; a file may be half written yet.
          let isRetry = retries > 0 && rounds % Self.filesPeriod == 0
          let hasChanged = watch.hasChanged(files: rounds % Self.filesPeriod == 0)
          guard hasChanged || isRetry || word == Self.reload || word == SIGHUP else { continue }
          // A database that was locked for a moment must not keep an order against contact out.
          retries = hasChanged ? Self.retries : max(0, retries - 1)
          do {
            try gate.reload()
            retries = 0
            logger.notice(
              "rules and people are read anew",
              metadata: [
                "people": "\(gate.current.people.count)", "warnings": "\(gate.current.warnings.count)",
              ])
          } catch {
            logger.error("the last good rules and people stay in force: \(error)")
          }
        }
      }
    }
  }
}
