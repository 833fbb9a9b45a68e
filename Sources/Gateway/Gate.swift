import Configuration
import Foundation
import Glibc
import History
import Inspection
import Logging
import MIME
import People
import Policy
import Quarantine
import Spool
import Synchronization

/// Inspect and decide: the part of a message's way that the live filter and `postern check` share.
///
/// Calls block, and may come from any thread.
final class Gate: Sendable {
  let settings: Settings
  private let file: String
  let pool: InspectorPool
  private let generation: Mutex<Generation>
  private let keepsPatterns: Bool
  private let parents: CheckedParents?
  private let files: any FileMemory
  let correspondence: Correspondence
  let logger: Logger

  /// Reads rules and people, and starts the workers.
  /// - Parameters:
  ///   - files: what is remembered of files that were stopped before.
  ///   - parents: what senders have given their word for; nil where nothing of that is known.
  ///   - keepsPatterns: see `Generation.forWorkers`.
  ///   - history: whom the school has written to; nil for none.
  /// - Throws: `ConfigurationError`, or `InspectionFailure.unavailable` with what is wrong in words.
  init(
    _ settings: Settings, file: String, zygotes: any ZygoteSource, files: any FileMemory,
    parents: CheckedParents? = nil, keepsPatterns: Bool = false, history: MailHistory? = nil, logger: Logger
  ) throws {
    self.files = files
    self.parents = parents
    correspondence = Correspondence(history: history)
    self.keepsPatterns = keepsPatterns
    self.settings = settings
    self.file = file
    self.logger = logger
    let first = try Generation.read(settings, file: file)
    if keepsPatterns { first.audiences.openLists() }
    pool = try InspectorPool(
      source: zygotes, generation: first.forWorkers(keepsPatterns: keepsPatterns), limits: settings.limits,
      logger: logger)
    generation = Mutex(first)
  }

  /// The rules and people in force.
  var current: Generation { generation.withLock { $0 } }

  /// Reads rules and people anew.
  /// - Throws: what is wrong with them; the last good ones stay in force.
  func reload() throws {
    let next = try Generation.read(settings, file: file)
    next.audiences.openLists()
    try pool.replace(with: next.forWorkers(keepsPatterns: keepsPatterns))
    generation.withLock { $0 = next }
  }

  /// How a message is read.
  enum Pace {
    /// Within the budget at end-of-data.
    case atOnce
    /// Within so many milliseconds, while its client waits.
    case patiently(Int)
    /// By a worker at a low priority, for which nobody waits.
    case inBackground
    /// Its reading has failed before.
    case notAtAll(InspectionFailure)
  }

  /// Ends what is read in the background, now.
  func endBackground() { pool.endBackground() }

  /// Ends the workers.
  func close() { pool.close() }

  /// What is known of the workers.
  var statistics: PoolStatistics { pool.statistics }

  /// Reads a message behind the wall and decides on it. An inspection that fails is a fact like others, on which the
  /// rules decide; it never means "clean" (D4).
  /// - Parameter heedsTag: false for what was done already as its subject's tag asks.
  func judge(
    _ message: MemoryFile, identity: String, envelope: Envelope, submission: Submission, headersWereCut: Bool = false,
    pace: Pace = .atOnce, heedsTag: Bool = true, progress: (() -> Void)? = nil
  ) -> Judgement {
    let began = ContinuousClock.now
    let generation = current
    let recipients = envelope.recipients.map(\.address)
    // What pupils send is not read for content (D2): a disclosure to a teacher must not pass through anybody's hands.
    let sender = generation.audiences.sender(identity)
    let request = InspectionRequest(
      .message(message), sender: identity, recipients: recipients, readsContent: sender.kind != .pupil,
      headersWereCut: headersWereCut)
    var judgement = decide(
      on: read(request, pace, progress), from: sender, to: recipients, submission: submission, by: generation,
      heedsTag: heedsTag)
    judgement.milliseconds = (ContinuousClock.now - began) / .milliseconds(1)
    return judgement
  }

  /// One reading of a message, or why there is none.
  func read(
    _ request: InspectionRequest, _ pace: Pace, _ progress: (() -> Void)? = nil
  ) -> Result<Inspection, InspectionFailure> {
    do {
      switch pace {
      case .atOnce: return .success(try pool.inspect(request, progress: progress))
      case .patiently(let milliseconds):
        return .success(try pool.inspect(request, milliseconds: milliseconds, progress: progress))
      case .inBackground:
        return .success(
          try pool.inspect(request, milliseconds: settings.limits.pendingMilliseconds, inBackground: true))
      case .notAtAll(let failure): return .failure(failure)
      }
    } catch {
      return .failure(error)
    }
  }

  /// What the rules say to a message that has been read.
  /// - Parameters:
  ///   - shown: whom its To and Cc would show.
  ///   - held: what it is stored as already: its own files are then not known by itself.
  ///   - heedsTag: false for what was done already as its subject's tag asks.
  func decide(
    on inspection: Result<Inspection, InspectionFailure>, from sender: SenderFacts, to recipients: [String],
    showing shown: ShownAddresses = .everybody, submission: Submission, by generation: Generation,
    storedAs held: HeldID? = nil, heedsTag: Bool = true
  ) -> Judgement {
    var facts = generation.audiences.facts(
      sender: sender, recipients: recipients, inspection: inspection, submission: submission, day: .today,
      recordsAreStale: generation.recordsAge.isStale(at: Int64(time(nil))))
    switch shown {
    case .everybody: break
    case .nobody: facts.visible = []
    case .only(let addresses):
      facts.visible.removeAll { !addresses.contains(ShownAddresses.canonical($0.address)) }
    }
    parents?.apply(to: &facts, generation.people)
    facts.knownFiles = facts.inspection.fileDigests.flatMap { digest in
      [files.known(digest, besides: held), correspondence.withdrawn(digest)].compactMap(\.self)
    }
    correspondence.complete(&facts, generation.people)
    let tag = heedsTag ? settings.protection.tag(of: facts.inspection.headers.subject) : nil
    facts.asksProtection = tag != nil
    return Judgement(
      facts: facts, decision: generation.rules.decide(facts), people: generation.people, tag: tag, milliseconds: 0)
  }

  /// Reads headers and parts alone, for a message whose envelope nobody told.
  func headers(_ message: MemoryFile) throws(InspectionFailure) -> Inspection {
    try pool.inspect(InspectionRequest(.message(message), sender: "", recipients: [], readsContent: false))
  }

  /// Reads a bare text.
  func inspect(text: MemoryFile) throws(InspectionFailure) -> Inspection {
    try pool.inspect(InspectionRequest(.text(text), sender: "", recipients: []))
  }
}
