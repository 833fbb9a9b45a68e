import Configuration
import Crypto
import Delivery
import Foundation
import Gateway
import Inspection
import Logging
import NIOPosix
import Policy
import Protection
import Quarantine
import Spool
import Synchronization

/// Has held mail read for people, by workers of the console's own: the console itself parses nothing (D4).
///
/// Whoever asks has the right to see the content, and that they see it is on the audit trail already: content comes from
/// `QuarantineStore.content`.
final class ReadingRoom: Sendable {
  private let limits: Settings.Limits
  private let logger: Logger
  private let source: any ZygoteSource
  private let pool = Mutex<InspectorPool?>(nil)
  private let cache = ReadingCache()
  /// A person waits for it, and looks at the message's facts meanwhile.
  private let milliseconds: Int
  /// Its own, because a message that takes long must not keep other pages from the disk.
  private let threads: NIOThreadPool

  static let workers = 2
  private static let longest = 20_000

  /// - Parameters:
  ///   - source: starts the processes.
  ///   - milliseconds: for reading one message.
  init(
    _ settings: Settings, logger: Logger, source: any ZygoteSource = DirectZygoteSource(executable: Programs.inspector),
    milliseconds: Int = ReadingRoom.longest
  ) {
    var limits = settings.limits
    limits.workers = Self.workers
    self.limits = limits
    self.logger = logger
    self.source = source
    self.milliseconds = milliseconds
    threads = NIOThreadPool(numberOfThreads: Self.workers)
    threads.start()
  }

  /// Starts the workers, so that the first message waits for nothing.
  func warmUp() async {
    // What fails here fails again when somebody reads, and is told then.
    _ = try? await threads.runIfActive { try self.started() }
  }

  /// Ends the workers and forgets what was read.
  func close() async {
    cache.forgetAll()
    let pool = pool.withLock { pool in
      defer { pool = nil }
      return pool
    }
    try? await threads.runIfActive { pool?.close() }
    try? await threads.shutdownGracefully()
  }

  /// Forgets what was read of a message: it has come to its end.
  func forget(_ id: HeldID) { cache.forget(id) }

  /// What was read for somebody in the last minutes; nil where nothing was.
  func recent(_ id: HeldID, for viewer: String, _ message: HeldMessage) -> HeldReading? {
    cache.reading(of: id, for: viewer).map { HeldReading($0, message) }
  }

  /// A held message as it is to be shown to a person.
  /// - Parameters:
  ///   - viewer: their address; what was read for one is handed to no other.
  ///   - content: the whole message.
  /// - Throws: why it cannot be read, in words.
  func open(_ id: HeldID, for viewer: String, content: MemoryFile, _ message: HeldMessage) async throws(ReadingTrouble)
    -> HeldReading
  {
    if let known = cache.reading(of: id, for: viewer) { return HeldReading(known, message) }
    let reading: MessageReading
    do {
      reading = try await threads.runIfActive { try self.started().read(content, milliseconds: self.milliseconds) }
    } catch let failure as InspectionFailure {
      throw ReadingTrouble(failure)
    } catch {
      throw ReadingTrouble(.unavailable(reason: "the console is ending"))
    }
    cache.keep(reading, of: id, for: viewer)
    return HeldReading(reading, message)
  }

  /// Makes what a plan lacks to go under a password, by the same workers.
  /// - Throws: `LockTrouble`, and then nothing of the plan goes.
  func protect(_ plan: ReleasePlan, by reader: Reader, _ ground: Ground) async throws {
    guard plan.choice.isProtected || plan.items.contains(where: \.needsForm) else { return }
    let (settings, store, logger) = (ground.settings, ground.store, logger)
    try await threads.runIfActive {
      do {
        let words = try HeldProtection.words(settings, file: "postern.yaml")
        try HeldProtection(try self.started(), words: words, store: store).make(for: plan, by: reader.address)
      } catch let error as ProtectionFailure {
        throw LockTrouble(words: "It cannot go under a password: \(error)")
      } catch let error as HeldProtection.AllLocked {
        throw LockTrouble(words: "\(error)")
      } catch let error as QuarantineError {
        throw error
      } catch {
        logger.error("a message cannot be put under a password: \(error)")
        throw LockTrouble(words: "Postern cannot put it under a password now: the reason is in the log of the console")
      }
    }
  }

  /// Blocks for about a second the first time, and whoever else asks meanwhile.
  private func started() throws -> InspectorPool {
    try pool.withLock { pool in
      if let pool { return pool }
      let started = try InspectorPool(
        source: source, generation: InspectorGeneration(rulesFolder: nil, people: nil), limits: limits, logger: logger)
      pool = started
      return started
    }
  }
}

/// Why a message cannot go under a password, in words for the person who wants that.
struct LockTrouble: Error, Hashable {
  let words: String
}

/// Why a message cannot be shown, for the person who wants to read it. They can still decide on what was found.
struct ReadingTrouble: Error, Hashable {
  let words: String

  init(_ failure: InspectionFailure) {
    switch failure {
    case .outOfTime(let milliseconds):
      words =
        "This message takes longer than \(milliseconds / 1_000) seconds to read: it may be very large, or made to keep "
        + "programs busy. What was found in it when it was sent stands above."
    case .workerDied:
      words =
        "The program that reads mail ended twice on this message: something in it is damaged, or made to break programs. "
        + "Do not open it elsewhere. What was found in it when it was sent stands above."
    case .overloaded: words = "Several messages are being read at the moment. Load the page again in a minute."
    case .invalidAnswer:
      words =
        "What came back from reading this message was not valid, so that it is not shown. What was found in it when it was "
        + "sent stands above."
    case .unavailable: words = "Postern cannot read messages now: the reason is in the log of the console."
    }
  }
}
