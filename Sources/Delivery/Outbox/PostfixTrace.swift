public import Configuration
import Foundation
import Glibc
import Quarantine

/// Finds out what became of a message of which only Postfix's queue id is known: in the queue, and in the log.
public struct PostfixTrace: Sendable {
  /// What can be known.
  public enum Fate: Hashable, Sendable {
    /// It waits in the queue, or the log says that it was queued.
    case taken
    /// The log tells of that transaction and of no message that was queued from it, and the queue has none.
    case absent
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
    switch isQueued(queueID) {
    case .success(true): return .taken
    case .failure(let reason): return .unknown(reason.words)
    case .success(false): break
    }
    guard let log else { return .unknown("'reinject.log' names no log of Postfix") }
    var wasReceived = false
    var read = 0
    for path in [log + ".1", log] {
      guard let file = fopen(path, "re") else { continue }
      defer { fclose(file) }
      var status = stat()
      if fstat(fileno(file), &status) == 0, status.st_mtim.tv_sec < since { continue }
      read += 1
      var line: UnsafeMutablePointer<CChar>?
      var capacity = 0
      defer { free(line) }
      while getline(&line, &capacity, file) > 0, let text = line {
        guard strstr(text, ": \(queueID): ") != nil else { continue }
        // "qmgr[…]: ID: from=<…>, size=…, nrcpt=… (queue active)" stands for a message that is on the disk.
        if strstr(text, "/qmgr[") != nil || strstr(text, "(queue active)") != nil { return .taken }
        wasReceived = true
      }
    }
    guard read > 0 else { return .unknown("\(log) cannot be read") }
    return wasReceived ? .absent : .unknown("\(log) says nothing of \(queueID)")
  }

  private struct Trouble: Error { var words: String }

  private func isQueued(_ queueID: String) -> Result<Bool, Trouble> {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/sbin/postqueue")
    process.arguments = (configuration.map { ["-c", $0] } ?? []) + ["-j"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { return .failure(Trouble(words: "postqueue cannot be run: \(error)")) }
    let lines = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      return .failure(Trouble(words: "postqueue ended with status \(process.terminationStatus)"))
    }
    return .success(String(decoding: lines, as: UTF8.self).contains("\"queue_id\": \"\(queueID)\""))
  }
}
