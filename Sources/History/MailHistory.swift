public import Crypto
import Foundation
import GRDB
import Synchronization

/// Whom the school has written to: facts for deciding, learned from delivered mail alone.
///
/// What was learned last is in memory until a thread of its own has written it, and is known at once. Any thread may call;
/// two filters may have it open at the same time.
public final class MailHistory: Sendable {
  private struct State {
    /// Learned, and not in the table yet.
    var fresh = SentMemory()
    /// Being written now.
    var writing = SentMemory()
    var dropped = 0
    var isClosing = false
    /// How many batches were taken to be written, and how many of them are.
    var taken = 0
    var written = 0
  }

  let keys: HistoryKeys
  /// Where what is learned lasts; nil for `postern check`.
  private let pool: DatabasePool?
  /// What is kept; nil where nothing is.
  private let kept: DatabaseQueue?
  /// What `postern check` learns, which ends with it.
  private let remembered: DatabaseQueue?
  private let state = Mutex(State())
  private let wakes = DispatchSemaphore(value: 0)
  private let done = DispatchSemaphore(value: 0)
  let failed: @Sendable (String) -> Void
  /// In milliseconds.
  private static let period = 500
  private static let niceness: Int32 = 10

  /// The filter's: what it learns lasts. The state folder must be there.
  /// - Parameters:
  ///   - key: of this school's history alone.
  ///   - failed: is told, in words that name nobody, when something could not be looked up or written.
  public init(state: String, key: SymmetricKey, failed: @escaping @Sendable (String) -> Void) throws(HistoryError) {
    let database = HistoryDatabase(state: state)
    keys = HistoryKeys(key)
    let pool = try database.pool()
    self.pool = pool
    kept = try database.reader()
    remembered = nil
    self.failed = failed
    Thread.detachNewThread { [self] in
      work(pool)
      done.signal()
    }
  }

  /// That of `postern check`: what it learns ends with it.
  /// - Parameters:
  ///   - state: the folder of a filter whose history is looked up, and not changed; nil for none.
  ///   - key: of that history.
  /// - Throws: where there is a history that cannot be read.
  public init(reading state: String?, key: SymmetricKey, failed: @escaping @Sendable (String) -> Void)
    throws(HistoryError)
  {
    keys = HistoryKeys(key)
    pool = nil
    let database = state.map { HistoryDatabase(state: $0) }
    kept = try database.flatMap { database throws(HistoryError) in database.exists ? try database.reader() : nil }
    remembered = try HistoryDatabase.inMemory()
    self.failed = failed
  }

  /// Learns of a message that was delivered. Never waits for a disk.
  public func learn(_ mail: SentMail) {
    guard !mail.sender.isEmpty, !mail.recipients.isEmpty else { return }
    if let remembered { return write([mail].reduce(into: SentMemory()) { $0.add($1) }, to: remembered) }
    state.withLock { state in
      guard !state.fresh.isFull else {
        state.dropped += mail.recipients.count
        return
      }
      state.fresh.add(mail)
    }
  }

  /// What is known of a sender and some recipients, in their order. What cannot be looked up counts as not known.
  public func past(of sender: String, with recipients: [Correspondent]) -> [Past] {
    // In memory first: what is written between the two looks is then seen twice, never not at all.
    let memories = unwritten
    var pasts = recipients.map { recipient in
      memories.reduce(into: Past()) { $0.add($1.past(of: sender, with: recipient)) }
    }
    for table in tables {
      look(into: table) { db in
        for (place, recipient) in recipients.enumerated() {
          pasts[place].add(try SentTable.past(of: sender, with: recipient, keys, db))
        }
      }
    }
    completeLikeness(&pasts, of: sender, with: recipients, memories)
    return pasts
  }

