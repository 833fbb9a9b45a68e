public import Configuration
import Crypto
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

/// `postern check` and `postern detect`: the same workers and rules as in the live filter, without side effects.
public final class Checker: Sendable {
  private let gate: Gate
  private let files = BatchFiles()
  /// Why the history that a filter has kept is not asked, in words for a person; nil where it is, or there is none.
  public let historyProblem: String?

  /// Reads rules and people, and starts workers of its own.
  /// - Parameter asksHistory: whether the history counts that a filter has kept; it is not changed.
  /// - Throws: `ConfigurationError` with the place, or the reason why the workers cannot be started.
  public init(_ settings: Settings, file: String, asksHistory: Bool = false) throws {
    let quiet = Logger(label: "postern.check", factory: { _ in SwiftLogNoOpLogHandler() })
    var history: MailHistory?
    var problem: String?
    if asksHistory {
      do { history = try Self.kept(settings) } catch {
        problem = "\(error); every recipient counts as one whom nobody has written to"
      }
    }
    historyProblem = problem
    gate = try Gate(
      settings, file: file, zygotes: DirectZygoteSource(executable: Programs.inspector), files: files,
      history: try history ?? MailHistory(reading: nil, key: SymmetricKey(size: .bits256)) { _ in }, logger: quiet)
  }

  /// Nil where no filter has begun one.
  static func kept(_ settings: Settings) throws -> MailHistory? {
    guard FileManager.default.fileExists(atPath: settings.state), FileManager.default.fileExists(atPath: settings.keys)
    else { return nil }
    let keys = try KeyRing.load(settings.keys, database: settings.keysDatabase, apartFrom: settings.state)
    guard let key = try HistoryKey.known(keys) else { return nil }
    return try MailHistory(reading: settings.state, key: key) { _ in }
  }

  /// Ends the workers.
  public func close() { gate.close() }

  /// Forgets what was remembered so far.
  public func forgetRemembered() { gate.correspondence.history?.forgetRemembered() }

  /// What is odd in the records, with file and line.
  public var warnings: [String] { gate.current.warnings.map { "\($0)" } }

  /// How many people the records name.
  public var people: Int { gate.current.people.count }

  /// How old the records are.
  public var recordsAge: RecordsAge { gate.current.recordsAge }

  /// What was read, in a line.
  public var summary: String {
    let current = gate.current
    return
      "\(current.rules.ids.count) rules in \(current.rulesFolder), \(current.people.count) people in the records: all right"
  }

  /// What would happen to the message in a file, as if a trusted client sent it. A message that cannot be read has an
  /// answer, too.
  /// - Parameters:
  ///   - from, to: the envelope; where they are missing, the headers are asked.
  ///   - isRemembered: whether it counts as sent for those after it, as far as it would be delivered.
  public func check(
    id: RequestID, path: String, from: String?, to: [String], isRemembered: Bool = false
  ) -> CheckAnswer {
    let began = ContinuousClock.now
    let message: MemoryFile
    do {
      message = try MemoryFile(contentsOf: path)
    } catch {
      return unread(id, "\(error)", to: to)
    }
    var sender = from
    var recipients = to
    if sender == nil || recipients.isEmpty {
      do {
        let headers = try gate.headers(message).headers
        sender = sender ?? headers.sender?.address ?? headers.from.first?.address
        if recipients.isEmpty { recipients = (headers.to + headers.cc).map(\.address) }
      } catch {
        // Without recipients no rule could stop it.
        return unread(id, "\(error)", to: to)
      }
    }
    let identity = (sender ?? "").lowercased()
    let envelope = Envelope(
      sender: Envelope.Path(address: sender ?? ""), recipients: recipients.map { Envelope.Path(address: $0) })
    var judgement = gate.judge(message, identity: identity, envelope: envelope, submission: .direct)
    judgement.milliseconds = (ContinuousClock.now - began) / .milliseconds(1)
    let answer = CheckAnswer(id: id, judgement, tls: gate.settings.tls)
    if isRemembered {
      let recipients = judgement.decision.recipients
      if judgement.facts.inspection.isRetraction { _ = gate.correspondence.withdraw(judgement) }
      gate.correspondence.learn(judgement, of: recipients.indices.filter { recipients[$0].actionIfEnforced < .protect })
      if judgement.decision.actionIfEnforced >= .protect {
        files.note(
          judgement.facts.inspection.fileDigests,
          KnownFile(cabinets: judgement.decision.cabinets, categories: answer.categories, people: answer.people))
      }
    }
    return answer
  }

  private func unread(_ id: RequestID, _ failure: String, to recipients: [String]) -> CheckAnswer {
    let audiences = gate.current.audiences
    return CheckAnswer(
      id: id, failure: failure, recipients: recipients.map { ($0, audiences.audience($0, on: .today).kind) })
  }

  /// What a text holds.
  public func detect(id: RequestID, text: String) -> DetectAnswer {
    do {
      let file = MemoryFile()
      try file.append(Array(text.utf8))
      try file.seal()
      return DetectAnswer(id: id, try gate.inspect(text: file), people: gate.current.people)
    } catch let failure as InspectionFailure {
      return DetectAnswer(id: id, failure: "\(failure)")
    } catch {
      return DetectAnswer(id: id, failure: "\(error)")
    }
  }
}
