import Foundation
import GRDB

/// A message that went before, as far as the history knows it.
public struct Earlier: Hashable, Sendable {
  /// When it went; Unix time in seconds.
  public var time: Int64
  /// Postfix's queue id, by which the log knows it.
  public var queueID: String?
  /// How many have it.
  public var readerCount: Int
  public var fileCount: Int
  /// The later message names it in In-Reply-To or References (RFC 5322 §3.6.4); else it is told by its readers.
  public var isAnswered: Bool
  let readers: [Data]
  let files: [Data]
  /// Keyed hashes of those who may not learn of it (D17).
  let hidden: [Data]

  init(time: Int64, queueID: String?, readers: [Data], files: [Data], hidden: [Data], isAnswered: Bool) {
    self.hidden = hidden
    self.time = time
    self.queueID = queueID
    self.readers = readers
    self.files = files
    self.isAnswered = isAnswered
    readerCount = Set(readers).count
    fileCount = files.count
  }

  init(_ row: Row, isAnswered: Bool) {
    self.init(
      time: row["time"], queueID: row["queue"], readers: HashList.parts(row["readers"], MailTable.readerLength),
      files: HashList.parts(row["files"], MailTable.fileLength),
      // What is only read, as a check reads it, may be of before there was such a column.
      hidden: HashList.parts(row["hidden"] as Data? ?? Data(), MailTable.readerLength), isAnswered: isAnswered)
  }
}