  /// Adds to what is known of new recipients whom they may be taken for.
  private func completeLikeness(
    _ pasts: inout [Past], of sender: String, with recipients: [Correspondent], _ memories: [SentMemory]
  ) {
    let places = pasts.indices.filter { pasts[$0].count == 0 }
    guard !places.isEmpty else { return }
    let new = places.map { recipients[$0] }
    var search = LikenessSearch(new, address: \.self, trait: \.self)
    for memory in memories { memory.search(&search, of: sender) }
    search.complete(&pasts, at: places)
    guard !tables.isEmpty else { return }
    var rows = LikenessSearch(new, address: keys.address) { keys.trait($0, of: sender) }
    // One queue for all threads: each waits for those before it.
    for table in tables {
      look(into: table) { db in try SentTable.search(&rows, of: keys.sender(sender), db) }
    }
    rows.complete(&pasts, at: places)
  }

  /// All that is looked into.
  var tables: [DatabaseQueue] { [kept, remembered].compactMap(\.self) }

  /// What is written to; nil where nothing is learned.
  var writer: (any DatabaseWriter)? { pool ?? remembered }

  /// Waits, for two seconds at the most, until what is in memory alone now is written: for the rare question that only the
  /// tables answer.
  func settle() {
    guard pool != nil else { return }
    let due = state.withLock { state in state.fresh.isEmpty ? state.taken : state.taken + 1 }
    wakes.signal()
    for _ in 0..<200 where state.withLock({ $0.written < due }) { Thread.sleep(forTimeInterval: 0.01) }
  }

  /// What is learned and not written yet.
  var unwritten: [SentMemory] { state.withLock { [$0.fresh, $0.writing] } }

  func look(into table: DatabaseQueue, _ work: (Database) throws -> Void) {
    do {
      try attempt("look something up in the history") { try table.unsafeRead(work) }
    } catch {
      failed("\(error)")
    }
  }

  private func write(_ memory: SentMemory, to table: some DatabaseWriter) {
    do {
      try attempt("write the history") {
        try table.write { db in
          try SentTable.write(memory, keys, db)
          try MailTable.write(memory.mails, keys, db)
        }
      }
    } catch {
      // It only makes a sender be asked once more; no mail waits for it.
      failed("\(error)")
    }
  }

  /// Forgets what `postern check` has learned.
  public func forgetRemembered() {
    guard let remembered else { return }
    do {
      try attempt("clear the history in memory") {
        try remembered.write { db in
          try db.execute(sql: "DELETE FROM sent")
          try MailTable.clear(db)
        }
      }
    } catch {
      failed("\(error)")
    }
  }

  /// How long single messages are remembered, so that one can be found that is taken back: 30 days, in seconds.
  private static let mailSpan: Int64 = 30 * 86_400

  /// Deletes what was last used before a time; Unix time in seconds. Single messages go after 30 days in any case.
  /// - Parameter now: the time now.
  /// - Returns: how many pairs.
  /// - Throws: also where all is deleted, and something keeps the log of the database from being emptied.
  public func forget(before time: Int64, now: Int64) throws(HistoryError) -> Int {
    guard let pool else { return 0 }
    return try pool.erase { db in
      try MailTable.forget(mailBefore: max(time, now - Self.mailSpan), filesBefore: time, db)
      return try SentTable.delete("WHERE last < ?", [time], in: db)
    }
  }

  /// Writes what is waiting, and ends. To be called once.
  public func close() {
    guard pool != nil else { return }
    state.withLock { $0.isClosing = true }
    wakes.signal()
    done.wait()
  }

  private func work(_ pool: DatabasePool) {
    // Of this thread alone, as Linux has it: a batch takes some milliseconds, in which mail goes first.
    setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness)
    var isClosing = false
    while !isClosing {
      _ = wakes.wait(timeout: .now() + .milliseconds(Self.period))
      let batch: SentMemory
      let dropped: Int
      (batch, dropped, isClosing) = state.withLock { state in
        defer {
          (state.fresh, state.writing, state.dropped) = (SentMemory(), state.fresh, 0)
          state.taken += 1
        }
        return (state.fresh, state.dropped, state.isClosing)
      }
      if dropped > 0 { failed("\(dropped) sent copies are not in the history: the disk does not answer") }
      if !batch.isEmpty { write(batch, to: pool) }
      state.withLock { state in
        state.writing = SentMemory()
        state.written = state.taken
      }
    }
  }
}
