public import Configuration
import Foundation

/// Finds out what became of a message of which only Postfix's queue id is known: in the queue, and in the log.
public struct PostfixTrace: Sendable {
  /// What can be known.
  public enum Fate: Hashable, Sendable {
    /// It waits in the queue, or the log says that it was queued.
    case taken
    /// The log tells that its SMTP session is over and that nothing was queued, and the queue has none.
    case absent
    /// Its SMTP session goes on.
    case underWay
    /// Queue or log cannot be read, or tell nothing of that time.
    case unknown(String)
  }

  private let configuration: String?
  private let log: String?

  public init(_ place: Settings.Reinject) {
    configuration = place.postfix
    log = place.log
  }

  /// - Parameter since: when the receipt was recorded, in Unix seconds. Ids are used again after a while, and older
  ///   lines tell of other messages.
  public func fate(of queueID: String, since: Int64) -> Fate {
    guard !queueID.isEmpty, queueID.utf8.allSatisfy({ isalnum(Int32($0)) != 0 }) else { return .unknown("no queue id") }
    do throws(Trouble) {
      if try isQueued(queueID) { return .taken }
      guard let log else { return .unknown("'reinject.log' names no log of Postfix") }
      let first = PostfixLog(log).fate(of: queueID, since: since)
      guard first == .absent else { return first }
      // It may have come into the queue after we looked there, and have left it before we looked into the log.
      return try isQueued(queueID) ? .taken : PostfixLog(log).fate(of: queueID, since: since)
    } catch {
      return .unknown(error.words)
    }
  }

  private struct Trouble: Error { var words: String }

  private func isQueued(_ queueID: String) throws(Trouble) -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/sbin/postqueue")
    process.arguments = (configuration.map { ["-c", $0] } ?? []) + ["-j"]
    let output = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { throw Trouble(words: "postqueue cannot be run: \(error)") }
    let lines = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Trouble(words: "postqueue ended with status \(process.terminationStatus)")
    }
    return String(decoding: lines, as: UTF8.self).contains("\"queue_id\": \"\(queueID)\"")
  }
}
