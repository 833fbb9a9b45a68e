public import Foundation
import GRDB

extension MailHistory {
  /// The message that a sender takes back.
  /// - Parameters:
  ///   - identifiers: Message-IDs that the later message answers.
  ///   - recipients: of the later message, in the form in which addresses are compared.
  ///   - time: the oldest that is looked for without being answered; Unix time in seconds.
  public func earlier(
    of sender: String, answering identifiers: [String], to recipients: [String], since time: Int64
  ) -> Earlier? {
    settle()
    var found: Earlier?
    for table in tables where found == nil {
      look(into: table) { db in
        found = try MailTable.earlier(
          of: sender, answering: identifiers, to: recipients, since: time, keys, db)
      }
    }
    return found
  }

  /// Whether somebody may not learn of it: it was about them, or came to them, and concerned conduct (D17).
  /// - Parameter address: lower case.
  public func isHidden(_ earlier: Earlier, from address: String) -> Bool {
    earlier.hidden.contains(keys.reader(address))
  }

  /// Remembers its files as sent in error.
  public func withdraw(_ earlier: Earlier, at time: Int64) {
    guard !earlier.files.isEmpty, let table = writer else { return }
    do {
      try attempt("write the history") { try table.write { db in try MailTable.withdraw(earlier.files, at: time, db) } }
    } catch {
      failed("\(error)")
    }
  }

  /// Whether a file was sent in error before.
  /// - Parameter digest: SHA-256 of its bytes.
  public func isWithdrawn(_ digest: Data) -> Bool {
    let file = keys.file(digest)
    var answer = false
    for table in tables where !answer {
      look(into: table) { db in answer = try MailTable.isWithdrawn(file, db) }
    }
    return answer
  }

  /// Which of some readers had a locked file of this sender since a time, Unix time in seconds.
  public func lockedFile(from sender: String, to readers: [String], since time: Int64) -> Set<String> {
    var found: Set<String> = []
    for memory in unwritten { found.formUnion(memory.lockedFile(from: sender, to: readers, since: time)) }
    for table in tables {
      look(into: table) { db in
        found.formUnion(try MailTable.lockedFile(from: sender, to: readers, since: time, keys, db))
      }
    }
    return found
  }
}
