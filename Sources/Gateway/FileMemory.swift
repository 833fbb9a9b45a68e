import Configuration
import Foundation
import Inspection
import Logging
import Policy
import Quarantine
import Synchronization

/// What is remembered of files in messages that were stopped.
protocol FileMemory: Sendable {
  /// - Parameters:
  ///   - digest: SHA-256 of a file's bytes.
  ///   - held: a message that does not count: the one at hand.
  func known(_ digest: Data, besides held: HeldID?) -> KnownFile?
}

/// What the quarantine remembers.
struct StoredFiles: FileMemory {
  private let store: QuarantineStore
  private let officers: [String]
  private let logger: Logger

  init(_ store: QuarantineStore, _ officers: Settings.Officers, logger: Logger) {
    self.store = store
    self.officers = officers.everybody
    self.logger = logger
  }

  func known(_ digest: Data, besides held: HeldID?) -> KnownFile? {
    do {
      return try store.knownFile(digest, officers: officers, besides: held)
    } catch {
      logger.error("whether a file was stopped before is not known: \(error)")
      return nil
    }
  }
}

/// What one run of `postern check` remembers: nothing lasts beyond it.
final class BatchFiles: FileMemory {
  private let files = Mutex<[Data: KnownFile]>([:])

  func known(_ digest: Data, besides held: HeldID?) -> KnownFile? { files.withLock { $0[digest] } }

  func note(_ digests: [Data], _ file: KnownFile) {
    files.withLock { files in for digest in digests { files[digest] = file } }
  }
}

extension Inspection {
  /// How many files of one message are looked up, at most.
  private static let mostFiles = 100

  /// SHA-256 of each file that a reader would see as one, in order, each once; small ones tell nothing by it.
  var fileDigests: [Data] {
    var digests: [Data] = []
    for part in parts where part.isAttachment && part.size >= QuarantineStore.smallestKnownFile && !part.digest.isEmpty
    {
      let digest = Data(part.digest)
      if digests.count < Self.mostFiles, !digests.contains(digest) { digests.append(digest) }
    }
    return digests
  }
}
