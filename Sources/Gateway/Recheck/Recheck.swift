public import Configuration
import Crypto
public import Delivery
import History
public import Inspection
public import Logging
import Policy
import Protection
public import Quarantine
public import Spool
import Synchronization

/// Judges held mail once more for those who mend it: by the rules and records as they are now, in workers of its own, so
/// that the process that asks parses nothing (D4, D24).
public final class Recheck: MessageRecheck {
  private let settings: Settings
  private let file: String
  private let store: QuarantineStore
  private let logger: Logger
  private let workers = Mutex<Workers?>(nil)
  private let source: any ZygoteSource
  private let watch: RulesWatch

  private struct Workers {
    var gate: Gate
    var records: RecordsWatch
    var protection: HeldProtection
  }

  /// Workers at once: people wait for them, but not many at the same time.
  private static let workerCount = 2

  /// The workers start when they are first asked for.
  /// - Parameters:
  ///   - file: the configuration's path, for errors.
  ///   - source: starts the processes.
  public init(
    _ settings: Settings, file: String, store: QuarantineStore, logger: Logger,
    source: any ZygoteSource = DirectZygoteSource(executable: Programs.inspector)
  ) {
    var settings = settings
    settings.limits.workers = Self.workerCount
    self.settings = settings
    self.file = file
    self.store = store
    self.logger = logger
    self.source = source
    watch = RulesWatch(settings.rules ?? Programs.shippedRules)
  }

  /// Ends the workers.
  public func close() {
    let ended = workers.withLock { workers in
      defer { workers = nil }
      return workers
    }
    ended?.gate.close()
  }

  public func judge(
    _ content: MemoryFile, of message: HeldMessage, _ id: HeldID, in copies: [PlannedCopy]
  ) throws(RecheckFailure) -> Rechecked {
    let workers = try started()
    refresh(workers)
    do { return try workers.gate.recheck(content, message, id, in: copies) } catch { throw RecheckFailure("\(error)") }
  }

  public func protect(_ id: HeldID, includesBody: Bool) throws(RecheckFailure) -> Bool {
    let workers = try started()
    do {
      return try workers.protection.protect(id, includesBody: includesBody, by: nil)
    } catch {
      throw RecheckFailure("\(error)")
    }
  }

  /// Blocks for about a second the first time, and whoever else asks meanwhile.
  private func started() throws(RecheckFailure) -> Workers {
    do {
      return try workers.withLock { workers in
        if let workers { return workers }
        let started = try start()
        workers = started
        return started
      }
    } catch {
      logger.error("held mail cannot be judged once more: \(error)")
      throw RecheckFailure("the rules or the workers that read mail are not there")
    }
  }

  private func start() throws -> Workers {
    let logger = logger
    var history: MailHistory?
    do {
      history = try Checker.kept(settings)
    } catch {
      // Then everybody is somebody to whom nobody has written, and the sender is asked once more.
      logger.error("whom the school has written to is not known: \(error)")
    }
    let records = RecordsWatch(settings)
    let gate = try Gate(
      settings, file: file, zygotes: source,
      files: StoredFiles(store, settings.allOfficers, logger: logger),
      parents: CheckedParents(store: store, logger: logger),
      history: history ?? MailHistory(reading: nil, key: SymmetricKey(size: .bits256)) { _ in }, logger: logger)
    let words = try WordList.load(folder: gate.current.rulesFolder, orElse: Programs.shippedRules)
    return Workers(
      gate: gate, records: records, protection: HeldProtection(gate.pool, words: words, store: store))
  }

  /// Takes up rules and records that have changed; the last good ones stay in force (D14).
  private func refresh(_ workers: Workers) {
    let haveRulesChanged = watch.hasChanged
    guard workers.records.hasChanged(files: true) || haveRulesChanged else { return }
    do {
      try workers.gate.reload()
    } catch {
      logger.error("the last good rules and people stay in force: \(error)")
    }
  }
}
